import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import type { Complete } from "../../src/domain/snapshot.ts";
import { normaliseTag } from "../../src/metrics/tags.ts";
import { DAY, measured, NOW, pullRequest, valuesOf } from "./builders.ts";

const name = fc.oneof(
  fc.constantFrom("bug", "Bug", "none", "ui", "🔥", "a, b"),
  fc.string({ unit: "binary", minLength: 1 }),
);
const states = [
  "draft",
  "queued",
  "changes_requested",
  "approved",
  "awaiting_review",
  "no_review_required",
] as const;

const pullRequests: fc.Arbitrary<PullRequest> = fc
  .record({
    createdAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    updatedAt: fc.integer({ min: NOW - 90 * DAY, max: NOW + 60 }),
    author: fc.record({ login: name, bot: fc.boolean() }),
    labels: fc.array(name, { maxLength: 4 }),
    reviewers: fc.array(name, { maxLength: 3 }),
    teams: fc.array(name, { maxLength: 2 }),
    reviewState: fc.constantFrom(...states),
  })
  .map((columns) => pullRequest({ ...columns, draft: columns.reviewState === "draft" }));

const backlogs: fc.Arbitrary<readonly Complete[]> = fc
  .array(fc.array(pullRequests, { maxLength: 8 }), { maxLength: 5 })
  .map((lists) =>
    lists.map((list, index) => ({
      kind: "complete",
      repository: `acme/repo-${index}`,
      pullRequests: list,
      unknown: new Set(),
    })),
  );

function total(values: Record<string, number>): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0);
}

describe("measuring any backlog", () => {
  it.each(["open", "open.by_author", "open.by_review_state"])(
    "counts every pull request once in %s",
    (metric) => {
      fc.assert(
        fc.property(backlogs, (snapshots) => {
          const expected = snapshots.reduce((sum, one) => sum + one.pullRequests.length, 0);
          expect(total(valuesOf(measured(snapshots), `github.pull_requests.${metric}`))).toBe(expected);
        }),
      );
    },
  );

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
          { kind: "complete", repository: "acme/api", pullRequests: list, unknown: new Set() },
        ]);
        const ages = Object.values(valuesOf(series, "github.pull_requests.age.max.by_review_state"));
        expect(Math.max(...ages)).toBe(
          Math.max(0, NOW - Math.min(...list.map(({ createdAt }) => createdAt))),
        );
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
