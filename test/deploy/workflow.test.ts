import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");
const text = readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8");
const workflow = parse(text);
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

describe("the workflow", () => {
  it("may only read", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
  });

  it("runs on the oldest Node.js that the package takes, and on the image's", () => {
    const [image] = /(?<=FROM node:)\d+/.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8")) ?? [];
    const [oldest] = /(?<=>=)\d+/.exec(manifest.engines.node) ?? [];
    expect(workflow.jobs.check.strategy.matrix.node).toEqual([Number(oldest), Number(image)]);
  });

  it("runs what people run", () => {
    const commands = workflow.jobs.check.steps.flatMap((step: { run?: string }) => step.run ?? []);
    expect(commands).toEqual(["npm ci", "npm test", "npm run demo"]);
  });

  it("takes actions only at a commit, with its version beside it", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses:"));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});
