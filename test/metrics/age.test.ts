import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ageClass, since } from "../../src/metrics/age.ts";
import { DAY, NOW } from "./builders.ts";

describe("the class of an age", () => {
  it.each([
    [0, "lt_1d"],
    [DAY - 1, "lt_1d"],
    [DAY, "1d_3d"],
    [3 * DAY - 1, "1d_3d"],
    [3 * DAY, "3d_7d"],
    [7 * DAY - 1, "3d_7d"],
    [7 * DAY, "7d_14d"],
    [14 * DAY - 1, "7d_14d"],
    [14 * DAY, "14d_30d"],
    [30 * DAY - 1, "14d_30d"],
    [30 * DAY, "gt_30d"],
    [4_000 * DAY, "gt_30d"],
  ])("of %d s is %s", (seconds, name) => {
    expect(ageClass(seconds)).toBe(name);
  });

  it("never gets younger", () => {
    const classes = ["lt_1d", "1d_3d", "3d_7d", "7d_14d", "14d_30d", "gt_30d"];
    const age = fc.nat({ max: 60 * DAY });
    fc.assert(
      fc.property(age, age, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map(ageClass);
        expect(classes.indexOf(low ?? "")).toBeGreaterThanOrEqual(0);
        expect(classes.indexOf(low ?? "")).toBeLessThanOrEqual(classes.indexOf(high ?? ""));
      }),
    );
  });
});

describe("the time since an instant", () => {
  it.each([
    [NOW + 30, 0],
    [NOW, 0],
    [NOW - 1.5, 1],
    [NOW - 60, 60],
  ])("%d is %d s", (instant, seconds) => {
    expect(since(instant, NOW)).toBe(seconds);
  });
});
