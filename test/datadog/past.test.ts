import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/datadog/past.ts";

const answered = (...series: readonly unknown[]) => ({ status: "ok", series });

describe("readAnswer", () => {
  it.each([
    { pointlist: [[1, 4]], value: 4 },
    {
      pointlist: [
        [1, 4],
        [2, 0],
      ],
      value: 0,
    },
    {
      pointlist: [
        [1, 4],
        [2, 2.5],
        [3, null],
      ],
      value: 2.5,
    },
  ])("takes $value of $pointlist", ({ pointlist, value }) => {
    expect(readAnswer(answered({ tagSet: ["repo:a"], pointlist }))).toEqual([{ tags: ["repo:a"], value }]);
  });

  it.each([{ pointlist: [] }, { pointlist: [[1, null]] }])(
    "takes no series of $pointlist",
    ({ pointlist }) => {
      expect(readAnswer(answered({ tagSet: [], pointlist }))).toEqual([]);
    },
  );

  it("leaves out the tags that a series has not, and no real ones", () => {
    const tagSet = ["repo:a", "team:N/A", "label:n/a"];
    const series = readAnswer(answered({ tagSet, pointlist: [[1, 1]] }));
    expect(series).toEqual([{ tags: ["repo:a", "label:n/a"], value: 1 }]);
  });

  it.each([
    undefined,
    null,
    "ok",
    {},
    { status: "ok" },
    { status: "ok", series: {} },
    { status: "error", series: [] },
    answered(null),
    answered({}),
    answered({ tagSet: ["a:b"] }),
    answered({ pointlist: [] }),
    answered({ tagSet: [1], pointlist: [] }),
    answered({ tagSet: [], pointlist: [1] }),
    answered({ tagSet: [], pointlist: [[1]] }),
    answered({ tagSet: [], pointlist: [[1, "2"]] }),
    answered({ tagSet: [], pointlist: [[1, Number.NaN]] }),
    answered({ tagSet: [], pointlist: [[1, 1]] }, { tagSet: [] }),
  ])("takes %j for no answer", (body) => {
    expect(readAnswer(body)).toBeUndefined();
  });
});
