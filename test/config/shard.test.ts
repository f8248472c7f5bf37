import { describe, expect, it } from "vitest";
import { parseShard } from "../../src/config/shard.ts";
import { ENOUGH, faulty, loaded, settings } from "./environment.ts";

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const result = loaded({ ...ENOUGH, ...env });
  return result.kind === "faults" ? result.faults.map((fault) => `${fault.variable} ${fault.problem}`) : [];
}

describe("SHARD", () => {
  it.each([
    ["0/1", { index: 0, count: 1 }],
    ["2/8", { index: 2, count: 8 }],
    ["7 / 8", { index: 7, count: 8 }],
    ["999/1000", { index: 999, count: 1_000 }],
  ])("%s is right", (text, value) => {
    expect(parseShard(text)).toEqual({ ok: true, value });
    expect(settings({ SHARD: text }).run.shard).toEqual(value);
  });

  it.each([
    ["8/8", "counted from 0: the last of 8 is 7/8"],
    ["9/8", "counted from 0"],
    ["0/0", "there can be 1 to 1000 shards"],
    ["0/1001", "there can be 1 to 1000 shards"],
    ["2", "not an index, a slash and how many there are"],
    ["-1/8", "not an index, a slash and how many there are"],
    ["1.5/8", "not an index, a slash and how many there are"],
  ])("%s is a fault that says why", (text, why) => {
    expect(problemsOf({ SHARD: text })).toEqual([expect.stringContaining(`SHARD is "${text}"`)]);
    expect(problemsOf({ SHARD: text })[0]).toContain(why);
  });
});

describe("an Indexed Job", () => {
  it("is one worker of as many as SHARD_COUNT says", () => {
    const { shard } = settings({ JOB_COMPLETION_INDEX: "2", SHARD_COUNT: "8" }).run;
    expect(shard).toEqual({ index: 2, count: 8 });
  });

  it("that says SHARD itself goes by that", () => {
    const { shard } = settings({ SHARD: "1/3", JOB_COMPLETION_INDEX: "2" }).run;
    expect(shard).toEqual({ index: 1, count: 3 });
  });

  it("is not there by default", () => {
    expect(settings({}).run.shard).toBeUndefined();
  });

  it.each([
    [{ JOB_COMPLETION_INDEX: "2" }, "SHARD_COUNT is not set, but JOB_COMPLETION_INDEX is"],
    [{ SHARD_COUNT: "8" }, "JOB_COMPLETION_INDEX is not set, but SHARD_COUNT is"],
    [{ JOB_COMPLETION_INDEX: "8", SHARD_COUNT: "8" }, "JOB_COMPLETION_INDEX is 8, but SHARD_COUNT is 8"],
  ])("%j is a fault", (env, problem) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(problem)]);
  });

  it("with one variable that is wrong has one fault", () => {
    expect(faulty({ ...ENOUGH, JOB_COMPLETION_INDEX: "x", SHARD_COUNT: "8" })).toEqual([
      "JOB_COMPLETION_INDEX",
    ]);
    expect(faulty({ ...ENOUGH, JOB_COMPLETION_INDEX: "1", SHARD_COUNT: "0" })).toEqual(["SHARD_COUNT"]);
  });
});
