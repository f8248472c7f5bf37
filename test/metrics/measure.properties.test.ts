import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OptionalField } from "../../src/domain/pull-request.ts";
import type { Series } from "../../src/domain/series.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { withGrain } from "../../src/metrics/grain.ts";
import type { Measure } from "../../src/metrics/measure.ts";
import type { Grain } from "../../src/metrics/row.ts";
import { normaliseTag } from "../../src/metrics/tags.ts";
import { backlogs, pullRequests } from "./arbitraries.ts";
import { measureAll, measured, NOW, valuesOf } from "./builders.ts";

function total(values: Record<string, number>): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0);
}

describe("the series of any backlog", () => {
  const taken = (
    snapshots: readonly Complete[],
    grain: Grain = "repo",
    failures: Parameters<Measure["series"]>[0] = [],
  ) => {
    const rows = withGrain(catalogue, () => grain);
    const measure = measureAll({ rows, keeps: { label: (value) => value !== "ui" } });
    for (const one of snapshots) measure.add(one);
    return measure.series(failures);
  };
  const grains = fc.constantFrom<Grain>("repo", "owner");
  /** What could not be read, by the place of its repository. */
  const gaps = fc.array(fc.subarray<OptionalField>(["reviewState", "checks", "teams"]), { maxLength: 5 });
  /** A passing one and a lasting one. */
  const failing = fc.subarray([
    { repository: "acme/repo-1", reason: "network" },
    { repository: "acme/repo-2", reason: "not_found" },
  ] as const);

  it("are as many as is said of them before they are made, and the same whenever they are walked", () => {
    fc.assert(
      fc.property(backlogs, gaps, grains, failing, (snapshots, unknown, grain, failures) => {
        const lacking = snapshots.map((one, place) => ({ ...one, unknown: new Set(unknown[place]) }));
        for (const metric of taken(lacking, grain, failures)) {
          const series = [...metric];
          expect(series).toHaveLength(metric.count);
          expect([...metric]).toEqual(series);
          expect(new Set(series.map(({ tags }) => tags.join())).size).toBe(metric.count);
        }
      }),
    );
  });

  it("are parted by their repositories", () => {
    fc.assert(
      fc.property(backlogs, fc.func(fc.boolean()), (snapshots, takes) => {
        for (const metric of taken(snapshots)) {
          const [some, others] = [metric.of(takes), metric.of((scope) => !takes(scope))];
          expect(some.count + others.count).toBe(metric.count);
          const isSome = ({ tags }: Series) => takes(tags.find((tag) => tag.startsWith("repo:")) ?? "");
          expect([...some]).toEqual([...metric].filter(isSome));
        }
      }),
    );
  });
});

describe("measuring any backlog", () => {
  it.each([
    "open",
    "open.by_author",
    "open.by_review_state",
    "open.by_age",
    "open.by_checks",
    "open.combined",
    "detail",
  ])("counts every pull request once in %s", (metric) => {
    fc.assert(
      fc.property(backlogs, (snapshots) => {
        const expected = snapshots.reduce((sum, one) => sum + one.pullRequests.length, 0);
        expect(total(valuesOf(measured(snapshots), `github.pull_requests.${metric}`))).toBe(expected);
      }),
    );
  });

  it("counts as many under each label as carry it", () => {
    fc.assert(
      fc.property(backlogs, (snapshots) => {
        const counted = total(valuesOf(measured(snapshots), "github.pull_requests.open.by_label"));
        const pulls = snapshots.flatMap((one) => one.pullRequests);
        const least = pulls.length;
        const most = pulls.reduce((sum, { labels }) => sum + Math.max(1, labels.length), 0);
        expect(counted).toBeGreaterThanOrEqual(least);
        expect(counted).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("gives no age in a review state that is above the oldest of all, and one that equals it", () => {
    fc.assert(
      fc.property(fc.array(pullRequests, { minLength: 1, maxLength: 9 }), (list) => {
        const series = measured([
          { kind: "complete", repository: "acme/api", pullRequests: list, issues: [], unknown: new Set() },
        ]);
        const ages = Object.values(valuesOf(series, "github.pull_requests.age.max.by_review_state"));
        expect(Math.max(...ages)).toBe(
          Math.max(0, NOW - Math.min(...list.map(({ createdAt }) => createdAt))),
        );
      }),
    );
  });

  it("orders the ages of a repository: the median, nine in ten, the oldest, all of them", () => {
    fc.assert(
      fc.property(fc.array(pullRequests, { minLength: 1, maxLength: 9 }), (list) => {
        const series = measured([
          { kind: "complete", repository: "acme/api", pullRequests: list, issues: [], unknown: new Set() },
        ]);
        const ages = ["p50", "p90", "max", "sum"].map(
          (which) => valuesOf(series, `github.pull_requests.age.${which}`)["repo:acme/api"] ?? -1,
        );
        expect(ages).toEqual(ages.toSorted((one, other) => one - other));
        expect(ages[0]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("does not depend on the order in which anything comes", () => {
    fc.assert(
      fc.property(backlogs, (snapshots) => {
        const backwards = snapshots
          .map((one) => ({ ...one, pullRequests: one.pullRequests.toReversed() }))
          .toReversed();
        expect(measured(backwards)).toEqual(measured(snapshots));
      }),
    );
  });

  it("gives no two series of the same name and tags, and only tags that Datadog leaves as they are", () => {
    fc.assert(
      fc.property(backlogs, (snapshots) => {
        const series = measured(snapshots, { constantTags: ["env:test"] });
        const identities = series.map(({ metric, tags }) => `${metric}{${tags.join()}}`);
        expect(new Set(identities).size).toBe(identities.length);
        const tags = [...new Set(series.flatMap((one) => one.tags))];
        expect(tags.map(normaliseTag)).toEqual(tags);
      }),
    );
  });

  it("gives whole numbers, none of them negative", () => {
    fc.assert(
      fc.property(backlogs, (snapshots) => {
        const odd = measured(snapshots).filter(({ value }) => !Number.isInteger(value) || value < 0);
        expect(odd).toEqual([]);
      }),
    );
  });
});
