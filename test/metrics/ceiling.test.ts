import { describe, expect, it } from "vitest";
import type { Series } from "../../src/domain/series.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { type CeilingOptions, fitSeries } from "../../src/metrics/ceiling.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";
import { byMetric, listed, measured, snapshot } from "./builders.ts";

const rows = pullRequestRows.filter(({ byDefault }) => byDefault);

/** Two repositories: 2 of `open`, `age.max` and `stale`; 3 authors; 4 labels; 2 without a reviewer; 3 review states. */
const series = measured(
  [
    snapshot([
      { author: { login: "alice", bot: false }, labels: ["bug", "ui"] },
      { author: { login: "bob", bot: false }, reviewState: "approved", labels: ["docs"] },
    ]),
    snapshot([{}], { repository: "acme/web" }),
  ],
  { rows },
);

function hold(all: readonly Series[], options: CeilingOptions) {
  const { kept, ...rest } = fitSeries(byMetric(all), options);
  return { ...rest, kept: listed(kept) };
}

function below(maxSeries: number, changes: Partial<CeilingOptions> = {}) {
  return hold(series, { rows: catalogue, prefix: "github", beside: 10, maxSeries, ...changes });
}

const named = (name: string) =>
  series.filter(({ metric }) => metric === `github.pull_requests.${name}`).length;

/** What gives way, in this order, and how many series each has. */
const STEPS = [
  "age.max.by_review_state",
  "open.by_author",
  "open.by_label",
  "open.by_reviewer",
  "open.by_review_state",
  "stale",
].map((name) => ({ metric: `github.pull_requests.${name}`, series: named(name) }));

describe("below a ceiling", () => {
  it("everything goes out where it fits to the last one", () => {
    const fitted = below(series.length + 10);
    expect(fitted).toEqual({ kept: series, dropped: [], fits: series.length + 10 });
  });

  it("one too many takes the whole metric that gives way first", () => {
    const fitted = below(series.length + 9);
    expect(fitted.dropped).toEqual([{ metric: "github.pull_requests.age.max.by_review_state", series: 3 }]);
    expect(fitted.kept).toEqual(series.filter(({ metric }) => !metric.endsWith("max.by_review_state")));
    expect(fitted.fits).toBe(series.length + 10);
  });

  it.each(STEPS.map((_, index) => index + 1))("gives way in the documented order: %i metrics", (count) => {
    const steps = STEPS.slice(0, count);
    const room = series.length - steps.reduce((sum, step) => sum + step.series, 0);
    expect(below(room + 10)).toMatchObject({ dropped: steps });
    expect(below(room + 10).kept).toHaveLength(room);
  });

  it.each([1, 5, 13])("of %i keeps totals and oldest ages, though they are too many", (maxSeries) => {
    const { kept, dropped } = below(maxSeries);
    expect(kept.map(({ metric }) => metric)).toEqual([
      "github.pull_requests.open",
      "github.pull_requests.open",
      "github.pull_requests.age.max",
      "github.pull_requests.age.max",
    ]);
    expect(dropped).toEqual(STEPS);
  });

  it("counts what goes out beside: it is dropped for, and never dropped", () => {
    expect(below(series.length, { beside: 0 }).dropped).toEqual([]);
    expect(below(series.length, { beside: 1 }).dropped).toHaveLength(1);
  });

  it("takes the same metrics in whatever order the series come", () => {
    const options = { rows: catalogue.toReversed(), prefix: "github", beside: 0, maxSeries: 12 };
    const backwards = hold(series.toReversed(), options);
    const forwards = below(12, { beside: 0 });
    expect(backwards.dropped).toEqual(forwards.dropped);
    expect(backwards.kept.toReversed()).toEqual(forwards.kept);
  });

  it("goes by name where two metrics have the same rank", () => {
    const [first, second] = rows.filter(({ dropRank }) => dropRank !== "never");
    const even = [second, first].map((row) => ({ ...row!, dropRank: 1 }));
    const { dropped } = hold(series, { rows: even, prefix: "github", beside: 0, maxSeries: 1 });
    expect(dropped.map(({ metric }) => metric)).toEqual(dropped.map(({ metric }) => metric).toSorted());
    expect(dropped).toHaveLength(2);
  });

  it("knows metrics by the prefix they are sent with", () => {
    const own = measured([snapshot([{}])], { rows, prefix: "acme.github" });
    const fitted = hold(own, { rows: catalogue, prefix: "acme.github", beside: 0, maxSeries: 1 });
    expect(fitted.kept.map(({ metric }) => metric)).toEqual([
      "acme.github.pull_requests.open",
      "acme.github.pull_requests.age.max",
    ]);
  });

  it("of nothing is nothing", () => {
    expect(hold([], { rows: catalogue, prefix: "github", beside: 3, maxSeries: 1 })).toEqual({
      kept: [],
      dropped: [],
      fits: 3,
    });
  });
});
