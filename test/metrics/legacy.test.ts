import { expect, it } from "vitest";
import { fitSeries } from "../../src/metrics/ceiling.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";
import { savingsOf } from "../../src/metrics/savings.ts";
import { byMetric, measured, snapshot, valuesOf } from "./builders.ts";

const NAME = "datadog.custom.github.pr.count";
const rows = pullRequestRows;
const series = measured([
  snapshot([
    {},
    {
      labels: ["Bug", "none"],
      reviewers: ["bob", "carol"],
      teams: ["core"],
      author: { login: "x[bot]", bot: true },
    },
    { draft: true, unnamedReviewers: 1 },
  ]),
]);

it("is one series for each pull request, with every label and reviewer, and no tag where there is none", () => {
  expect(valuesOf(series, NAME)).toEqual({
    "author:alice,number:1,repo:acme/api": 1,
    "author:x_bot,label:bug,label:label_none,number:2,repo:acme/api,reviewer:bob,reviewer:carol": 1,
    "author:alice,number:3,repo:acme/api": 1,
  });
});

it("keeps labels and reviewers of which only the end is none", () => {
  const special = snapshot([{ labels: ["risk:none", "a:none"], reviewers: ["none"] }]);
  expect(valuesOf(measured([special]), NAME)).toEqual({
    "author:alice,label:a:none,label:risk:none,number:1,repo:acme/api,reviewer:reviewer_none": 1,
  });
});

it("has its whole name under any prefix", () => {
  const names = measured([snapshot([{}])], { prefix: "acme.code" }).map(({ metric }) => metric);
  expect(names.filter((name) => name.endsWith("pr.count"))).toEqual([NAME]);
});

it("gives way to MAX_SERIES before everything else", () => {
  const options = { rows, prefix: "github", beside: 0, maxSeries: series.length - 1 };
  expect(fitSeries(byMetric(series), options).dropped).toEqual([{ metric: NAME, series: 3 }]);
});

it("is saved by its own setting", () => {
  const savings = savingsOf(series, { rows, prefix: "github", price: 5 });
  expect(savings.filter(({ series: count }) => count === 3)).toContainEqual({
    setting: "LEGACY_METRIC",
    value: "false",
    series: 3,
    dollars: 0.15,
  });
  expect(savings.filter(({ value }) => value.includes(NAME))).toEqual([]);
});
