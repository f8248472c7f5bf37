import { describe, expect, it } from "vitest";
import { changeWindowFor, windowFor } from "../../../src/datadog/setup/window.ts";

const MINUTE = 60_000;

describe("the windows for an interval", () => {
  it.each([
    [1, "5m", "4h"],
    [5, "15m", "4h"],
    [10, "30m", "4h"],
    [15, "1h", "4h"],
    [20, "1h", "4h"],
    [30, "2h", "1d"],
    [60, "4h", "1d"],
    [6 * 60, "1d", "1d"],
    [12 * 60, "48h", "1d"],
    [24 * 60, "72h", "1d"],
  ])("of %i minutes are last_%s, and last_%s for a comparison with yesterday", (minutes, window, change) => {
    expect(windowFor(minutes * MINUTE).name).toBe(window);
    expect(changeWindowFor(minutes * MINUTE).name).toBe(change);
  });

  it.each(Array.from({ length: 24 * 60 }, (_, index) => index + 1).filter((minute) => minute % 37 === 0))(
    "hold three runs (%i minutes)",
    (minutes) => {
      expect(windowFor(minutes * MINUTE).minutes).toBeGreaterThanOrEqual(3 * minutes);
    },
  );
});
