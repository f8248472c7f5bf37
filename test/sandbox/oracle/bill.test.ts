import { describe, expect, it } from "vitest";
import { centsFor, tagBills } from "../../../sandbox/oracle/bill.ts";

describe("the right bill", () => {
  it.each([
    [107, 5, 535],
    [1, 0.5, 1],
    [100, 0, 0],
  ])("for %i series at %f dollars for 100 is %i cents", (series, price, cents) => {
    expect(centsFor(series, price)).toBe(cents);
  });

  it("names how many series carry each tag, the most frequent first, constant ones aside", () => {
    const series = [
      { metric: "m", tags: ["label:ui", "repo:b", "tier:1"], value: 1 },
      { metric: "m", tags: ["label:bug", "repo:a", "tier:1"], value: 1 },
      { metric: "n", tags: ["repo:b", "tier:1"], value: 1 },
    ];
    expect(tagBills(series, ["tier:1"])).toEqual([
      { tag: "repo:b", series: 2 },
      { tag: "label:bug", series: 1 },
      { tag: "label:ui", series: 1 },
      { tag: "repo:a", series: 1 },
    ]);
  });
});
