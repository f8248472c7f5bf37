import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Series } from "../../src/domain/series.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { costOf, priceOf } from "../../src/metrics/cost.ts";
import { exporterSeries } from "../../src/metrics/exporter.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";
import { savingsOf } from "../../src/metrics/savings.ts";
import { measured, snapshot } from "./builders.ts";

const pricing = { rows: catalogue, prefix: "github", price: 5 };

/** Series of `open.by_label`: repository and label. */
function labelled(...pairs: readonly (readonly [string, string])[]): readonly Series[] {
  return pairs.map(([repo, label]) => ({
    metric: "github.pull_requests.open.by_label",
    tags: [`label:${label}`, `repo:${repo}`],
    value: 1,
    unit: "item",
  }));
}

describe("the price", () => {
  it.each([
    { series: 0, price: 5, dollars: 0 },
    { series: 1, price: 5, dollars: 0.05 },
    { series: 107, price: 5, dollars: 5.35 },
    { series: 12_345, price: 5, dollars: 617.25 },
    { series: 3, price: 0.07, dollars: 0.0021 },
    { series: 7, price: 0, dollars: 0 },
  ])("of $series at $price for 100 is $dollars", ({ series, price, dollars }) => {
    expect(priceOf(series, price)).toEqual({ series, dollars });
  });
});

describe("the bill", () => {
  const backlog = [snapshot([{ labels: ["bug"] }]), snapshot([], { repository: "acme/web" })];
  const rows = pullRequestRows.filter(({ name }) => /open$|by_label$/.test(name));

  it("has each metric with its series, its price and the keys of its tags", () => {
    const { metrics, total } = costOf(measured(backlog, { rows, constantTags: ["tier:1"] }), pricing);
    expect(metrics).toEqual([
      { metric: "github.pull_requests.open", series: 2, dollars: 0.1, tags: ["repo", "tier"] },
      {
        metric: "github.pull_requests.open.by_label",
        series: 1,
        dollars: 0.05,
        tags: ["label", "repo", "tier"],
      },
    ]);
    expect(total).toEqual({ series: 3, dollars: 0.15 });
  });

  it("has the tag values that most series carry, the most expensive first, then by their letters", () => {
    const { tags } = costOf(measured(backlog, { rows }), pricing);
    expect(tags).toEqual([
      { tag: "repo:acme/api", series: 2, dollars: 0.1, share: 2 / 3 },
      { tag: "label:bug", series: 1, dollars: 0.05, share: 1 / 3 },
      { tag: "repo:acme/web", series: 1, dollars: 0.05, share: 1 / 3 },
    ]);
  });

  it("has ten tag values at the most", () => {
    const many = Array.from({ length: 30 }, (_, index) => ["acme/api", `label-${index}`] as const);
    expect(costOf(labelled(...many), pricing).tags).toHaveLength(10);
  });

  it("blames no tag that every series has, and none of the run's own", () => {
    const own = exporterSeries(
      { failures: [{ repository: "acme/api", reason: "network" }] },
      { rows: catalogue, prefix: "github", constantTags: ["tier:1"] },
    );
    const series = [...measured(backlog, { rows, constantTags: ["tier:1", "solo"] }), ...own];
    const { tags, total } = costOf(series, pricing);
    expect(tags.map(({ tag, series: count }) => [tag, count])).toEqual([
      ["repo:acme/api", 2],
      ["label:bug", 1],
      ["repo:acme/web", 1],
    ]);
    expect(total.series).toBe(3 + own.length);
  });

  it("of nothing is nothing", () => {
    expect(costOf([], pricing)).toEqual({ total: { series: 0, dollars: 0 }, metrics: [], tags: [] });
    expect(savingsOf([], pricing)).toEqual([]);
  });
});

