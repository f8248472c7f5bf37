import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack } from "../../src/github/read/pack.ts";

const bounds = { slots: 60, aliases: 25 };
const sum = (items: readonly { slots: number }[]) => items.reduce((all, { slots }) => all + slots, 0);

describe("packing", () => {
  it.each([
    ["nothing", [], []],
    ["what fits together", [30, 30], [60]],
    ["the largest first, the rest into the gaps", [10, 50, 20, 40], [60, 60]],
    ["what is larger than a group, alone", [61, 5], [61, 5]],
  ] as const)("%s", (_, sizes, groups) => {
    const items = sizes.map((slots) => ({ slots }));
    expect(pack(items, bounds).map(sum)).toEqual(groups);
  });

  it("opens another group when a group has as many items as it may", () => {
    const items = Array.from({ length: 51 }, () => ({ slots: 1 }));
    expect(pack(items, bounds).map((group) => group.length)).toEqual([25, 25, 1]);
  });

  it("puts every item into exactly one group, and no group over the bounds", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 300 });
    const property = fc.property(sizes, (all) => {
      const items = all.map((slots, id) => ({ slots, id }));
      const groups = pack(items, bounds);
      const ids = groups.flat().map(({ id }) => id);
      expect(ids.toSorted((a, b) => a - b)).toEqual(items.map(({ id }) => id));
      for (const group of groups) {
        expect(sum(group)).toBeLessThanOrEqual(60);
        expect(group.length).toBeGreaterThan(0);
        expect(group.length).toBeLessThanOrEqual(25);
      }
    });
    fc.assert(property);
  });

  it("leaves at most one group less than half full, where only room is scarce", () => {
    const sizes = fc.array(fc.integer({ min: 10, max: 60 }), { maxLength: 200 });
    const property = fc.property(sizes, (all) => {
      const groups = pack(
        all.map((slots) => ({ slots })),
        bounds,
      );
      expect(groups.filter((group) => sum(group) < 30).length).toBeLessThanOrEqual(1);
    });
    fc.assert(property);
  });
});
