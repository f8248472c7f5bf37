import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import type { Setting } from "../src/config/setting.ts";
import type { PullRequestRow } from "../src/metrics/pull-request-row.ts";
import { fieldsOf } from "../src/metrics/select.ts";
import { listed, measureAll, snapshot, valuesOf } from "./metrics/builders.ts";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");

/** What a worked example comes to, with the imports that its file has. */
async function exampleOf(kind: "metric" | "setting", imports: string): Promise<unknown> {
  const [, code] = page.match(new RegExp(`\`\`\`ts ${kind}\n(.*?)\n\`\`\``, "s")) ?? [];
  const stdin = {
    contents: `${imports}\nexport const example = ${code};`,
    resolveDir: ROOT,
    loader: "ts",
  } as const;
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
  });
  const text = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  return (await import(/* @vite-ignore */ `data:text/javascript;base64,${text}`)).example;
}

describe("CONTRIBUTING.md", () => {
  it("shows a metric that counts", async () => {
    const imports = `import { count } from "./src/metrics/item-row.ts";
      import { row } from "./src/metrics/pull-request-row.ts";`;
    const example = (await exampleOf("metric", imports)) as PullRequestRow;
    expect([...fieldsOf([example])]).toEqual(["draft"]);
    const measure = measureAll({ rows: [example] });
    measure.add(snapshot([{ draft: true }, {}, {}]));
    expect(valuesOf(listed(measure.series()), "github.pull_requests.open.by_draft")).toEqual({
      "draft:true,repo:acme/api": 1,
      "draft:false,repo:acme/api": 2,
    });
  });

  it("shows a setting that is read", async () => {
    const example = (await exampleOf(
      "setting",
      'import { parseDays } from "./src/config/values.ts";',
    )) as Setting;
    expect(example.parse(example.default ?? "")).toEqual({ ok: true, value: 3 * 86_400 });
    expect(example.parse(example.example)).toEqual({ ok: true, value: 5 * 86_400 });
    expect(example.parse("soon").ok).toBe(false);
  });

  it("names files that are there", () => {
    const named = [...page.matchAll(/`((?:src|sandbox|test)\/[\w./-]+\.ts)`/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(5);
    for (const path of named) expect(readFileSync(join(ROOT, path), "utf8")).not.toBe("");
  });
});
