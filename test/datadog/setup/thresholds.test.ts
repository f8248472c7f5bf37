import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjust, misplaced } from "../../../src/datadog/setup/thresholds.ts";

const BACKLOG = { critical: 20, critical_recovery: 18, warning: 15, warning_recovery: 13 };

describe("thresholds", () => {
  it.each([
    [{}, BACKLOG],
    [{ critical: 40 }, { critical: 40, critical_recovery: 36, warning: 30, warning_recovery: 26 }],
    [
      { critical: 40, warning: 20 },
      { critical: 40, critical_recovery: 36, warning: 20 },
    ],
    [
      { warning: 10, warning_recovery: 5 },
      { ...BACKLOG, warning: 10, warning_recovery: 5 },
    ],
    [{ critical: 1 }, { critical: 1 }],
  ])("that are asked for (%o) move the others", (asked, thresholds) => {
    expect(adjust(BACKLOG, asked, ">")).toEqual(thresholds);
  });

  it("on the way down lie the other way round", () => {
    expect(adjust({ critical: 10, warning: 20 }, { critical: 5 }, "<")).toEqual({ critical: 5, warning: 10 });
    expect(adjust({ critical: -10 }, { critical: -20 }, "<")).toEqual({ critical: -20 });
  });

  it("that contradict each other are named", () => {
    expect(misplaced({ critical: 20, warning: 25 }, BACKLOG, ">")).toEqual(["warning"]);
    expect(misplaced({ critical_recovery: 21 }, BACKLOG, ">")).toEqual(["critical_recovery"]);
    expect(misplaced({ critical: 10, warning: 5 }, { critical: 10, warning: 20 }, "<")).toEqual(["warning"]);
  });

  it("always lie apart, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.constantFrom(">", "<"), (critical, comparator) => {
        const shipped = comparator === ">" ? BACKLOG : { critical: 10, warning: 20 };
        const { warning, ...rest } = adjust(shipped, { critical }, comparator);
        const apart = (milder: number | undefined, than: number | undefined) =>
          milder === undefined || than === undefined || (comparator === ">" ? milder < than : milder > than);
        expect(rest.critical).toBe(critical);
        expect(apart(warning, critical)).toBe(true);
        expect(apart(rest.critical_recovery, critical)).toBe(true);
        expect(apart(rest.warning_recovery, warning)).toBe(true);
      }),
    );
  });
});
