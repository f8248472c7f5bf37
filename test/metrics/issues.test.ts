import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { issueRows } from "../../src/metrics/issue-rows.ts";
import type { MeasureOptions } from "../../src/metrics/measure.ts";
import { pullRequestRows } from "../../src/metrics/pull-request-rows.ts";
import { savingsOf } from "../../src/metrics/savings.ts";
import { DAY, HOUR, issue, issuesOnly, measureAll, measured, NOW, snapshot, valuesOf } from "./builders.ts";

const rows = [...pullRequestRows, ...issueRows];
const OPEN = "github.issues.open";

function ofIssues(columns: Parameters<typeof issuesOnly>[0], options: Partial<MeasureOptions> = {}) {
  return measured([issuesOnly(columns)], { rows, ...options });
}

describe("a repository without open issues", () => {
  it("sends open and age.max as 0, and nothing else about issues", () => {
    const about = ofIssues([]).filter(({ metric }) => metric.includes(".issues."));
    expect(about).toEqual([
      { metric: OPEN, tags: ["repo:acme/api"], value: 0, unit: "item" },
      { metric: "github.issues.age.max", tags: ["repo:acme/api"], value: 0, unit: "second" },
    ]);
  });
});

describe("issues", () => {
  it("are counted apart from pull requests", () => {
    const series = measured([snapshot([{}, {}], { issues: [issue()] })], { rows });
    expect(valuesOf(series, OPEN)).toEqual({ "repo:acme/api": 1 });
    expect(valuesOf(series, "github.pull_requests.open")).toEqual({ "repo:acme/api": 2 });
  });

  it("count under each assignee, and under none without any", () => {
    const series = ofIssues([
      { assignees: ["alice", "Bob"] },
      { assignees: ["alice"] },
      {},
      { assignees: ["none"] },
    ]);
    expect(valuesOf(series, `${OPEN}.by_assignee`)).toEqual({
      "assignee:alice,repo:acme/api": 2,
      "assignee:bob,repo:acme/api": 1,
      "assignee:none,repo:acme/api": 1,
      "assignee:assignee_none,repo:acme/api": 1,
    });
  });

  it("fold labels and authors as pull requests do, and no assignees", () => {
    const keeps = { label: () => false, author: () => false, reviewer: () => false };
    const series = ofIssues([{ labels: ["a", "b"], assignees: ["alice"] }, {}], { keeps });
    expect(valuesOf(series, `${OPEN}.by_label`)).toEqual({
      "label:other,repo:acme/api": 1,
      "label:none,repo:acme/api": 1,
    });
    expect(valuesOf(series, `${OPEN}.by_author`)).toEqual({ "author:other,repo:acme/api": 2 });
    expect(Object.keys(valuesOf(series, `${OPEN}.by_assignee`))).toContain("assignee:alice,repo:acme/api");
  });

  it.each([
    [14 * DAY, 1],
    [14 * DAY - 1, 0],
  ])("idle for %i s are stale: %i", (idle, stale) => {
    const series = ofIssues([{ createdAt: NOW - 99 * DAY, updatedAt: NOW - idle }]);
    expect(valuesOf(series, "github.issues.stale")).toEqual({ "repo:acme/api": stale });
  });

  it("give the age of the oldest", () => {
    const series = ofIssues([{ createdAt: NOW - DAY }, { createdAt: NOW - HOUR }]);
    expect(valuesOf(series, "github.issues.age.max")).toEqual({ "repo:acme/api": DAY });
  });

  it("that cannot be read have no metric there, and leave those of pull requests alone", () => {
    const series = measured(
      [snapshot([{}], { unknown: new Set(["issues"]) }), issuesOnly([{}], { repository: "acme/web" })],
      { rows },
    );
    const names = [
      ...new Set(series.filter(({ metric }) => metric.includes(".issues.")).flatMap(({ tags }) => tags)),
    ];
    expect(names.filter((tag) => tag.startsWith("repo:"))).toEqual(["repo:acme/web"]);
    expect(valuesOf(series, "github.pull_requests.open")).toEqual({ "repo:acme/api": 1, "repo:acme/web": 0 });
  });

  it("are each counted once by author, and at least once by label and assignee, whatever is open", () => {
    const word = fc.constantFrom("bug", "Bug", "none", "ghost", "ui");
    const some = fc.record({
      author: fc.record({ login: word, bot: fc.boolean() }),
      labels: fc.array(word, { maxLength: 3 }),
      assignees: fc.array(word, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 9 }), (list) => {
        const total = (metric: string) =>
          Object.values(valuesOf(ofIssues(list), metric)).reduce((sum, value) => sum + value, 0);
        expect(total(OPEN)).toBe(list.length);
        expect(total(`${OPEN}.by_author`)).toBe(list.length);
        expect(total(`${OPEN}.by_label`)).toBeGreaterThanOrEqual(list.length);
        expect(total(`${OPEN}.by_assignee`)).toBeGreaterThanOrEqual(list.length);
      }),
    );
  });
});

describe("what is empty", () => {
  it("is so of one kind: a repository can have issues and no pull request", () => {
    const measure = measureAll({ rows });
    measure.add(issuesOnly([{}]));
    measure.add(snapshot([{}], { repository: "acme/web" }));
    const emptyOf = (name: string) => measure.measured().find(({ row }) => row.name === name)?.empty;
    expect(emptyOf("pull_requests.open")).toEqual(new Set(["repo:acme/api"]));
    expect(emptyOf("issues.open")).toEqual(new Set(["repo:acme/web"]));
  });

  it("could be saved, for each kind on its own", () => {
    const series = measured([issuesOnly([{}]), snapshot([], { repository: "acme/web" })], { rows });
    const pricing = { rows, prefix: "github", price: 5 };
    expect(savingsOf(series, pricing)).toContainEqual(
      expect.objectContaining({ setting: "EMPTY_REPOSITORIES", series: 6 }),
    );
  });
});
