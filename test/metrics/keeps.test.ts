import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseGlobs } from "../../src/config/glob-list.ts";
import type { Keeps } from "../../src/metrics/tags.ts";
import { backlogs } from "./arbitraries.ts";
import { measured, snapshot, valuesOf } from "./builders.ts";

/** What a setting's text makes of values. */
function globs(text: string): (value: string) => boolean {
  const parsed = parseGlobs(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

const all = snapshot([
  { labels: ["bug", "size/S", "size/XL"], author: { login: "renovate[bot]", bot: true } },
  {
    labels: ["size/S", "good first issue"],
    author: { login: "ghost", bot: false },
    reviewers: ["bob", "eve"],
  },
  { labels: ["None"], reviewers: ["bob", "linter[bot]"] },
  {},
]);

function folded(keeps: Keeps, metric: string): Record<string, number> {
  return valuesOf(measured([all], { keeps }), `github.pull_requests.open.${metric}`);
}

describe("what is not kept", () => {
  it.each([
    ["*", { bug: 1, "size/s": 2, "size/xl": 1, good_first_issue: 1, label_none: 1, none: 1 }],
    ["!size/*", { bug: 1, other: 2, good_first_issue: 1, label_none: 1, none: 1 }],
    ["!size/*,size/xl", { bug: 1, other: 2, "size/xl": 1, good_first_issue: 1, label_none: 1, none: 1 }],
    ["BUG", { bug: 1, other: 3, none: 1 }],
    ["good_first_issue", { good_first_issue: 1, other: 3, none: 1 }],
    ["good?first?issue", { good_first_issue: 1, other: 3, none: 1 }],
    ["!*", { other: 3, none: 1 }],
    ["!none", { bug: 1, "size/s": 2, "size/xl": 1, good_first_issue: 1, label_none: 1, none: 1 }],
  ])("with LABELS=%s counts as other, each pull request once", (text, counts) => {
    const tags = Object.entries(counts).map(([label, count]) => [`label:${label},repo:acme/api`, count]);
    expect(folded({ label: globs(text) }, "by_label")).toEqual(Object.fromEntries(tags));
  });

  it("leaves a deleted account what it is", () => {
    expect(folded({ author: globs("!*") }, "by_author")).toEqual({
      "author:ghost,repo:acme/api": 1,
      "author:other,repo:acme/api": 3,
    });
  });

  it("folds reviewers, and not that there are none", () => {
    expect(folded({ reviewer: globs("bob") }, "by_reviewer")).toEqual({
      "repo:acme/api,reviewer:bob": 2,
      "repo:acme/api,reviewer:other": 2,
      "repo:acme/api,reviewer:none": 2,
    });
  });

  it("becomes one series where only what is not kept was different", () => {
    const backlog = snapshot([{ labels: ["a"] }, { labels: ["b", "c"] }]);
    const series = measured([backlog], { keeps: { label: () => false, author: () => false } });
    expect(valuesOf(series, "github.pull_requests.open.combined")).toEqual({
      "author:other,draft:false,label:other,repo:acme/api,reviewer:none": 2,
    });
    expect(valuesOf(series, "github.pull_requests.detail.age")).toEqual({
      "author:other,number:1,repo:acme/api": 3_600,
      "author:other,number:2,repo:acme/api": 3_600,
    });
  });
});

describe("totals, whatever is kept", () => {
  const some = fc.func(fc.boolean());
  const keeps = fc.record({ label: some, author: some, reviewer: some });
  const sums = ["open", "open.by_author", "open.combined", "detail", "open.by_review_state", "age.sum"];

  it("never change", () => {
    fc.assert(
      fc.property(backlogs, keeps, (snapshots, kept) => {
        const [whole, less] = [measured(snapshots), measured(snapshots, { keeps: kept })];
        const total = (series: typeof whole, metric: string) =>
          Object.values(valuesOf(series, `github.pull_requests.${metric}`)).reduce(
            (sum, one) => sum + one,
            0,
          );
        expect(sums.map((metric) => total(less, metric))).toEqual(sums.map((metric) => total(whole, metric)));
        expect(less.length).toBeLessThanOrEqual(whole.length);
      }),
    );
  });

  it("touch no series of a value that is kept, and count nobody twice in other", () => {
    fc.assert(
      fc.property(backlogs, keeps, (snapshots, kept) => {
        const metric = "github.pull_requests.open.by_label";
        const whole = valuesOf(measured(snapshots), metric);
        const less = Object.entries(valuesOf(measured(snapshots, { keeps: kept }), metric));
        const left = less.filter(([tags]) => !tags.includes("label:other"));
        expect(left).toEqual(left.map(([tags]) => [tags, whole[tags]]));
        const others = less.filter(([tags]) => tags.includes("label:other")).map(([, value]) => value);
        const most = snapshots.map(
          (one) => one.pullRequests.filter(({ labels }) => labels.length > 0).length,
        );
        expect(Math.max(0, ...others)).toBeLessThanOrEqual(Math.max(0, ...most));
      }),
    );
  });
});