describe("what could be saved", () => {
  it("is every metric that may be missing, the largest first, never a total", () => {
    const rows = pullRequestRows.filter(({ name }) => /open$|age.max$|by_author$|by_reviewer$/.test(name));
    const backlog = snapshot([{ reviewers: ["alice", "bob"] }, { reviewers: ["carol"] }]);
    expect(savingsOf(measured([backlog], { rows }), pricing)).toEqual([
      { setting: "METRICS", value: "!pull_requests.open.by_reviewer", series: 3, dollars: 0.15 },
      { setting: "METRICS", value: "!pull_requests.open.by_author", series: 1, dollars: 0.05 },
    ]);
  });

  it("is sums for each owner, all at once and, where there are several, each on its own", () => {
    const rows = catalogue.filter(({ name }) => /open$|by_author$|by_reviewer$/.test(name));
    const twins = ["acme/a", "acme/b", "acme/c"].map((repository, index) =>
      snapshot([{ reviewers: index === 0 ? ["bob"] : [] }], { repository }),
    );
    const ofGrain = (series: readonly Series[]) =>
      savingsOf(series, pricing).filter(({ setting }) => setting === "GRAIN");
    expect(ofGrain(measured(twins, { rows }))).toEqual([
      { setting: "GRAIN", value: "owner", series: 3, dollars: 0.15 },
      { setting: "GRAIN", value: "by_author:owner", series: 2, dollars: 0.1 },
      { setting: "GRAIN", value: "by_reviewer:owner", series: 1, dollars: 0.05 },
    ]);
    const authors = rows.filter(({ name }) => !name.endsWith("by_reviewer"));
    expect(ofGrain(measured(twins, { rows: authors })).map(({ value }) => value)).toEqual(["owner"]);
    expect(ofGrain(measured(twins.slice(0, 1), { rows }))).toEqual([]);
  });

  it("is the zeros of empty repositories, not those of others", () => {
    const rows = pullRequestRows.filter(({ name }) => /open$|age.max$/.test(name));
    const drafts = snapshot([{ draft: true }], { repository: "acme/drafts" });
    const series = measured([drafts, snapshot([])], { rows });
    expect(savingsOf(series, pricing)).toEqual([
      { setting: "EMPTY_REPOSITORIES", value: "skip", series: 2, dollars: 0.1 },
    ]);
  });

  it.each([
    {
      what: "labels that meet in a repository become one",
      pairs: [
        ["a", "bug"],
        ["a", "ui"],
        ["b", "bug"],
        ["b", "ui"],
        ["c", "bug"],
      ],
      saving: { setting: "LABELS", value: "!bug,!ui", series: 2, dollars: 0.1 },
    },
    {
      what: "a label joins those that are left out already",
      pairs: [
        ["a", "bug"],
        ["a", "other"],
      ],
      saving: { setting: "LABELS", value: "!bug", series: 1, dollars: 0.05 },
    },
    {
      what: "the five most expensive ones go, by their letters where they are even",
      pairs: ["f", "e", "d", "c", "b", "a"].map((label) => ["r", label] as const),
      saving: { setting: "LABELS", value: "!a,!b,!c,!d,!e", series: 4, dollars: 0.2 },
    },
  ] as const)("$what", ({ pairs, saving }) => {
    const savings = savingsOf(labelled(...pairs), pricing);
    expect(savings.filter(({ setting }) => setting === "LABELS")).toEqual([saving]);
  });

  it.each([
    { what: "one label alone, which only changes its name", pairs: [["a", "bug"]] },
    {
      what: "labels that never meet",
      pairs: [
        ["a", "bug"],
        ["b", "ui"],
      ],
    },
    {
      what: "no label at all, and what is left out already",
      pairs: [
        ["a", "none"],
        ["a", "other"],
      ],
    },
  ] as const)("is nothing by $what", ({ pairs }) => {
    const savings = savingsOf(labelled(...pairs), pricing);
    expect(savings.filter(({ setting }) => setting === "LABELS")).toEqual([]);
  });

  it("by labels is never more than there are series with one of them", () => {
    const label = fc.constantFrom("bug", "ui", "docs", "none", "other", "a", "b", "c");
    const repository = fc.constantFrom("r", "s", "t");
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(repository, label), { selector: String }), (pairs) => {
        const saved = savingsOf(labelled(...pairs), pricing).find(({ setting }) => setting === "LABELS");
        const left = new Set((saved?.value ?? "").split(",").map((name) => name.slice(1)));
        // Each repository keeps one series for all of them, and saves none where it has none.
        const repositories = new Map(pairs.map(([repo]) => [repo, new Set<string>()]));
        for (const [repo, name] of pairs)
          if (left.has(name) || name === "other") repositories.get(repo)?.add(name);
        const expected = [...repositories.values()].reduce(
          (sum, names) => sum + Math.max(0, names.size - 1),
          0,
        );
        expect(saved?.series ?? 0).toBe(left.has("") ? 0 : expected);
      }),
    );
  });
});
