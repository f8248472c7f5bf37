import { describe, expect, it } from "vitest";
import { showCount, showDollars, showMany, showPrice, showShare } from "../../src/cli/numbers.ts";

describe("numbers for people", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [12_345, "12,345"],
    [1_234_567, "1,234,567"],
  ])("the count %s is %s", (count, shown) => {
    expect(showCount(count)).toBe(shown);
  });

  it("are followed by what is counted, one or many", () => {
    expect([0, 1, 12_345].map((count) => showMany(count, "request"))).toEqual([
      "0 requests",
      "1 request",
      "12,345 requests",
    ]);
    expect(showMany(1, "repository", "repositories")).toBe("1 repository");
    expect(showMany(2, "repository", "repositories")).toBe("2 repositories");
  });

  it.each([
    [0, "$0.00"],
    [0.0021, "<$0.01"],
    [0.01, "$0.01"],
    [5.35, "$5.35"],
    [1_234.5, "$1,234.50"],
  ])("%s dollars are %s", (dollars, shown) => {
    expect(showDollars(dollars)).toBe(shown);
  });

  it.each([
    [5, "$5.00"],
    [2.5, "$2.50"],
    [0.0125, "$0.0125"],
    [0, "$0.00"],
  ])("the price %s is %s", (price, shown) => {
    expect(showPrice(price)).toBe(shown);
  });

  it.each([
    [0, "0%"],
    [0.004, "<1%"],
    [0.01, "1%"],
    [0.126, "13%"],
    [1, "100%"],
  ])("the share %s is %s", (share, shown) => {
    expect(showShare(share)).toBe(shown);
  });
});
