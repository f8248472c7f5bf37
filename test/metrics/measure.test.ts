import { describe, expect, it } from "vitest";
import { DAY, HOUR, listed, measureAll, measured, NOW, snapshot, valuesOf } from "./builders.ts";

const OPEN = "github.pull_requests.open";
const AGE = "github.pull_requests.age.max";
const STALE = "github.pull_requests.stale";

describe("a repository without open pull requests", () => {
  it("sends open and age.max as 0, and nothing else", () => {
    expect(measured([snapshot([])])).toEqual([
      { metric: OPEN, tags: ["repo:acme/api"], value: 0, unit: "item" },
      { metric: AGE, tags: ["repo:acme/api"], value: 0, unit: "second" },
    ]);
  });
});

describe("counts", () => {
  it("counts every pull request in the total of its repository", () => {
    const series = measured([snapshot([{}, {}, {}]), snapshot([{}], { repository: "acme/web" })]);
    expect(valuesOf(series, OPEN)).toEqual({ "repo:acme/api": 3, "repo:acme/web": 1 });
  });

  it("counts by author, bots and deleted accounts included", () => {
    const authors = ["alice", "alice", "renovate[bot]", "ghost"];
    const series = measured([snapshot(authors.map((login) => ({ author: { login, bot: false } })))]);
    expect(valuesOf(series, `${OPEN}.by_author`)).toEqual({
      "author:alice,repo:acme/api": 2,
      "author:renovate_bot,repo:acme/api": 1,
      "author:ghost,repo:acme/api": 1,
    });
  });

  it("counts under each label, and under none without any", () => {
    const series = measured([snapshot([{ labels: ["bug", "ui"] }, { labels: ["bug"] }, {}])]);
    expect(valuesOf(series, `${OPEN}.by_label`)).toEqual({
      "label:bug,repo:acme/api": 2,
      "label:ui,repo:acme/api": 1,
      "label:none,repo:acme/api": 1,
    });
  });

  it("counts once where labels are one after normalisation", () => {
    const series = measured([snapshot([{ labels: ["Bug", "bug", "bug!"] }, { labels: ["bug"] }])]);
    expect(valuesOf(series, `${OPEN}.by_label`)).toEqual({ "label:bug,repo:acme/api": 2 });
  });

  it("keeps a label called none apart from no label", () => {
    const series = measured([snapshot([{ labels: ["None"] }, {}])]);
    expect(valuesOf(series, `${OPEN}.by_label`)).toEqual({
      "label:label_none,repo:acme/api": 1,
      "label:none,repo:acme/api": 1,
    });
  });

  it.each([
    { asked: { reviewers: ["bob", "carol"] }, reviewers: ["bob", "carol"] },
    { asked: {}, reviewers: ["none"] },
    { asked: { teams: ["core"] }, reviewers: ["none"] },
    { asked: { unnamedReviewers: 1 }, reviewers: [] },
    { asked: { unnamedReviewers: 1, reviewers: ["bob"] }, reviewers: ["bob"] },
  ])("counts $asked under the reviewers $reviewers", ({ asked, reviewers }) => {
    const tags = Object.keys(valuesOf(measured([snapshot([asked])]), `${OPEN}.by_reviewer`));
    expect(tags).toEqual(reviewers.map((reviewer) => `repo:acme/api,reviewer:${reviewer}`));
  });

  it("counts by requested team only where one was asked", () => {
    const series = measured([snapshot([{ teams: ["core", "web"] }, { teams: ["core"] }, {}])]);
    expect(valuesOf(series, `${OPEN}.by_reviewer_team`)).toEqual({
      "repo:acme/api,reviewer_team:core": 2,
      "repo:acme/api,reviewer_team:web": 1,
    });
  });

  it("counts by review state, and people and bots apart", () => {
    const series = measured(
      [
        snapshot([
          { reviewState: "approved", author: { login: "renovate[bot]", bot: true } },
          { reviewState: "approved", author: { login: "house-renovate", bot: false } },
          { reviewState: "approved" },
          { reviewState: "queued" },
        ]),
      ],
      { isBot: (login) => login === "house-renovate" },
    );
    expect(valuesOf(series, `${OPEN}.by_review_state`)).toEqual({
      "author_type:bot,repo:acme/api,review_state:approved": 2,
      "author_type:human,repo:acme/api,review_state:approved": 1,
      "author_type:human,repo:acme/api,review_state:queued": 1,
    });
  });
});

describe("ages", () => {
  it("gives the age of the oldest that is not a draft", () => {
    const series = measured([
      snapshot([
        { createdAt: NOW - HOUR },
        { createdAt: NOW - DAY },
        { createdAt: NOW - 9 * DAY, draft: true },
      ]),
    ]);
    expect(valuesOf(series, AGE)).toEqual({ "repo:acme/api": DAY });
  });

  it("is 0 where there are only drafts", () => {
    expect(valuesOf(measured([snapshot([{ draft: true }])]), AGE)).toEqual({ "repo:acme/api": 0 });
  });

  it.each([
    { createdAt: NOW + 30, age: 0 },
    { createdAt: NOW, age: 0 },
    { createdAt: NOW - 1.5, age: 1 },
  ])("is $age for one created at $createdAt", ({ createdAt, age }) => {
    expect(valuesOf(measured([snapshot([{ createdAt }])]), AGE)).toEqual({ "repo:acme/api": age });
  });

  it("is also given for each review state, drafts under their own", () => {
    const series = measured([
      snapshot([
        { createdAt: NOW - DAY, reviewState: "approved" },
        { createdAt: NOW - HOUR, reviewState: "approved" },
        { createdAt: NOW - 9 * DAY, reviewState: "draft", draft: true },
      ]),
    ]);
    expect(valuesOf(series, `${AGE}.by_review_state`)).toEqual({
      "repo:acme/api,review_state:approved": DAY,
      "repo:acme/api,review_state:draft": 9 * DAY,
    });
  });
});

