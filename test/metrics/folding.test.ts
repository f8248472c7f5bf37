import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFolding } from "../../src/metrics/folding.ts";

function folded(how: "sum" | "max" | "p50" | "p90", values: readonly number[]): number | undefined {
  const folding = createFolding(how);
  for (const value of values) folding.add("repo:acme/api", "", value);
  return folding.result().get("repo:acme/api", "");
}

const oneToTen = [4, 1, 10, 3, 2, 9, 7, 8, 6, 5];

describe("folding", () => {
  it.each([
    { how: "sum", values: [1, 2, 3], result: 6 },
    { how: "max", values: [1, 3, 2], result: 3 },
    { how: "p50", values: [7], result: 7 },
    { how: "p90", values: [7], result: 7 },
    { how: "p50", values: [9, 1], result: 1 },
    { how: "p90", values: [9, 1], result: 9 },
    { how: "p50", values: [1, 100, 9], result: 9 },
    { how: "p50", values: oneToTen, result: 5 },
    { how: "p90", values: oneToTen, result: 9 },
    { how: "p90", values: [...oneToTen, 11], result: 10 },
    { how: "p50", values: [0, 0, 5], result: 0 },
  ] as const)("makes $result of $values by $how", ({ how, values, result }) => {
    expect(folded(how, values)).toBe(result);
  });

  it.each(["sum", "max", "p50", "p90"] as const)("is 0 by %s where nothing came, and only there", (how) => {
    const folding = createFolding(how);
    for (const set of ["empty", "one"]) folding.open(set);
    folding.add("one", "", 5);
    folding.add("parted", "label:bug", 5);
    const result = folding.result();
    expect(["empty", "one", "parted"].map((scope) => result.valuesOf(scope))).toEqual([
      [["", 0]],
      [["", 5]],
      [["label:bug", 5]],
    ]);
  });

  it.each(["p50", "p90"] as const)("gives the same when asked twice, by %s", (how) => {
    const folding = createFolding(how);
    for (const value of oneToTen) folding.add("a", "", value);
    const first = folding.result().valuesOf("a");
    expect(folding.result().valuesOf("a")).toEqual(first);
  });

  it.each([
    ["p50", 50],
    ["p90", 90],
  ] as const)("gives by %s the least value that %d %% do not exceed", (how, percent) => {
    const values = fc.array(fc.nat({ max: 100_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (list) => {
        const enough = (limit: number) =>
          list.filter((value) => value <= limit).length * 100 >= percent * list.length;
        expect(folded(how, list)).toBe(Math.min(...list.filter(enough)));
      }),
    );
  });
});
