import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildResult, build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { fullToken } from "../../sandbox/tokens.ts";
import { pruneDatadog } from "../../scripts/prune-datadog.ts";
import type { createKeyProbe } from "../../src/datadog/key-probe.ts";
import type { createHistory } from "../../src/datadog/read-back.ts";
import type { createDatadog } from "../../src/datadog/submit.ts";
import { API_KEY, APP_KEY as APP_KEY_OF_HOUSE, openHouse } from "../support/house.ts";
import { install } from "../support/program.ts";
import { openSetup } from "../support/setup.ts";
import { smallTown } from "../support/town.ts";
import { createMemoryLog, createVirtualClock, KEY, NOW, never, seriesOf } from "./harness.ts";
import { APP_KEY, ask, openPast, valuesOf, whyOf } from "./history.ts";

interface Built {
  readonly createHistory: typeof createHistory;
  readonly createDatadog: typeof createDatadog;
  readonly createKeyProbe: typeof createKeyProbe;
}

const folder = mkdtempSync(join(tmpdir(), "exporter-datadog-"));
const entry = ["read-back", "submit", "key-probe"]
  .map((name) => `export * from "./src/datadog/${name}.ts";`)
  .join("\n");
let result: BuildResult<{ metafile: true }>;
let built: Built;

/** The adapter, bundled as the program is. */
beforeAll(async () => {
  result = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), sourcefile: "entry.ts" },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    minify: true,
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    plugins: [pruneDatadog],
    metafile: true,
    logLevel: "silent",
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  built = (await import(pathToFileURL(join(folder, "stdin.js")).href)) as Built;
});
afterAll(() => rmSync(folder, { recursive: true }));

function optionsFor(url: string) {
  const rest = { clock: createVirtualClock(), log: createMemoryLog(), fetch: globalThis.fetch };
  return { url, site: "datadoghq.eu", apiKey: KEY, appKey: APP_KEY, requestTimeoutMs: 5_000, ...rest };
}

/** The files that are loaded with a file, those that it may load later left out. */
function loadedWith(file: string, outputs = result.metafile.outputs, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? [])
    if (kind !== "dynamic-import" && path in outputs) loadedWith(path, outputs, seen);
  return seen;
}

describe("the bundle with no model of Datadog's but ours", () => {
  it("reads back", async () => {
    const past = await openPast();
    await past.said(60, { "repo:a/b label:bug": 3, "repo:a/c label:bug": 0 });
    const history = built.createHistory(optionsFor(past.datadog.url));
    expect(await valuesOf(ask(history))).toEqual({ "repo:a/b label:bug": 3, "repo:a/c label:bug": 0 });
  });

  it("understands a refusal", async () => {
    const past = await openPast({ appKeys: [] });
    const history = built.createHistory(optionsFor(past.datadog.url));
    expect(await whyOf(ask(history))).toContain("refused the query (403: Forbidden)");
  });

  it("submits", async () => {
    const past = await openPast();
    const sink = built.createDatadog(optionsFor(past.datadog.url));
    expect(await sink.submit(seriesOf(3), NOW, never)).toEqual({ accepted: 3, refused: [] });
  });

  it("looks at keys", async () => {
    const past = await openPast();
    const verdicts = async (appKey: string) => {
      const probe = built.createKeyProbe({ ...optionsFor(past.datadog.url), appKey });
      return [(await probe.apiKey(never)).kind, (await probe.bothKeys(never)).kind];
    };
    expect(await verdicts(APP_KEY)).toEqual(["good", "good"]);
    expect(await verdicts("another")).toEqual(["good", "refused"]);
  });

  it("loads nothing of Datadog's before it is needed", () => {
    const { outputs } = result.metafile;
    const entries = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint === "entry.ts");
    expect(entries.length).toBe(1);
    const atOnce = entries.flatMap((file) => [...loadedWith(file)]);
    const inputs = atOnce.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    expect(inputs.filter((input) => input.includes("datadog-api-client"))).toEqual([]);
  });

  it("submits without loading what reads back or looks at keys", () => {
    const { outputs } = result.metafile;
    const holding = (text: string) =>
      Object.keys(outputs).filter((file) => readFileSync(file, "utf8").includes(text));
    const [reading = ""] = holding("/api/v1/query");
    const [sending = ""] = holding("/api/v2/series");
    const [looking = ""] = holding("/api/v2/validate_keys");
    for (const one of [reading, looking]) {
      expect([...loadedWith(sending)]).not.toContain(one);
      expect([...loadedWith(one)]).not.toContain(sending);
    }
    // With all of Datadog's models it would be millions.
    expect(outputs[reading]?.bytes).toBeLessThan(40_000);
  });
});

describe("the built program", () => {
  it("sets up with the models of its own, and keeps what it does not know", async () => {
    const program = install();
    onTestFinished(() => program.remove());
    const house = await openSetup();
    const env = { DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY_OF_HOUSE, DD_URL: house.datadog.url };
    expect(await program.start(env, "setup").ended).toMatchObject({ code: 0, stderr: "" });
    const { dashboards, monitors } = house.datadog.shelves;
    expect([dashboards.size, monitors.size]).toEqual([1, 12]);
    const [dashboard] = dashboards.values();
    const widget = { id: 1, definition: { type: "of_tomorrow", requests: [{ q: "a", b: { c: [1] } }] } };
    const widgets = [...(dashboard!["widgets"] as object[]), widget];
    dashboards.set(String(dashboard!.id), { ...dashboard!, widgets });
    const again = await program.start({ ...env, METRIC_PREFIX: "github" }, "setup").ended;
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("kept: widgets") });
  });

  it("runs without what setup needs", () => {
    const { outputs } = result.metafile;
    const holding = (text: string) =>
      Object.keys(outputs).filter((file) => readFileSync(file, "utf8").includes(text));
    expect(holding("/api/v1/monitor")).toEqual([]);
    const program = install();
    onTestFinished(() => program.remove());
    const sizes = readdirSync(program.directory)
      .filter((file) => file.startsWith("official-setup-"))
      .map((file) => statSync(join(program.directory, file)).size);
    expect(sizes.length).toBe(1);
    // With all of Datadog's models it would be millions.
    expect(sizes[0]).toBeLessThan(150_000);
  });

  it("starts and sends without what reads back, where it has no application key, and without what checks and sets up", async () => {
    const program = install();
    onTestFinished(() => program.remove());
    for (const name of ["official-query-", "official-keys-", "check-", "official-setup-", "setup-"]) {
      const late = readdirSync(program.directory).filter((file) => file.startsWith(name));
      expect(late.length).toBe(1);
      for (const file of late) rmSync(join(program.directory, file));
    }
    const { github, datadog } = await openHouse({ population: smallTown() });
    const env = {
      GITHUB_TOKEN: fullToken.token,
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORIES: "acme/*",
      DD_API_KEY: API_KEY,
      DD_URL: datadog.url,
    };
    expect(await program.start({}, "--help").ended).toMatchObject({ code: 0 });
    expect(await program.start(env).ended).toMatchObject({ code: 0 });
    expect(datadog.points.length).toBeGreaterThan(0);
  });
});
