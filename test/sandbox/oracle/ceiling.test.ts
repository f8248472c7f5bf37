import { describe, expect, it } from "vitest";
import { belowCeiling } from "../../../sandbox/oracle/ceiling.ts";

function series(name: string, count: number, prefix = "github") {
  return Array.from({ length: count }, (_, index) => ({
    metric: `${prefix}.pull_requests.${name}`,
    tags: [`repo:acme/${index}`],
    value: index,
  }));
}

const all = [
  ...series("open", 3),
  ...series("stale", 2),
  ...series("open.by_author", 4),
  ...series("detail", 5),
];

describe("the right answers below a ceiling", () => {
  it.each([
    { maxSeries: 15, dropped: [] },
    { maxSeries: 14, dropped: [["detail", 5]] },
    { maxSeries: 10, dropped: [["detail", 5]] },
    {
      maxSeries: 9,
      dropped: [
        ["detail", 5],
        ["open.by_author", 4],
      ],
    },
    {
      maxSeries: 1,
      dropped: [
        ["detail", 5],
        ["open.by_author", 4],
        ["stale", 2],
      ],
    },
  ])("of $maxSeries, one of them the run's own, lack $dropped", ({ maxSeries, dropped }) => {
    const answer = belowCeiling(all, { maxSeries, aboutTheRun: 1 });
    const names = dropped.map(([name]) => `github.pull_requests.${name}`);
    expect(answer).toEqual({
      sent: all.filter(({ metric }) => !names.includes(metric)),
      zeros: [],
      dropped: dropped.map(([name, count]) => ({ metric: `github.pull_requests.${name}`, series: count })),
      fits: 15,
    });
  });

  it("count zeros, which go with their metric", () => {
    const zeros = [...series("open.by_author", 1), ...series("open", 2)].map((one) => ({ ...one, value: 0 }));
    const terms = { aboutTheRun: 1, zeros };
    expect(belowCeiling(all, { ...terms, maxSeries: 18 })).toMatchObject({ zeros, dropped: [], fits: 18 });
    expect(belowCeiling(all, { ...terms, maxSeries: 13 })).toMatchObject({ zeros, sent: { length: 9 } });
    expect(belowCeiling(all, { ...terms, maxSeries: 12 })).toMatchObject({
      zeros: zeros.slice(1),
      sent: { length: 5 },
    });
  });

  it("know metrics by the prefix they are sent with", () => {
    const own = [...series("open", 1, "acme.github"), ...series("stale", 1, "acme.github")];
    const answer = belowCeiling(own, { maxSeries: 1, aboutTheRun: 0, prefix: "acme.github" });
    expect(answer.dropped).toEqual([{ metric: "acme.github.pull_requests.stale", series: 1 }]);
  });

  it("do not guess when a metric gives way", () => {
    expect(() => belowCeiling(series("novel", 1), { maxSeries: 9, aboutTheRun: 0 })).toThrow("no rule says");
  });
});
