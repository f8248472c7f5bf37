import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../sandbox/generate.ts";
import { fileWith } from "./support/file.ts";
import { APP_KEY, environmentOf, events, openHouse } from "./support/house.ts";
import { type Installed, install } from "./support/program.ts";
import { aboutTheRun, expectHeartbeatLast, expectNoProblems, expectNumbers } from "./support/received.ts";
import { monitorOf } from "./support/setup.ts";
import { isAbout, namesOf, readsPulls, smallTown, townOf } from "./support/town.ts";

const town = smallTown();
const names = namesOf(town);
let program: Installed;

beforeAll(() => {
  program = install();
});
afterAll(() => program.remove());

describe("the built program, with nothing installed and nothing set,", () => {
  it("explains itself", async () => {
    const { code, stdout, stderr } = await program.start({}, "--help").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("GITHUB_REPOSITORIES");
  });

  it("tells the version of its package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const { code, stdout, stderr } = await program.start({}, "--version").ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("refuses an unknown command", async () => {
    const { code, stdout, stderr } = await program.start({}, "export").ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Unknown command 'export'");
  });

  it("names everything that is missing", async () => {
    const { code, stdout, stderr } = await program.start({}).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("GITHUB_REPOSITORIES is not set");
    expect(stderr).toContain("DD_API_KEY is not set");
  });
});

