import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { abridge } from "../../src/datadog/abridge.ts";

type Points = [number, number | null][];

describe("abridge", () => {
  it.each<{ points: Points; kept: Points }>([
    { points: [], kept: [] },
    { points: [[1, null]], kept: [] },
    { points: [[1, 2]], kept: [[1, 2]] },
    { points: [[1, 0]], kept: [[1, 0]] },
    {
      points: [
        [1, 2],
        [2, 3.5],
      ],
      kept: [[2, 3.5]],
    },
    {
      points: [
        [1, 2],
        [2, null],
        [3, null],
      ],
      kept: [[1, 2]],
    },
  ])("keeps $kept of $points", ({ points, kept }) => {
    expect(abridge(JSON.stringify({ pointlist: points }))).toBe(JSON.stringify({ pointlist: kept }));
  });

  it.each(["", "<h1>no</h1>", "[]", '{"errors":["no"]}', '{"pointlist":[[1,2],[3', '{"pointlist":null}'])(
    "leaves %j as it is",
    (text) => {
      expect(abridge(text)).toBe(text);
    },
  );

  it("keeps the last value of every series and everything else, however the text is laid out", () => {
    const points = fc.array(
      fc.tuple(fc.integer(), fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))),
    );
    const name = fc.oneof(fc.string(), fc.constantFrom('"pointlist":[[1,2]]', "]]", '\\"pointlist\\":['));
    const series = fc.array(fc.record({ pointlist: points, tag_set: fc.array(name) }));
    fc.assert(
      fc.property(series, fc.constantFrom(undefined, 1, "\t"), (list, space) => {
        const whole = { status: "ok", series: list };
        const kept = list.map(({ pointlist, tag_set }) => {
          const last = pointlist.findLast(([, value]) => value !== null);
          return { pointlist: last ? [last] : [], tag_set };
        });
        const read: unknown = JSON.parse(abridge(JSON.stringify(whole, null, space)));
        expect(read).toEqual(JSON.parse(JSON.stringify({ status: "ok", series: kept })));
      }),
    );
  });
});
