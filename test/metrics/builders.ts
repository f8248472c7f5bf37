import type { Issue } from "../../src/domain/issue.ts";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import { type MetricSeries, type Series, walkSeries } from "../../src/domain/series.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { createFurtherTags, NO_SOURCES } from "../../src/metrics/further-tags.ts";
import { createMeasure, type Measure, type MeasureOptions } from "../../src/metrics/measure.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";

/** Start of the run in these tests, seconds since 1970. */
export const NOW = 1_700_000_000;
export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** A pull request of a person's, an hour old, that nobody was asked to review. */
export function pullRequest(columns: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 1,
    createdAt: NOW - HOUR,
    updatedAt: NOW - HOUR,
    draft: false,
    author: { login: "alice", bot: false },
    labels: [],
    reviewers: [],
    teams: [],
    unnamedReviewers: 0,
    reviewState: "awaiting_review",
    checks: "none",
    ...columns,
  };
}

export function snapshot(
  pullRequests: readonly Partial<PullRequest>[],
  rest: Partial<Complete> = {},
): Complete {
  return {
    kind: "complete",
    repository: "acme/api",
    pullRequests: pullRequests.map((columns, index) => pullRequest({ number: index + 1, ...columns })),
    issues: [],
    unknown: new Set(),
    ...rest,
  };
}

/** A person's issue, an hour old, that is assigned to nobody. */
export function issue(columns: Partial<Issue> = {}): Issue {
  const { number, createdAt, updatedAt, author } = pullRequest();
  return { number, createdAt, updatedAt, author, labels: [], assignees: [], ...columns };
}

/** A repository with these issues and no pull request. */
export function issuesOnly(issues: readonly Partial<Issue>[], rest: Partial<Complete> = {}): Complete {
  return snapshot([], {
    issues: issues.map((columns, index) => issue({ number: index + 1, ...columns })),
    ...rest,
  });
}

/** A measure of everything about pull requests. */
export function measureAll(options: Partial<MeasureOptions> = {}): Measure {
  return createMeasure({
    rows: pullRequestRows,
    prefix: "github",
    constantTags: [],
    timestamp: NOW,
    staleSeconds: 14 * DAY,
    isBot: () => false,
    keeps: {},
    further: createFurtherTags(NO_SOURCES, []),
    ...options,
  });
}

/** The series of these snapshots. */
export function measured(
  snapshots: readonly Complete[],
  options: Partial<MeasureOptions> = {},
): readonly Series[] {
  const measure = measureAll(options);
  for (const one of snapshots) measure.add(one);
  return listed(measure.series());
}

/** All series at once. */
export function listed(metrics: readonly MetricSeries[]): readonly Series[] {
  return [...walkSeries(metrics)];
}

/** The opposite: the series of each metric, in the order in which they come. */
export function byMetric(series: readonly Series[]): readonly MetricSeries[] {
  return [...new Set(series.map(({ metric }) => metric))].map((metric) => {
    const own = series.filter((one) => one.metric === metric);
    return { metric, count: own.length, [Symbol.iterator]: () => own[Symbol.iterator]() };
  });
}

/** Values of one metric by its tags joined by a comma. */
export function valuesOf(series: readonly Series[], metric: string): Record<string, number> {
  return Object.fromEntries(
    series.filter((one) => one.metric === metric).map(({ tags, value }) => [tags.join(), value]),
  );
}
