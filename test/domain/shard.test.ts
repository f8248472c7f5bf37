import fc from "fast-check";
import { expect, it } from "vitest";
import { shardOf } from "../../src/domain/shard.ts";

const KEYS = Array.from({ length: 10_000 }, (_, index) => `repo:acme/service-${index}`);
const count = fc.integer({ min: 1, max: 64 });

it("puts each key into exactly one shard, always the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), count, (key, shards) => {
      const index = shardOf(key, shards);
      expect(index).toBeGreaterThanOrEqual(0);
      expect(index).toBeLessThan(shards);
      expect(shardOf(key, shards)).toBe(index);
    }),
  );
});

it("moves keys to a new shard only, and between no others", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), count, (key, shards) => {
      const [before, after] = [shardOf(key, shards), shardOf(key, shards + 1)];
      expect([before, shards]).toContain(after);
    }),
  );
});

it.each([2, 3, 7, 8, 16])("shares similar keys out evenly among %d", (shards) => {
  const sizes = new Map<number, number>();
  for (const key of KEYS) sizes.set(shardOf(key, shards), (sizes.get(shardOf(key, shards)) ?? 0) + 1);
  const fair = KEYS.length / shards;
  for (let index = 0; index < shards; index += 1) {
    // Five standard deviations of a fair throw.
    expect(Math.abs((sizes.get(index) ?? 0) - fair)).toBeLessThan(5 * Math.sqrt(fair));
  }
});

it.each([2, 7, 15])("one more than %d takes its fair part of the keys", (shards) => {
  const moved = KEYS.filter((key) => shardOf(key, shards) !== shardOf(key, shards + 1));
  const fair = KEYS.length / (shards + 1);
  expect(Math.abs(moved.length - fair)).toBeLessThan(5 * Math.sqrt(fair));
});

it("stays as it is from one version to the next, so that workers of both agree", () => {
  const names = ["acme/api", "acme/web", "acme/docs", "other/tool"].map((name) => `repo:${name}`);
  expect(names.map((key) => shardOf(key, 8))).toMatchInlineSnapshot(`
    [
      2,
      7,
      4,
      5,
    ]
  `);
});
