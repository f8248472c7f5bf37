import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { INPUT_ROWS, inputNameOf } from "../../src/config/action-inputs.ts";
import { load } from "../../src/config/load.ts";
import { METADATA } from "./runner.ts";

const ROOT = join(import.meta.dirname, "../..");
const FILE = "deploy/github-action/backlog.yml";
const workflow = parse(readFileSync(join(ROOT, FILE), "utf8"));
const { count } = workflow.jobs;
const [{ uses, with: inputs }] = count.steps;

describe(FILE, () => {
  it("may read pull requests, and nothing else", () => {
    expect(workflow.permissions).toEqual({ "pull-requests": "read" });
    expect(count.permissions).toBeUndefined();
  });

  it("runs four times an hour at even distances, never at a full one, and never twice at once", () => {
    const [{ cron }] = workflow.on.schedule;
    const [minutes, ...rest] = cron.split(" ");
    expect(rest).toEqual(["*", "*", "*", "*"]);
    expect(minutes.split(",").map((minute: string) => Number(minute) % 15)).toEqual([7, 7, 7, 7]);
    expect(workflow.concurrency).toEqual({ group: "backlog" });
  });

  it("takes the action at its major version, with inputs that it has", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(uses).toBe(`acme/github-datadog-exporter@v${version.split(".")[0]}`);
    expect(Object.keys(METADATA.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
  });

  it("is a configuration that is right, with more time than a run takes", () => {
    const settings = INPUT_ROWS.flatMap((row) => {
      const text = inputs[inputNameOf(row)];
      return text === undefined ? [] : [[row.name, text.replace(/^\$\{\{ .* \}\}$/, "secret")]];
    });
    const loaded = load(Object.fromEntries(settings), "run", []);
    if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
    expect(count["timeout-minutes"] * 60_000).toBeGreaterThan(loaded.settings.run.timeoutMs + 60_000);
  });

  it("has its secrets where they belong", () => {
    for (const row of INPUT_ROWS.filter(({ secret }) => secret)) {
      const text = inputs[inputNameOf(row)];
      if (text !== undefined) expect(text).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
    }
  });
});