describe("stale", () => {
  it.each([
    { idle: 14 * DAY, draft: false, stale: 1 },
    { idle: 14 * DAY - 1, draft: false, stale: 0 },
    { idle: 99 * DAY, draft: true, stale: 0 },
  ])("counts $stale for $idle s without activity, draft: $draft", ({ idle, draft, stale }) => {
    const series = measured([snapshot([{ updatedAt: NOW - idle, createdAt: NOW - 99 * DAY, draft }])]);
    expect(valuesOf(series, STALE)).toEqual({ "repo:acme/api": stale });
  });

  it("is not sent for an empty backlog", () => {
    expect(valuesOf(measured([snapshot([])]), STALE)).toEqual({});
  });
});

describe("what is unknown of a repository", () => {
  const backlog = [{ teams: ["core"], reviewers: ["bob"] }];

  it("leaves out the metrics that need it there, and only there", () => {
    const series = measured([
      snapshot(backlog, { unknown: new Set(["reviewState"]) }),
      snapshot(backlog, { repository: "acme/web" }),
    ]);
    expect(Object.keys(valuesOf(series, `${OPEN}.by_review_state`))).toEqual([
      "author_type:human,repo:acme/web,review_state:awaiting_review",
    ]);
    expect(Object.keys(valuesOf(series, `${AGE}.by_review_state`))).toEqual([
      "repo:acme/web,review_state:awaiting_review",
    ]);
    expect(valuesOf(series, OPEN)).toEqual({ "repo:acme/api": 1, "repo:acme/web": 1 });
  });

  it("leaves reviewers in where only teams are unknown", () => {
    const series = measured([snapshot(backlog, { unknown: new Set(["teams"]) })]);
    expect(valuesOf(series, `${OPEN}.by_reviewer_team`)).toEqual({});
    expect(valuesOf(series, `${OPEN}.by_reviewer`)).toEqual({ "repo:acme/api,reviewer:bob": 1 });
  });

  it("leaves them out for a repository that shares the tag, since the number would be short", () => {
    const series = measured([
      snapshot(backlog, { repository: "acme/a_b" }),
      snapshot(backlog, { repository: "acme/a__b", unknown: new Set(["teams"]) }),
    ]);
    expect(valuesOf(series, `${OPEN}.by_reviewer_team`)).toEqual({});
    expect(valuesOf(series, OPEN)).toEqual({ "repo:acme/a_b": 2 });
  });
});

describe("repositories whose names are one tag", () => {
  it("have one number, and are named", () => {
    const measure = measureAll();
    for (const repository of ["acme/a_b", "acme/x", "acme/a__b"]) {
      measure.add(snapshot([{ createdAt: NOW - DAY }], { repository }));
    }
    const series = listed(measure.series());
    expect(valuesOf(series, OPEN)).toEqual({ "repo:acme/a_b": 2, "repo:acme/x": 1 });
    expect(valuesOf(series, AGE)).toEqual({ "repo:acme/a_b": DAY, "repo:acme/x": DAY });
    expect(measure.sharedTags("repo")).toEqual([{ tag: "repo:acme/a_b", names: ["acme/a__b", "acme/a_b"] }]);
  });

  it("have none when one of them failed", () => {
    const measure = measureAll();
    measure.add(snapshot([{}], { repository: "acme/a_b" }));
    measure.add(snapshot([{}], { repository: "acme/x" }));
    const failed = ["acme/a__b", "acme/gone"];
    const failures = failed.map((repository) => ({ repository, reason: "network" as const }));
    const series = listed(measure.series(failures));
    const tags = series.flatMap((one) => one.tags.filter((tag) => tag.startsWith("repo:")));
    expect(new Set(tags)).toEqual(new Set(["repo:acme/x"]));
    expect(measure.sharedTags("repo", failed)).toEqual([
      { tag: "repo:acme/a_b", names: ["acme/a__b", "acme/a_b"] },
    ]);
  });
});

describe("all series", () => {
  it("carry the constant tags, normalised, sorted and each once", () => {
    const [first] = measured([snapshot([])], { constantTags: ["Env:Prod EU", "zone:a", "zone:a"] });
    expect(first?.tags).toEqual(["env:prod_eu", "repo:acme/api", "zone:a"]);
  });

  it("begin with the prefix, but for the original tool's", () => {
    const names = measured([snapshot([{}])], { prefix: "acme.code" }).map(({ metric }) => metric);
    expect(names.filter((name) => !name.startsWith("acme.code.pull_requests."))).toEqual([
      "datadog.custom.github.pr.count",
    ]);
    expect(names).toContain("acme.code.pull_requests.open");
  });
});
