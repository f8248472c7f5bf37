import { describe, expect, it } from "vitest";
import { SETTINGS } from "../../src/config/settings.ts";
import { parsePrice } from "../../src/config/values.ts";

describe("CUSTOM_METRIC_PRICE", () => {
  it.each([
    ["5", 5],
    ["2.50", 2.5],
    ["0", 0],
    ["0.0125", 0.0125],
    ["999999", 999_999],
  ])("%s is %s US dollars for 100", (text, value) => {
    expect(parsePrice(text)).toEqual({ ok: true, value });
  });

  it.each(["$5", "5$", "-5", "5,00", "1e3", "five", ".5", "5.", "0.00001", "Infinity"])(
    "%s is wrong",
    (text) => {
      expect(parsePrice(text)).toEqual({
        ok: false,
        problems: [{ problem: `is "${text}", not a plain number of US dollars` }],
      });
    },
  );

  it("is 5 unless it is set", () => {
    expect(SETTINGS.customMetricPrice.default).toBe("5");
  });
});

describe("MAX_SERIES", () => {
  it.each([
    ["1", 1],
    ["5000", 5_000],
    ["10000000", 10_000_000],
  ])("%s is a ceiling of %s", (text, value) => {
    expect(SETTINGS.maxSeries.parse(text)).toEqual({ ok: true, value });
  });

  it.each(["0", "-1", "5k", "1.5", "10000001"])("%s is wrong", (text) => {
    expect(SETTINGS.maxSeries.parse(text)).toMatchObject({ ok: false });
  });

  it("is 5000 unless it is set", () => {
    expect(SETTINGS.maxSeries.default).toBe("5000");
  });
});