describe("the built program", () => {
  it("reads a monitor's thresholds from a file", async () => {
    const house = await openHouse({ population: town });
    const file = fileWith("backlog-too-high: { critical: 31, warning: 20 }");
    const env = environmentOf(house, { DD_APP_KEY: APP_KEY });
    const { code } = await program.start(env, "setup", "--thresholds", file).ended;
    expect(code).toBe(0);
    expect(String(monitorOf(house.datadog, "backlog-too-high")["query"])).toMatch(/ > 31$/);
  });

  it("reads who owns what from a file", async () => {
    const house = await openHouse({ population: town });
    const TAGS_FILE = fileWith("repositories: { acme/*: { team: payments } }");
    const { code } = await program.start(environmentOf(house, { TAGS_FILE })).ended;
    expect(code).toBe(0);
    const teams = house.datadog.find("github.pull_requests.open").map(({ tags }) => tags.join());
    expect(teams.sort()).toEqual(names.map((name) => `repo:${name},team:payments`).sort());
  });

  it("with a wrong configuration names all faults and asks nobody anything", async () => {
    const house = await openHouse({ population: town });
    const wrong = {
      GITHUB_REPOSITORIES: "acme",
      DD_SITE: "example.com",
      CONCURRENCY: "0",
      METRICS: "nonsense",
    };
    const { code, stderr } = await program.start(environmentOf(house, wrong)).ended;
    expect(code).toBe(2);
    for (const name of Object.keys(wrong)) expect(stderr).toContain(`  ${name} `);
    expect([...house.github.log, ...house.datadog.log]).toEqual([]);
  });

  it.each(["graphql", "rest"] as const)(
    "exports by %s, logs on stderr only, and is gone within a second of its end",
    async (api) => {
      const house = await openHouse({ population: town });
      const ended = await program.start(environmentOf(house, { GITHUB_API: api })).ended;
      expect(ended).toMatchObject({ code: 0, stdout: "" });
      expectNumbers(house, town, { repositories: names, api });
      expectHeartbeatLast(house);
      expectNoProblems(house);
      const [last, ...more] = events(ended, "run_finished");
      expect(more).toEqual([]);
      expect(last).toMatchObject({ success: true });
      expect(ended.endedAt - Date.parse(String(last?.["time"]))).toBeLessThan(1_000);
      expect(ended.stderr.trimEnd().split("\n")).toHaveLength(ended.log.length);
    },
  );

  it.each([
    { env: {}, json: true },
    { env: { LOG_FORMAT: "json" }, json: true },
    { env: { LOG_FORMAT: "pretty" }, json: false },
    { env: { LOG_FORMAT: "pretty", NO_COLOR: "1" }, json: false },
  ])("with $env in a pipe logs JSON: $json, and never in colour", async ({ env, json }) => {
    const house = await openHouse({ population: town });
    const { code, stderr } = await program.start(environmentOf(house, env)).ended;
    expect(code).toBe(0);
    expect(stderr.startsWith("{")).toBe(json);
    expect(stderr).toContain("run finished");
    expect(stderr).not.toContain("\u001b[");
  });

  it("plans a large organisation, all of it written through a pipe", async () => {
    const population = generate({ seed: 1, repositories: 200, pullRequests: 400, now: Date.now() });
    const house = await openHouse({ population });
    const { DD_API_KEY: _, ...env } = environmentOf(house);
    const { code, stdout, stderr } = await program.start(env, "plan", "--json").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.length).toBeGreaterThan(200_000);
    const plan = JSON.parse(stdout) as { series: { metric: string }[] };
    expect(plan.series.filter(({ metric }) => metric === "github.pull_requests.open")).toHaveLength(200);
    expect(house.datadog.log).toEqual([]);
  });

  it("whose reader leaves before the end says nothing about it", async () => {
    const population = generate({ seed: 1, repositories: 200, pullRequests: 400, now: Date.now() });
    const house = await openHouse({ population });
    const { child, ended } = program.start(environmentOf(house), "plan", "--json");
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("the built program, asked to end,", () => {
  /** Big enough that one repository can hang in a query of its own. */
  const busy = townOf({ "acme/alpha": 60, "acme/beta": 2, "acme/delta": 150 });
  const isHanging = (entry: Parameters<typeof readsPulls>[0]) => isAbout("delta")(entry) && readsPulls(entry);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s, delivers what is complete and exits by the rules",
    async (signal) => {
      const house = await openHouse({ population: busy });
      house.github.fault({ when: isHanging, fault: { kind: "hang" } });
      const { child, ended } = program.start(
        environmentOf(house, { FAIL_ON_PARTIAL: "true", GITHUB_API: "rest" }),
      );
      house.github.onRequest((entry) => void (isHanging(entry) && child.kill(signal)));
      const { code, log } = await ended;
      expect(code).toBeOneOf([1, 3]);
      expect(aboutTheRun(house)).toMatchObject({
        "repository.failed{reason:interrupted,repo:acme/delta}": 1,
        "run.success{}": 0,
      });
      expectHeartbeatLast(house);
      expect(events({ log }, "run_finished")).toMatchObject([{ success: false }]);
    },
  );

  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s between two runs, is gone at once, with 0",
    async (signal) => {
      const house = await openHouse({ population: town });
      const more = { INTERVAL: "24h", GITHUB_REPOSITORIES: "acme/*,acme/missing", FAIL_ON_PARTIAL: "true" };
      const { child, ended } = program.start(environmentOf(house, { ...more, LOG_LEVEL: "debug" }));
      let asked = 0;
      child.stderr?.on("data", (text) => {
        if (!String(text).includes("next_run")) return;
        asked = Date.now();
        child.kill(signal);
      });
      // The run itself would have ended with 3.
      const { code, endedAt, log } = await ended;
      expect(code).toBe(0);
      expect(endedAt - asked).toBeLessThan(1_000);
      expect(events({ log }, "run_finished")).toMatchObject([{ repositories: { failed: 1 } }]);
    },
  );

  it("twice, ends at once", async () => {
    const house = await openHouse({ population: busy });
    const { child, ended } = program.start(environmentOf(house));
    let asked = 0;
    house.datadog.fault({
      when: () => {
        asked ||= Date.now();
        child.kill("SIGTERM");
        // The first must have been taken in: signals of one kind that wait are one.
        setTimeout(() => child.kill("SIGTERM"), 200);
        return true;
      },
      fault: { kind: "hang" },
    });
    const { code, signal, endedAt } = await ended;
    expect({ code, signal }).toEqual({ code: null, signal: "SIGTERM" });
    expect(endedAt - asked).toBeLessThan(2_000);
  });
});

describe("a bug in the built program", () => {
  const PASSWORD = "proxy-password-0123";
  const keys = ["GITHUB_TOKEN", "DD_API_KEY", "DD_APP_KEY"].map((name) => `process.env.${name}`).join();

  it.each([
    { where: "on the way of a run", code: "AbortController = function () { throw error; };" },
    { where: "that nobody waits for", code: "onceReady(() => { throw error; });" },
    { where: "in a promise", code: "onceReady(() => Promise.reject(error));" },
    { where: "that is no error", code: "onceReady(() => Promise.reject(error.message));" },
  ])("$where is one line without secrets, and exit code 1", async ({ code }) => {
    const house = await openHouse({ population: town });
    house.github.fault({ fault: { kind: "hang" } });
    const preload = join(program.directory, "preload.mjs");
    const secrets = `["with", ${keys}, "${PASSWORD}"]`;
    const cause = `Object.assign(new Error(${secrets}.join("/")), { headers: { authorization: ${secrets} } })`;
    // A loaded machine takes its time until the program has started.
    const onceReady = `const onceReady = (act) => setTimeout(() => process.listenerCount("uncaughtException") > 0 ? act() : onceReady(act), 20);`;
    const error = `const error = new Error(${secrets}.join(" "), { cause: ${cause} });`;
    writeFileSync(preload, `${error}\n${onceReady}\n${code}\n`);
    const more = {
      NODE_OPTIONS: `--import ${preload}`,
      DD_APP_KEY: APP_KEY,
      HTTPS_PROXY: `http://someone:${PASSWORD}@proxy.example.com`,
    };
    const ended = await program.start(environmentOf(house, more)).ended;
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(
      /^This is a bug in github-datadog-exporter: .*with (\*\*\* ){3}\*\*\*.* at .*\n$/,
    );
  });
});

describe("what the built program loads at its start", () => {
  /** The chunks that a chunk imports at once, itself included; what is imported late is not among them. */
  function loadedBy(file: string, known = new Set<string>()): ReadonlySet<string> {
    if (known.has(file)) return known;
    known.add(file);
    const text = readFileSync(join(program.directory, file), "utf8");
    for (const [, next = ""] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) loadedBy(next, known);
    return known;
  }

  const contain = (files: Iterable<string>, text: string) =>
    [...files].filter((file) => readFileSync(join(program.directory, file), "utf8").includes(text));

  it.each([
    { what: "Datadog's client", text: "/api/v2/series" },
    { what: "undici", text: "EnvHttpProxyAgent" },
    { what: "the printer for people", text: "translateTime" },
  ])("is not $what", ({ text }) => {
    const all = readdirSync(program.directory).filter((file) => file.endsWith(".js"));
    const atStart = loadedBy("main.js");
    expect(contain(all, text)).not.toEqual([]);
    expect(contain(atStart, text)).toEqual([]);
  });
});
