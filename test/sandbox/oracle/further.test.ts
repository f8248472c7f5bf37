import { describe, expect, test } from "vitest";
import type { PullRequestRecord } from "../../../sandbox/population.ts";
import { bot, user } from "../../../sandbox/records.ts";
import { isoSeconds } from "../../../sandbox/time.ts";
import { tokenRecord } from "../../../sandbox/tokens.ts";
import { day, metrics, now, values, withPulls } from "./support.ts";

const all = { metrics: "all" } as const;

function aged(days: number, special: Partial<PullRequestRecord> = {}): Partial<PullRequestRecord> {
  return { createdAt: isoSeconds(now - days * day), ...special };
}

describe("further metrics", () => {
  test("are there when they are asked for, and only by GraphQL what REST does not tell", () => {
    const further = metrics(withPulls({}), all).filter((metric) => !metrics(withPulls({})).includes(metric));
    expect(further).toEqual([
      "age.p50",
      "age.p90",
      "age.sum",
      "detail",
      "detail.age",
      "idle.max",
      "open.by_age",
      "open.by_checks",
      "open.combined",
    ]);
    const asked = withPulls({ reviewers: [user("dev")] });
    expect(metrics(asked, { ...all, api: "rest" })).toEqual(
      metrics(asked, all).filter((metric) => !/by_review_state|by_checks|combined|^detail$/.test(metric)),
    );
  });

  test("say nothing of an empty backlog", () => {
    expect(metrics(withPulls(), all)).toEqual(metrics(withPulls()));
  });
});

describe("ages", () => {
  test.each([
    [0.99, "lt_1d"],
    [1, "1d_3d"],
    [2.99, "1d_3d"],
    [3, "3d_7d"],
    [7, "7d_14d"],
    [14, "14d_30d"],
    [29.99, "14d_30d"],
    [30, "gt_30d"],
  ])("of %d days are in the class %s", (days, name) => {
    expect(values(withPulls(aged(days, { draft: true })), "open.by_age", all)).toEqual({
      [`age:${name}`]: 1,
    });
  });

  test("are ranked and added up without drafts", () => {
    const population = withPulls(aged(1), aged(4), aged(2), aged(3), aged(99, { draft: true }));
    const days = (metric: string) => (values(population, metric, all)[""] ?? 0) / 86_400;
    expect(["age.p50", "age.p90", "age.sum"].map(days)).toEqual([2, 4, 10]);
  });

  test("of drafts alone are 0, and a draft has no age of its own", () => {
    const population = withPulls({ draft: true });
    const zeros = ["age.p50", "age.p90", "age.sum", "idle.max"];
    expect(zeros.map((metric) => values(population, metric, all))).toEqual(zeros.map(() => ({ "": 0 })));
    expect(values(population, "detail.age", all)).toEqual({});
    expect(values(withPulls({}), "detail.age", all)).toEqual({ "author:dev-1,number:1": 86_400 });
  });

  test("of idleness are counted from the last activity", () => {
    const population = withPulls(
      { updatedAt: isoSeconds(now - 5_000) },
      { updatedAt: isoSeconds(now - 9_000) },
    );
    expect(values(population, "idle.max", all)).toEqual({ "": 9 });
  });
});

describe("checks", () => {
  test.each([
    ["SUCCESS", "success"],
    ["FAILURE", "failure"],
    ["ERROR", "failure"],
    ["PENDING", "pending"],
    ["EXPECTED", "pending"],
    [null, "none"],
  ] as const)("that came to %s are %s", (checks, tag) => {
    expect(values(withPulls({ checks }), "open.by_checks", all)).toEqual({ [`checks:${tag}`]: 1 });
  });

  test("that cannot be read are not there", () => {
    const token = tokenRecord("t", { hidden: [{ repository: "*", what: "checks" }] });
    expect(metrics(withPulls({}), { ...all, token })).not.toContain("open.by_checks");
  });
});

describe("whole sets of tags", () => {
  const population = withPulls(
    { labels: ["b", "A"], reviewers: [user("x")], teams: ["core"] },
    { labels: ["a", "B"], reviewers: [user("X")], teams: ["core"] },
    { draft: true },
  );

  test("are one series each, and one for each pull request in detail", () => {
    const tags = "author:dev-1,draft:false,label:a,label:b";
    const none = "author:dev-1,draft:true,label:none";
    expect(values(population, "open.combined", all)).toEqual({
      [`${tags},reviewer:x,reviewer_team:core`]: 2,
      [`${none},reviewer:none`]: 1,
    });
    expect(values(population, "detail", all)).toEqual({
      [`${tags},number:1,reviewer:x,reviewer_team:core`]: 1,
      [`${tags},number:2,reviewer:x,reviewer_team:core`]: 1,
      [`${none},number:3,reviewer:none`]: 1,
    });
  });

  test("are not known where teams are not", () => {
    const unseen = tokenRecord("t", { hidden: [{ repository: "*", what: "teams" }] });
    const counted = tokenRecord("t", { lacksReadOrg: true });
    expect(values(population, "open.combined", { ...all, token: unseen })).toEqual({});
    expect(values(population, "detail", { ...all, token: counted })).toEqual({});
    expect(metrics(withPulls({}), { ...all, token: unseen })).toContain("detail");
    expect(metrics(withPulls({}), { ...all, token: counted })).not.toContain("detail");
  });
});

describe("what is not kept", () => {
  const kept = { label: (value: string) => value === "bug", author: () => false, reviewer: () => false };

  test("is other, once for each pull request, and none and ghost stay", () => {
    const population = withPulls(
      { labels: ["Bug", "a", "b"], author: null, reviewers: [bot("x"), user("y")] },
      { labels: ["none"] },
      {},
    );
    expect(values(population, "open.by_label", { kept })).toEqual({
      "label:bug": 1,
      "label:none": 1,
      "label:other": 2,
    });
    expect(values(population, "open.by_author", { kept })).toEqual({ "author:ghost": 1, "author:other": 2 });
    expect(values(population, "open.by_reviewer", { kept })).toEqual({
      "reviewer:none": 2,
      "reviewer:other": 1,
    });
  });
});
