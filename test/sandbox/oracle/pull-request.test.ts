import { describe, expect, test } from "vitest";
import type { PullRequestRecord, ReviewRecord } from "../../../sandbox/population.ts";
import { bot, copilotAgent, copilotReviewer, review, user } from "../../../sandbox/records.ts";
import { isoSeconds } from "../../../sandbox/time.ts";
import { tokenRecord } from "../../../sandbox/tokens.ts";
import { day, metrics, now, values, withPulls } from "./support.ts";

describe("authors", () => {
  test.each([
    ["a deleted account", null, "author:ghost"],
    ["a bot", bot("renovate"), "author:renovate_bot"],
    ["Copilot", copilotAgent, "author:copilot"],
    ["a user called none", user("none"), "author:author_none"],
    ["an imported account", { login: "imported", type: "Mannequin" } as const, "author:imported"],
  ])("%s is tagged as REST spells it", (_case, author, tag) => {
    expect(values(withPulls({ author }), "open.by_author")).toEqual({ [tag]: 1 });
    expect(values(withPulls({ author }), "open.by_author", { api: "rest" })).toEqual({ [tag]: 1 });
  });

  test.each([
    ["a user", user("dev"), "human"],
    ["a deleted account", null, "human"],
    ["a bot", bot("renovate"), "bot"],
    ["a machine user of BOTS", user("Renovate-Self"), "bot"],
  ])("%s counts as %4$s", (_case, author, type) => {
    const tag = `author_type:${type},review_state:awaiting_review`;
    const bots = (login: string) => login === "Renovate-Self";
    expect(values(withPulls({ author }), "open.by_review_state", { bots })).toEqual({ [tag]: 1 });
  });
});

describe("labels", () => {
  test("a pull request counts under each, once where two are one for Datadog", () => {
    const population = withPulls({ labels: ["Bug", "bug", "docs"] }, { labels: ["bug"] }, {});
    expect(values(population, "open.by_label")).toEqual({ "label:bug": 2, "label:docs": 1, "label:none": 1 });
  });

  test("a label called none is not the lack of labels", () => {
    expect(values(withPulls({ labels: ["none"] }, {}), "open.by_label")).toEqual({
      "label:label_none": 1,
      "label:none": 1,
    });
  });
});

describe("reviewers", () => {
  test("a pull request counts under each user, bot and imported account", () => {
    const reviewers = [
      user("Dev"),
      copilotReviewer,
      bot("linter"),
      { login: "imported", type: "Mannequin" } as const,
    ];
    expect(values(withPulls({ reviewers }, { reviewers: [user("dev")] }), "open.by_reviewer")).toEqual({
      "reviewer:copilot": 1,
      "reviewer:dev": 2,
      "reviewer:imported": 1,
      "reviewer:linter_bot": 1,
    });
  });

  test("nobody, or teams alone, is none", () => {
    const population = withPulls(
      {},
      { teams: ["platform", "web"] },
      { teams: ["web"], reviewers: [user("dev")] },
    );
    expect(values(population, "open.by_reviewer")).toEqual({ "reviewer:dev": 1, "reviewer:none": 2 });
    expect(values(population, "open.by_reviewer_team")).toEqual({
      "reviewer_team:platform": 1,
      "reviewer_team:web": 2,
    });
  });

  test("a team that cannot be seen is neither a team nor none; by REST it can be", () => {
    const population = withPulls(
      { teams: ["platform"] },
      { teams: ["platform"], reviewers: [user("dev")] },
      {},
    );
    const token = tokenRecord("t", { hidden: [{ repository: "acme/api", what: "teams" }] });
    expect(values(population, "open.by_reviewer", { token })).toEqual({
      "reviewer:dev": 1,
    });
    expect(values(population, "open.by_reviewer_team", { token })).toEqual({});
    expect(values(population, "open.by_reviewer_team", { token, api: "rest" })).toEqual({
      "reviewer_team:platform": 2,
    });
  });

  test("by REST nothing follows from an empty list, and bots and teams may not be in it", () => {
    const population = withPulls({}, { reviewers: [bot("linter"), user("dev")], teams: ["web"] });
    const token = tokenRecord("t", { lacksReadOrg: true });
    const byRest = (...restHides: readonly ("bots" | "teams")[]) => ({
      api: "rest" as const,
      restHides,
      token,
    });
    expect(values(population, "open.by_reviewer", byRest())).toEqual({
      "reviewer:dev": 1,
      "reviewer:linter_bot": 1,
    });
    expect(values(population, "open.by_reviewer", byRest("bots"))).toEqual({ "reviewer:dev": 1 });
    expect(values(population, "open.by_reviewer_team", byRest("bots"))).toEqual({ "reviewer_team:web": 1 });
    expect(values(population, "open.by_reviewer_team", byRest("teams"))).toEqual({});
    expect(values(population, "open.by_reviewer", { restHides: ["bots", "teams"] })).toEqual({
      "reviewer:dev": 1,
      "reviewer:linter_bot": 1,
      "reviewer:none": 1,
    });
  });

  test("a team that can be seen but not named is none", () => {
    const token = tokenRecord("t", { lacksReadOrg: true });
    const population = withPulls({ teams: ["platform"] });
    expect(values(population, "open.by_reviewer", { token })).toEqual({ "reviewer:none": 1 });
    expect(values(population, "open.by_reviewer_team", { token })).toEqual({});
  });
});

