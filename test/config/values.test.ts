import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Parsed, quote } from "../../src/config/parsed.ts";
import {
  durationBetween,
  durationFrom,
  oneOf,
  parseBoolean,
  parseDays,
  parsePrefix,
  parseRatio,
  parseSecret,
  parseTopics,
  wholeNumber,
} from "../../src/config/values.ts";

function problem(parsed: Parsed<unknown>): string {
  return parsed.ok ? "" : parsed.problems.map(({ problem }) => problem).join();
}

describe("a duration", () => {
  const parse = durationBetween("10ms", "50m");

  it.each([
    ["250ms", 250],
    ["15s", 15_000],
    ["4m", 240_000],
    ["1.5s", 1_500],
    ["0.5h", 1_800_000],
    ["50M", 3_000_000],
  ])("%s is %d ms", (text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });

  it.each([
    ["15", "not a number and a unit"],
    ["s", "not a number and a unit"],
    ["-1s", "not a number and a unit"],
    ["1m30s", "not a number and a unit"],
    ["10ms", "must be longer than 10ms"],
    ["51m", "may be at most 50m"],
    ["1h", "may be at most 50m"],
  ])("%s is refused: %s", (text, expected) => {
    expect(problem(parse(text))).toContain(expected);
  });
});

describe("a duration from a least one on", () => {
  const parse = durationFrom("1m", "24h");

  it.each([
    ["1m", 60_000],
    ["24h", 86_400_000],
  ])("takes %s, at the end of its range", (text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });

  it.each([
    ["59s", "must be at least 1m"],
    ["0s", "must be at least 1m"],
    ["25h", "may be at most 24h"],
    ["5", "not a number and a unit"],
  ])("refuses %s: %s", (text, expected) => {
    expect(problem(parse(text))).toContain(expected);
  });
});

describe("a part of the whole", () => {
  it.each([
    ["10%", 0.1],
    ["0.1", 0.1],
    ["0", 0],
    ["1", 1],
    ["100 %", 1],
    ["2.5%", 0.025],
  ])("%s is %d", (text, value) => {
    expect(parseRatio(text)).toEqual({ ok: true, value });
  });

  it("is the same number as the quotient of two counts that it describes, for each thousandth", () => {
    const all = Array.from({ length: 1_001 }, (_, count) => count);
    const written = (count: number) => `${Math.floor(count / 10)}.${count % 10}%`;
    const off = all.filter((count) => {
      const parsed = parseRatio(written(count));
      return !parsed.ok || parsed.value !== count / 1_000;
    });
    expect(off).toEqual([]);
  });

  it.each(["101%", "-1", "a", "%", "1e-2", "0,1"])("%s is refused", (text) => {
    expect(parseRatio(text).ok).toBe(false);
  });

  it("asks for the sign where a percentage was meant", () => {
    expect(parseRatio("10")).toMatchObject({ problems: [{ example: "10%" }] });
  });
});

describe("a whole number", () => {
  it.each([
    ["1", true],
    ["100", true],
    ["0", false],
    ["101", false],
    ["1.5", false],
    ["0x10", false],
    ["ten", false],
  ])("%s between 1 and 100 is right: %s", (text, right) => {
    expect(wholeNumber(1, 100)(text).ok).toBe(right);
  });
});

describe("a number of days", () => {
  it("is kept in seconds", () => {
    expect(parseDays("14")).toEqual({ ok: true, value: 1_209_600 });
    expect(parseDays("0.5")).toEqual({ ok: true, value: 43_200 });
  });

  it.each(["0", "-1", "two", "1e3", "0.000001"])("%s is refused", (text) => {
    expect(problem(parseDays(text))).toContain("days above zero");
  });
});

describe("a boolean", () => {
  it.each([
    ["true", true],
    ["YES", true],
    ["1", true],
    ["False", false],
    ["no", false],
    ["0", false],
  ])("%s is %s", (text, value) => {
    expect(parseBoolean(text)).toEqual({ ok: true, value });
  });

  it("is nothing else", () => {
    expect(problem(parseBoolean("on"))).toContain("neither true nor false");
  });
});

describe("one of a few words", () => {
  it("is read in any case", () => {
    expect(oneOf(["auto", "rest"])("REST")).toEqual({ ok: true, value: "rest" });
  });

  it("is refused with all of them", () => {
    expect(problem(oneOf(["auto", "rest"])("soap"))).toContain('"soap", not one of auto, rest');
  });
});

describe("a secret", () => {
  it.each(["a b", "a\nb", "schlüssel", "a\u0000b"])("is refused without showing any of %j", (text) => {
    expect(problem(parseSecret(text))).toContain("characters that no header can carry");
    expect(problem(parseSecret(text))).not.toContain(text);
  });

  it("may have any form that a header can carry", () => {
    expect(parseSecret("ghp_a-b.c")).toEqual({ ok: true, value: "ghp_a-b.c" });
  });
});

describe("topics", () => {
  it("are kept in lower case, each once", () => {
    expect(parseTopics("Backend, team-a backend")).toEqual({ ok: true, value: ["backend", "team-a"] });
  });

  it.each(["team-*", "!backend", "a_b"])("%s is refused", (text) => {
    expect(problem(parseTopics(text))).toContain("which no topic is called");
  });

  it("are at least one where they are asked for", () => {
    expect(problem(parseTopics(" , "))).toBe("lists no topic");
  });
});

describe("a metric prefix", () => {
  it.each(["github", "acme.github", "Acme_2.x"])("%s is right", (text) => {
    expect(parsePrefix(text)).toEqual({ ok: true, value: text });
  });

  it.each([
    ["2github", "starts with a letter"],
    ["github.", "single dots inside"],
    ["a..b", "single dots inside"],
    ["a-b", "letters, digits, _"],
    ["a__b", "drop an underscore"],
    ["a_.b", "drop an underscore"],
    ["a._b", "drop an underscore"],
    ["a_", "drop an underscore"],
    ["datadog", "reserved"],
    ["System.x", "reserved"],
    ["a".repeat(101), "longer than 100"],
  ])("%s is refused: %s", (text, expected) => {
    expect(problem(parsePrefix(text))).toContain(expected);
  });
});

describe("a quoted value", () => {
  it("is cut where it is long", () => {
    expect(quote("z".repeat(80))).toBe(`"${"z".repeat(80)}"`);
    expect(quote("z".repeat(81))).toBe(`"${"z".repeat(80)}…"`);
    expect(quote("a b\n".repeat(40))).toBe(`"${"a b\\u000a".repeat(8)}a b…"`);
  });

  it("cannot steer a terminal or fill a screen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(quote(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect([...quote(text)].length).toBeLessThanOrEqual(83);
      }),
    );
  });
});
