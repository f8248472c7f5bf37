import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTagger, normaliseTag, tagOf } from "../../src/metrics/tags.ts";

const anyText = fc.string({ unit: "binary", maxLength: 300 });

function bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

describe("tagOf", () => {
  it.each([
    ["label", "good first issue", "label:good_first_issue"],
    ["label", "Bug", "label:bug"],
    ["label", "C++", "label:c"],
    ["label", "C#", "label:c"],
    ["label", "type: bug", "label:type:_bug"],
    ["label", "kind/bug", "label:kind/bug"],
    ["label", "a__b  c", "label:a_b_c"],
    ["label", "bug:", "label:bug"],
    ["label", "1st", "label:1st"],
    ["label", ".github", "label:.github"],
    ["label", "Größe", "label:größe"],
    ["label", "修正", "label:修正"],
    ["label", "🔥 hot", "label:_hot"],
    ["label", "a,b", "label:a_b"],
    ["author", "dependabot[bot]", "author:dependabot_bot"],
    ["repo", "Acme/API.v2", "repo:acme/api.v2"],
    ["repo", "acme/*", "repo:acme/"],
  ])("gives %s %s the tag %s", (key, value, tag) => {
    expect(tagOf(key, value)).toBe(tag);
  });

  it.each([
    ["🔥", "label:u1f525"],
    ["🔥🚀", "label:u1f525_u1f680"],
    ["❤️", "label:u2764_ufe0f"],
    ["!", "label:u21"],
    ["::", "label:u3a_u3a"],
    ["", "label:u0"],
  ])("names %j by its code points, since nothing else is left of it", (value, tag) => {
    expect(tagOf("label", value)).toBe(tag);
  });

  it.each([
    ["label", "none", "label:label_none"],
    ["label", "None!", "label:label_none"],
    ["author", "other", "author:author_other"],
    ["reviewer_team", "None", "reviewer_team:reviewer_team_none"],
    ["label", "none of this", "label:none_of_this"],
  ])("keeps a real %s called %s apart from ours", (key, value, tag) => {
    expect(tagOf(key, value)).toBe(tag);
  });

  it("leaves 200 bytes whole", () => {
    expect(tagOf("label", "x".repeat(194))).toBe(`label:${"x".repeat(194)}`);
  });

  it("cuts 201 bytes and ends in FNV-1a of the whole value", () => {
    expect(tagOf("label", "x".repeat(195))).toBe(`label:${"x".repeat(185)}_${fnv1a("x".repeat(195))}`);
  });

  it("uses the hash whose published value for foobar is bf9cf968", () => {
    // http://www.isthe.com/chongo/src/fnv/test_fnv.c
    expect(fnv1a("foobar")).toBe("bf9cf968");
  });

  it("cuts between characters", () => {
    const tag = tagOf("label", "修".repeat(80));
    expect(tag).toBe(`label:${"修".repeat(61)}_${fnv1a("修".repeat(80))}`);
  });

  it("does not leave two underscores where it cuts", () => {
    const value = `${"x".repeat(184)}_${"y".repeat(40)}`;
    expect(tagOf("label", value)).toBe(`label:${"x".repeat(184)}_${fnv1a(value)}`);
  });

  it("tells long values apart that begin alike", () => {
    expect(tagOf("label", `${"x".repeat(250)}a`)).not.toBe(tagOf("label", `${"x".repeat(250)}b`));
  });

  it("makes one of long values that Datadog would make one of if they were short", () => {
    expect(tagOf("label", `${"X".repeat(250)}!`)).toBe(tagOf("label", "x".repeat(250)));
  });

  it("gives every value a tag that Datadog leaves as it is", () => {
    fc.assert(
      fc.property(fc.constantFrom("label", "author", "reviewer_team"), anyText, (key, value) => {
        const tag = tagOf(key, value);
        expect(normaliseTag(tag)).toBe(tag);
        expect(tag).toMatch(new RegExp(`^${key}:[\\p{L}\\p{Nd}_\\-:./]*[\\p{L}\\p{Nd}\\-./]$`, "u"));
        expect(tag).not.toContain("__");
        expect(bytes(tag)).toBeLessThanOrEqual(200);
        expect([`${key}:none`, `${key}:other`]).not.toContain(tag);
      }),
    );
  });
});

describe("normaliseTag", () => {
  it.each([
    ["Env:Prod EU", "env:prod_eu"],
    ["team:payments", "team:payments"],
    ["1team:a", "team:a"],
    ["_x", "x"],
    ["team:", "team"],
    ["production", "production"],
    ["🔥", ""],
    ["123", ""],
    ["", ""],
  ])("makes of %j %j", (tag, normal) => {
    expect(normaliseTag(tag)).toBe(normal);
  });

  it("changes nothing the second time, whatever comes in", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tag = normaliseTag(text);
        expect(normaliseTag(tag)).toBe(tag);
        expect(tag).toMatch(/^(\p{L}([\p{L}\p{Nd}_\-:./]*[\p{L}\p{Nd}\-./])?)?$/u);
        expect(bytes(tag)).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe("createTagger", () => {
  it("gives the same tags as tagOf, the first time and later, and by key", () => {
    const tagger = createTagger();
    const asked = [
      tagger("label", "Bug"),
      tagger("author", "Bug"),
      tagger("label", "Bug"),
      tagger("label", "none"),
    ];
    expect(asked).toEqual(["label:bug", "author:bug", "label:bug", "label:label_none"]);
  });
});

/** FNV-1a with 32 bits, written with big integers so that it shares no trick with the program's. */
function fnv1a(text: string): string {
  let hash = 2166136261n;
  for (const byte of Buffer.from(text, "utf8")) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n;
  return hash.toString(16).padStart(8, "0");
}
