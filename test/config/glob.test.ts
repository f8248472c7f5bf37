import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "../../src/config/glob.ts";

function matches(glob: string, text: string, apart?: string): boolean {
  const compiled = compileGlob(glob, apart);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.problem);
  return compiled.value(text);
}

describe("a glob", () => {
  it.each([
    ["*", "kind/bug"],
    ["*", ".github"],
    ["*", ""],
    ["a*c", "abbbc"],
    ["a*c", "ac"],
    ["a?c", "a🔥c"],
    ["{a,b}", "b"],
    ["x{a,b*}y", "xby"],
    ["x{a,b*}y", "xbananay"],
    ["api{,-v2}", "api"],
    ["api{,-v2}", "api-v2"],
    ["{a,{b,c}d}", "cd"],
    ["renovate[bot]", "renovate[bot]"],
    ["a.c", "a.c"],
    ["Acme-*", "ACME-API"],
    ["*_Bot", "renovate_bot"],
    ["a,b", "a,b"],
    ["(a|b)+", "(a|b)+"],
  ])("%s matches %s", (glob, text) => {
    expect(matches(glob, text)).toBe(true);
  });

  it.each([
    ["a", "ab"],
    ["ab", "a"],
    ["a?c", "ac"],
    ["{a,b}", "c"],
    ["{a,b}", ""],
    ["x{a,b}y", "xy"],
    ["renovate[bot]", "renovateb"],
    ["a.c", "abc"],
    ["*.by_*", "pull_requests.open"],
  ])("%s does not match %s", (glob, text) => {
    expect(matches(glob, text)).toBe(false);
  });

  it("keeps * and ? away from a character that stands apart", () => {
    expect(matches("a*", "a/b", "/")).toBe(false);
    expect(matches("a?b", "a/b", "/")).toBe(false);
    expect(matches("a*", "a-b", "/")).toBe(true);
  });

  it.each([
    ["", "empty pattern"],
    ["{a", "a { has no }"],
    ["a}", "a } has no {"],
    ["{}", "braces hold nothing"],
    ["a{,}", "braces hold nothing"],
    ["{{a}", "a { has no }"],
  ])("%j is refused, since it has: %s", (glob, reason) => {
    const compiled = compileGlob(glob);
    expect(compiled.ok ? [] : compiled.problems.map((problem) => problem.problem).join()).toContain(reason);
  });

  it("matches itself when it is literal, in any case", () => {
    const literal = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[*?{}]/.test(text));
    fc.assert(fc.property(literal, (text) => matches(text, text) && matches(text.toLowerCase(), text)));
  });

  it("agrees with a regular expression made of the same parts", () => {
    const part = fc.constantFrom(
      ["a", "a"],
      ["b", "b"],
      ["?", "."],
      ["*", ".*"],
      ["{a,bb}", "(?:a|bb)"],
      ["{,b}", "b?"],
    );
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), text, (parts, subject) => {
        const glob = parts.map(([source]) => source).join("");
        const expected = new RegExp(`^${parts.map(([, source]) => source).join("")}$`, "s").test(subject);
        expect(matches(glob, subject)).toBe(expected);
      }),
    );
  });

  it("ends on patterns that make a backtracking matcher try forever", () => {
    expect(matches(`${"*a".repeat(60)}b`, "a".repeat(2_000))).toBe(false);
    expect(matches("{a,a,aa}".repeat(60), "a".repeat(200))).toBe(false);
  });

  it("takes braces of any depth", () => {
    expect(matches(`${"{a".repeat(20_000)}${"}".repeat(20_000)}`, "a".repeat(20_000))).toBe(true);
  });
});
