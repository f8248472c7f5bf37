import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../sandbox/random.ts";

test("a seed decides everything that follows", () => {
  const [one, same, other] = [createRandom(1), createRandom(1), createRandom(2)];
  const drawn = Array.from({ length: 100 }, () => one.next());
  expect(Array.from({ length: 100 }, () => same.next())).toEqual(drawn);
  expect(Array.from({ length: 100 }, () => other.next())).not.toEqual(drawn);
  expect(new Set(drawn).size).toBe(100);
});

test("numbers stay within their bounds", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, limit) => {
      const random = createRandom(seed);
      for (let draw = 0; draw < 20; draw += 1) {
        const whole = random.below(limit);
        expect(Number.isInteger(whole) && whole >= 0 && whole < limit).toBe(true);
        expect(random.exponential(limit)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(random.normal())).toBe(true);
      }
    }),
  );
});

test("averages are as asked for", () => {
  const random = createRandom(11);
  const mean = (draw: () => number) =>
    Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b, 0) / 20_000;
  expect(mean(random.next)).toBeCloseTo(0.5, 1);
  expect(mean(random.normal)).toBeCloseTo(0, 1);
  expect(mean(() => random.exponential(3) / 3)).toBeCloseTo(1, 1);
  expect(mean(() => (random.chance(0.2) ? 1 : 0))).toBeCloseTo(0.2, 1);
  expect(
    mean(() =>
      random.weighted([
        [1, 0],
        [3, 1],
      ]),
    ),
  ).toBeCloseTo(0.75, 1);
});

test("what has no weight is never chosen, and of nothing nothing can be", () => {
  const random = createRandom(1);
  const drawn = new Set(
    Array.from({ length: 200 }, () =>
      random.weighted([
        [0, "a"],
        [1, "b"],
      ]),
    ),
  );
  expect(drawn).toEqual(new Set(["b"]));
  expect(() => random.weighted([])).toThrow(RangeError);
});

test("picks are different ones, at most as many as there are", () => {
  fc.assert(
    fc.property(fc.integer(), fc.uniqueArray(fc.integer()), fc.nat(12), (seed, from, count) => {
      const picked = createRandom(seed).pick(from, count);
      expect(picked).toHaveLength(Math.min(count, from.length));
      expect(new Set(picked).size).toBe(picked.length);
      expect(picked.every((value) => from.includes(value))).toBe(true);
    }),
  );
});
