import { describe, expect, it } from "vitest";
import { addMissing, parseTags, RESERVED_KEYS, valueOfTag } from "../../src/config/tags.ts";

function problem(text: string): string {
  const parsed = parseTags(text);
  return parsed.ok ? "" : parsed.problems.map(({ problem }) => problem).join();
}

describe("DD_TAGS", () => {
  it.each([
    ["team:platform,tier:1", ["team:platform", "tier:1"]],
    ["tier:1 team:platform\n", ["team:platform", "tier:1"]],
    ["Team:Platform,team:platform", ["team:platform"]],
    ["url:a:b", ["url:a:b"]],
    ["a:1,a:2", ["a:1", "a:2"]],
  ])("%j is %j", (text, value) => {
    expect(parseTags(text)).toEqual({ ok: true, value });
  });

  it.each(RESERVED_KEYS)("refuses the key %s, in any case", (key) => {
    expect(problem(`${key.toUpperCase()}:x`)).toContain(`the tag ${key} is`);
  });

  it.each([
    ["platform", "not a key that starts with a letter"],
    ["1a:b", "not a key that starts with a letter"],
    [":b", "not a key that starts with a letter"],
    ["team:", "not a key that starts with a letter"],
    ["team:🔥", "no value"],
    [",", "lists no tag"],
  ])("refuses %s: %s", (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  it("says everything that is wrong at once", () => {
    expect(parseTags("platform,repo:x,ok:1")).toMatchObject({ problems: [{}, {}] });
  });
});

describe("DD_ENV", () => {
  it("becomes a tag as Datadog keeps it", () => {
    expect(valueOfTag("env")("Pre Prod")).toEqual({ ok: true, value: "env:pre_prod" });
  });

  it("is refused where Datadog would keep nothing of it", () => {
    expect(valueOfTag("env")("🔥")).toMatchObject({ ok: false });
  });

  it("gives way to the same key of DD_TAGS", () => {
    expect(addMissing(["env:test", "team:a"], ["env:prod", "service:x", undefined])).toEqual([
      "env:test",
      "service:x",
      "team:a",
    ]);
  });
});
