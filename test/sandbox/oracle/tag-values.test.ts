import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, normaliseTag } from "../../../sandbox/datadog/tags.ts";
import { expectedTag } from "../../../sandbox/oracle/tag-values.ts";

test.each([
  ["label", "good first issue", "label:good_first_issue"],
  ["label", "C++", "label:c"],
  ["label", "type: bug", "label:type:_bug"],
  ["label", "kind/bug", "label:kind/bug"],
  ["label", "🔥", "label:u1f525"],
  ["label", "🔥🚀", "label:u1f525_u1f680"],
  ["label", "🔥 hot", "label:_hot"],
  ["label", "!!!", "label:u21_u21_u21"],
  ["label", "需要审查", "label:需要审查"],
  ["label", "none", "label:label_none"],
  ["label", "None ", "label:label_none"],
  ["author", "other", "author:author_other"],
  ["reviewer_team", "none", "reviewer_team:reviewer_team_none"],
  ["author", "renovate[bot]", "author:renovate_bot"],
  ["repo", "Mixed-Case/.UPPER", "repo:mixed-case/.upper"],
])("a %s called %s is %s", (key, name, tag) => {
  expect(expectedTag(key, name)).toBe(tag);
});

test("a tag of 200 bytes is kept, one of 201 is cut and marked by the hash of its whole value", () => {
  expect(expectedTag("label", "x".repeat(194))).toBe(`label:${"x".repeat(194)}`);
  expect(expectedTag("label", "x".repeat(195))).toMatch(/^label:x{185}_[0-9a-f]{8}$/);
});

test("the hash is FNV-1a of the normalised value", () => {
  expect(expectedTag("label", "AB".repeat(100))).toBe(`label:${"ab".repeat(92)}a_65fc6d8d`);
});

test("characters are not cut in two, and labels that differ only at the end stay apart", () => {
  const [one, other] = ["甲", "乙"].map((last) => expectedTag("label", `${"长".repeat(99)}${last}`));
  expect(one).toMatch(/^label:长{61}_[0-9a-f]{8}$/u);
  expect(other).toMatch(/^label:长{61}_[0-9a-f]{8}$/u);
  expect(one).not.toBe(other);
});

test("any name becomes a tag that Datadog leaves alone and that has a value", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 90 }), (name) => {
      const tag = expectedTag("label", name);
      expect(normaliseTag(tag)).toBe(tag);
      expect(bytes(tag)).toBeLessThanOrEqual(200);
      expect(tag.length).toBeGreaterThan("label:".length);
      expect(["label:none", "label:other"]).not.toContain(tag);
    }),
  );
});
