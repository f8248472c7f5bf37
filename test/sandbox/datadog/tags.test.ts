import fc from "fast-check";
import { expect, test } from "vitest";
import { bytes, cutAtCharacter, normaliseTag, seriesKey, tagKey } from "../../../sandbox/datadog/tags.ts";

test.each([
  ["label:good first issue", "label:good_first_issue"],
  ["label:C++", "label:c"],
  ["label:type: bug", "label:type:_bug"],
  ["author:dependabot[bot]", "author:dependabot_bot"],
  ["label:🔥", "label"],
  ["label:a__b", "label:a_b"],
  ["label:需要审查", "label:需要审查"],
  ["label:Äpfel", "label:äpfel"],
  ["repo:acme/.github", "repo:acme/.github"],
  ["label:ends:_", "label:ends"],
  ["label:kind/bug-2.0", "label:kind/bug-2.0"],
])("%s is stored as %s", (tag, stored) => {
  expect(normaliseTag(tag)).toBe(stored);
});

test("what is normalised stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = normaliseTag(`label:${text}`);
      expect(normaliseTag(once)).toBe(once);
    }),
  );
});

test("cutting keeps whole characters, at most as many bytes as asked, and only the beginning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(60), (text, limit) => {
      const cut = cutAtCharacter(text, limit);
      expect(bytes(cut)).toBeLessThanOrEqual(limit);
      expect(text.startsWith(cut)).toBe(true);
      expect(Buffer.from(cut).toString()).toBe(cut);
    }),
  );
});

test("the key ends at the first colon", () => {
  expect(tagKey("label:type:bug")).toBe("label");
  expect(tagKey("alone")).toBe("alone");
});

test("a series is the same whatever the order of its tags", () => {
  expect(seriesKey("m", ["b:2", "a:1"])).toBe("m{a:1,b:2}");
  expect(seriesKey("m", [])).toBe("m{}");
});
