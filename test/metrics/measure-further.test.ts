import { describe, expect, it } from "vitest";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import { createFurtherTags, NO_SOURCES } from "../../src/metrics/further-tags.ts";
import { DAY, HOUR, measured, NOW, snapshot, valuesOf } from "./builders.ts";

function values(metric: string, ...pullRequests: readonly Partial<PullRequest>[]): Record<string, number> {
  const series = measured([snapshot(pullRequests)]);
  return valuesOf(series, `github.pull_requests.${metric}`);
}

/** Of a metric by repository alone, the value. */
function value(metric: string, ...pullRequests: readonly Partial<PullRequest>[]): number | undefined {
  return values(metric, ...pullRequests)["repo:acme/api"];
}

const aged = (seconds: number, rest: Partial<PullRequest> = {}) => ({ createdAt: NOW - seconds, ...rest });

describe("by_age", () => {
  it("counts each in one class, drafts too", () => {
    const ages = [0, DAY - 1, DAY, 29 * DAY, 30 * DAY].map((age) => aged(age));
    expect(values("open.by_age", ...ages, aged(-60), aged(90 * DAY, { draft: true }))).toEqual({
      "age:lt_1d,repo:acme/api": 3,
      "age:1d_3d,repo:acme/api": 1,
      "age:14d_30d,repo:acme/api": 1,
      "age:gt_30d,repo:acme/api": 2,
    });
  });
});

describe("by_checks", () => {
  it("counts each by what its checks came to, none where there are none", () => {
    const checks = ["success", "failure", "failure", "pending", "none"] as const;
    expect(values("open.by_checks", ...checks.map((one) => ({ checks: one })))).toEqual({
      "checks:success,repo:acme/api": 1,
      "checks:failure,repo:acme/api": 2,
      "checks:pending,repo:acme/api": 1,
      "checks:none,repo:acme/api": 1,
    });
  });

  it("is left out where checks are unknown, and nothing else is", () => {
    const known = measured([snapshot([{}])]).map(({ metric }) => metric);
    const unknown = measured([snapshot([{}], { unknown: new Set(["checks"]) })]).map(({ metric }) => metric);
    expect(known.filter((metric) => !unknown.includes(metric))).toEqual([
      "github.pull_requests.open.by_checks",
    ]);
  });
});

describe("ages and idle times", () => {
  const five = [aged(9 * HOUR), aged(HOUR), aged(5 * HOUR), aged(3 * HOUR), aged(7 * HOUR)];
  const draft = aged(99 * DAY, { draft: true, updatedAt: NOW - 99 * DAY });

  it.each([
    { metric: "age.p50", seconds: 5 * HOUR },
    { metric: "age.p90", seconds: 9 * HOUR },
    { metric: "age.sum", seconds: 25 * HOUR },
    { metric: "idle.max", seconds: HOUR },
  ])("$metric leaves drafts aside", ({ metric, seconds }) => {
    expect(value(metric, ...five, draft)).toBe(seconds);
  });

  it.each(["age.p50", "age.p90", "age.sum", "idle.max"])("%s is 0 where only drafts are open", (metric) => {
    expect(value(metric, draft)).toBe(0);
    expect(value(metric)).toBeUndefined();
  });

  it("ranks the ages of repositories that are one tag to Datadog together", () => {
    const series = measured([
      snapshot([aged(1), aged(2)], { repository: "acme/a_b" }),
      snapshot([aged(3), aged(4), aged(5)], { repository: "acme/a__b" }),
    ]);
    expect(valuesOf(series, "github.pull_requests.age.p50")).toEqual({ "repo:acme/a_b": 3 });
  });
});

describe("combined", () => {
  it("makes one series of those with the same tags, in whatever order GitHub gives them", () => {
    const one = { labels: ["ui", "Bug"], reviewers: ["carol", "bob"], teams: ["web", "core"] };
    const other = { labels: ["bug", "ui", "UI"], reviewers: ["bob", "carol"], teams: ["core", "web"] };
    expect(values("open.combined", one, other)).toEqual({
      "author:alice,draft:false,label:bug,label:ui,repo:acme/api,reviewer:bob,reviewer:carol,reviewer_team:core,reviewer_team:web": 2,
    });
  });

  it("says what is not there, and keeps drafts apart", () => {
    expect(values("open.combined", {}, { draft: true })).toEqual({
      "author:alice,draft:false,label:none,repo:acme/api,reviewer:none": 1,
      "author:alice,draft:true,label:none,repo:acme/api,reviewer:none": 1,
    });
  });
});

describe("more labels than a series can have tags", () => {
  const labels = Array.from({ length: 120 }, (_, index) => `label ${index}`);
  const constantTags = Array.from({ length: 20 }, (_, index) => `constant_${index}:x`);
  const rule = { matches: () => true, tags: ["team:a", "team-lead:b", "tier:c"] };
  const further = createFurtherTags({ ...NO_SOURCES, repositories: [rule] }, [...constantTags, "tier:d"]);

  it.each([
    "github.pull_requests.open.combined",
    "github.pull_requests.detail",
    "datadog.custom.github.pr.count",
  ])("are cut in %s, and what there is one of stays", (metric) => {
    const [tags = "", ...more] = Object.keys(valuesOf(measured([snapshot([{ labels }])]), metric));
    expect(more).toEqual([]);
    expect(tags.split(",")).toHaveLength(100);
    expect(tags.split(",")).toEqual(
      expect.arrayContaining(["author:alice", "repo:acme/api", "label:label_0"]),
    );
  });

  it("leave room for constant and further tags, and labels go before reviewers and teams", () => {
    const people = Array.from({ length: 90 }, (_, index) => `r-${index}`);
    const pulls = [{ labels }, { labels: ["bug"], reviewers: people }, { teams: people, labels: ["bug"] }];
    const all = measured([snapshot(pulls)], { further, constantTags: further.constantTags });
    const counts = all.map(({ tags }) => tags.length);
    expect(Math.max(...counts)).toBe(100);
    for (const { tags } of all.filter((one) => one.metric.endsWith("detail"))) {
      expect(tags).toEqual(expect.arrayContaining(["author:alice", "draft:false", "team:a", "team-lead:b"]));
      expect(tags).toEqual(expect.arrayContaining([...constantTags, "tier:c", "repo:acme/api"]));
      expect(tags.some((tag) => tag.startsWith("number:"))).toBe(true);
      expect(tags.some((tag) => tag.startsWith("label:"))).toBe(true);
    }
  });
});

describe("detail", () => {
  it("is 1 for each, by number", () => {
    expect(values("detail", { labels: ["a", "b"] }, { draft: true })).toEqual({
      "author:alice,draft:false,label:a,label:b,number:1,repo:acme/api,reviewer:none": 1,
      "author:alice,draft:true,label:none,number:2,repo:acme/api,reviewer:none": 1,
    });
  });

  it("gives the age of each that is not a draft", () => {
    expect(values("detail.age", aged(DAY), aged(DAY, { draft: true }), aged(HOUR))).toEqual({
      "author:alice,number:1,repo:acme/api": DAY,
      "author:alice,number:3,repo:acme/api": HOUR,
    });
  });

  it("and combined are left out where teams are unknown", () => {
    const series = measured([snapshot([{ reviewers: ["bob"] }], { unknown: new Set(["teams"]) })]);
    const names = series.map(({ metric }) => metric.replace("github.pull_requests.", ""));
    expect(names).toContain("detail.age");
    expect(names).not.toContain("detail");
    expect(names).not.toContain("open.combined");
  });
});
