import { describe, expect, it } from "vitest";
import { splitList } from "../../src/config/list.ts";

describe("a list", () => {
  it.each([
    ["a,b c\nd", ["a", "b", "c", "d"]],
    [" a , ,b,\r\n", ["a", "b"]],
    ["acme/{api,web} acme/x", ["acme/{api,web}", "acme/x"]],
    ["{a,{b,c}},d", ["{a,{b,c}}", "d"]],
    ["{a,b", ["{a,b"]],
    ["a},b", ["a}", "b"]],
    ["", []],
    [", \t", []],
  ])("%j is split into %j", (text, items) => {
    expect(splitList(text)).toEqual(items);
  });
});