/** Reviews in order, where none is required: `ann APPROVED`; `ghost` is a deleted account. */
function given(...texts: readonly string[]): Partial<PullRequestRecord> {
  const reviews = texts.map((text) => {
    const [login = "", state = ""] = text.split(" ");
    const person = login.endsWith("[bot]") ? bot(login.slice(0, -"[bot]".length)) : user(login);
    return review(login === "ghost" ? null : person, state as ReviewRecord["state"], now);
  });
  return { reviewDecision: null, reviews };
}

describe("review states", () => {
  test.each<[string, Partial<PullRequestRecord>, string]>([
    ["a draft, whatever else it is", { draft: true, autoMerge: true, reviewDecision: "APPROVED" }, "draft"],
    ["auto-merge of what is approved", { autoMerge: true, reviewDecision: "APPROVED" }, "queued"],
    ["auto-merge without a review", { autoMerge: true, reviewDecision: null }, "queued"],
    [
      "auto-merge of what lacks a review",
      { autoMerge: true, reviewDecision: "REVIEW_REQUIRED" },
      "awaiting_review",
    ],
    [
      "auto-merge against changes",
      { autoMerge: true, reviewDecision: "CHANGES_REQUESTED" },
      "changes_requested",
    ],
    [
      "auto-merge against changes that nobody must wait for",
      { ...given("ann CHANGES_REQUESTED"), autoMerge: true },
      "changes_requested",
    ],
    [
      "the merge queue",
      { inMergeQueue: true, reviewDecision: null, ...given("ann CHANGES_REQUESTED") },
      "queued",
    ],
    ["a request for changes", { reviewDecision: "CHANGES_REQUESTED" }, "changes_requested"],
    ["an approval", { reviewDecision: "APPROVED" }, "approved"],
    ["a review that is required", { reviewDecision: "REVIEW_REQUIRED" }, "awaiting_review"],
    [
      "a decision, whatever reviews say",
      { ...given("ann APPROVED"), reviewDecision: "REVIEW_REQUIRED" },
      "awaiting_review",
    ],
    ["no review that is required", { reviewDecision: null }, "no_review_required"],
    ["an approval that is not required", given("ann APPROVED"), "approved"],
    ["changes wanted by one of two", given("ann CHANGES_REQUESTED", "bob APPROVED"), "changes_requested"],
    ["the latest opinion of one", given("ann CHANGES_REQUESTED", "ann APPROVED"), "approved"],
    ["a comment, which changes no opinion,", given("ann APPROVED", "ann COMMENTED"), "approved"],
    ["a review that was dismissed", given("ann APPROVED", "ann DISMISSED"), "no_review_required"],
    ["a bot's review", given("linter[bot] APPROVED"), "no_review_required"],
    ["a machine user's review", given("renovate-self CHANGES_REQUESTED"), "no_review_required"],
    ["the author's own review", given("dev-1 APPROVED"), "no_review_required"],
    ["a deleted account's approval", given("ghost APPROVED"), "approved"],
    ["a request beside comments", { ...given("ann COMMENTED"), reviewers: [user("bob")] }, "awaiting_review"],
    ["an approval beside a request", { ...given("ann APPROVED"), teams: ["web"] }, "approved"],
  ])("%s is its state", (_case, special, state) => {
    const bots = (login: string) => login === "renovate-self";
    expect(values(withPulls(special), "open.by_review_state", { bots })).toEqual({
      [`author_type:human,review_state:${state}`]: 1,
    });
    expect(values(withPulls(special), "age.max.by_review_state", { bots })).toEqual({
      [`review_state:${state}`]: 86_400,
    });
  });

  test("where they cannot be read there are none, and everything else", () => {
    const token = tokenRecord("t", { hidden: [{ repository: "*", what: "reviewDecision" }] });
    const population = withPulls({ reviewers: [user("dev")] });
    expect(metrics(population, { token })).toEqual(metrics(population, { api: "rest" }));
  });

  test("what is hidden elsewhere hides nothing here", () => {
    const token = tokenRecord("t", { hidden: [{ repository: "acme/web", what: "reviewDecision" }] });
    expect(metrics(withPulls({}), { token })).toEqual(metrics(withPulls({})));
  });
});

describe("age", () => {
  const aged = (...specials: readonly Partial<PullRequestRecord>[]) =>
    values(withPulls(...specials), "age.max")[""];

  test("is that of the oldest, drafts aside", () => {
    expect(
      aged({ createdAt: isoSeconds(now - 5000) }, { createdAt: isoSeconds(now - 9000), draft: true }),
    ).toBe(5);
  });

  test("of drafts alone is 0, and of one from the future", () => {
    expect(aged({ draft: true })).toBe(0);
    expect(aged({ createdAt: isoSeconds(now + 90_000) })).toBe(0);
  });

  test("is the oldest in each review state", () => {
    const population = withPulls(
      { createdAt: isoSeconds(now - 9000), draft: true },
      { createdAt: isoSeconds(now - 5000), draft: true },
      { createdAt: isoSeconds(now - 4000) },
    );
    expect(values(population, "age.max.by_review_state")).toEqual({
      "review_state:awaiting_review": 4,
      "review_state:draft": 9,
    });
  });
});

describe("stale", () => {
  const updated = (days: number, special: Partial<PullRequestRecord> = {}) =>
    withPulls({ updatedAt: isoSeconds(now - days * day), ...special });

  test.each([
    [13.99, 0],
    [14, 1],
  ])("after %d days without activity there are %i", (days, count) => {
    expect(values(updated(days), "stale")).toEqual({ "": count });
  });

  test("follows STALE_DAYS and leaves drafts out", () => {
    expect(values(updated(3), "stale", { staleDays: 3 })).toEqual({ "": 1 });
    expect(values(updated(30, { draft: true }), "stale")).toEqual({ "": 0 });
  });
});
