import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import type { PullRequestRecord } from "../../sandbox/population.ts";
import { bot, pullRequest, review, user } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import type { ReviewState } from "../../src/domain/pull-request.ts";
import { START } from "../support/clock.ts";
import { completeOf, endings, type Opening, open, populationOf, repo } from "./harness.ts";

type Parts = Partial<PullRequestRecord>;

const [ann, bob] = [user("ann"), user("bob")];
const approved = review(ann, "APPROVED", START);
const refused = review(bob, "CHANGES_REQUESTED", START);
const isAboutReviews = ({ query }: RequestEntry) => query.includes("latestOpinionatedReviews");

function pull(number: number, parts: Parts): PullRequestRecord {
  return pullRequest(number, START - 3_600_000, { author: user("author"), reviewDecision: null, ...parts });
}

async function read(pullRequests: readonly PullRequestRecord[], opening: Opening = {}) {
  const stage = await open(populationOf([repo(1, "api", { pullRequests })]), opening);
  return { ...stage, outcome: await stage.read() };
}

describe("where no review is required, the state of review", () => {
  it.each<[string, Parts, ReviewState]>([
    ["no review, nobody asked", {}, "no_review_required"],
    ["no review, a person asked", { reviewers: [ann] }, "awaiting_review"],
    ["no review, a team asked", { teams: ["platform"] }, "awaiting_review"],
    ["an approval", { reviews: [approved] }, "approved"],
    ["an approval, another person asked", { reviews: [approved], reviewers: [bob] }, "approved"],
    ["an approval and a request for changes", { reviews: [approved, refused] }, "changes_requested"],
    ["a comment", { reviews: [review(ann, "COMMENTED", START)] }, "no_review_required"],
    ["an approval, then a comment", { reviews: [approved, review(ann, "COMMENTED", START)] }, "approved"],
    [
      "a request for changes, then an approval",
      { reviews: [refused, review(bob, "APPROVED", START)] },
      "approved",
    ],
    [
      "an approval, then a request for changes",
      { reviews: [review(bob, "APPROVED", START), refused] },
      "changes_requested",
    ],
    ["a dismissed request for changes", { reviews: [review(bob, "DISMISSED", START)] }, "no_review_required"],
    [
      "an approval, then one dismissed",
      { reviews: [approved, review(ann, "DISMISSED", START)] },
      "no_review_required",
    ],
    ["the author's own", { reviews: [review(user("author"), "APPROVED", START)] }, "no_review_required"],
    ["a bot's approval", { reviews: [review(bot("coderabbitai"), "APPROVED", START)] }, "no_review_required"],
    [
      "a bot's request for changes",
      { reviews: [approved, review(bot("x"), "CHANGES_REQUESTED", START)] },
      "approved",
    ],
    [
      "an approval of a login in BOTS",
      { reviews: [review(user("ci-user"), "APPROVED", START)] },
      "no_review_required",
    ],
    ["an approval of a deleted account", { reviews: [review(null, "APPROVED", START)] }, "approved"],
    ["both by deleted accounts", { author: null, reviews: [review(null, "APPROVED", START)] }, "approved"],
    ["auto-merge", { autoMerge: true }, "queued"],
    ["auto-merge, approved", { autoMerge: true, reviews: [approved] }, "queued"],
    ["auto-merge, changes requested", { autoMerge: true, reviews: [refused] }, "changes_requested"],
    ["a queue, changes requested", { inMergeQueue: true, reviews: [refused] }, "queued"],
    ["a draft, changes requested", { draft: true, reviews: [refused] }, "draft"],
  ])("with %s follows from it", async (_, parts, state) => {
    const { outcome } = await read([pull(1, parts)], { isBot: (login) => login === "ci-user" });
    expect(completeOf(outcome, "acme/api").pullRequests).toMatchObject([{ reviewState: state }]);
  });

  it("needs no other field to be wanted", async () => {
    const one = pull(1, { reviewers: [ann], reviews: [review(user("author"), "APPROVED", START)] });
    const stage = await open(populationOf([repo(1, "api", { pullRequests: [one] })]));
    const outcome = await stage.read({ fields: new Set(["reviewState"]) });
    expect(completeOf(outcome, "acme/api").pullRequests).toMatchObject([{ reviewState: "awaiting_review" }]);
  });

  it("follows reviews over several pages", async () => {
    const many = Array.from({ length: 45 }, (_, i) => review(user(`r${i}`), "APPROVED", START));
    const { outcome, github } = await read([pull(1, { reviews: [...many, refused] })]);
    expect(completeOf(outcome, "acme/api").pullRequests).toMatchObject([
      { reviewState: "changes_requested" },
    ]);
    expect(github.log.filter(isAboutReviews)).toHaveLength(3);
  });

  it("is not asked about where a review is required, or where no metric needs it", async () => {
    const decided = ["APPROVED", "CHANGES_REQUESTED", "REVIEW_REQUIRED"] as const;
    const required = decided.map((reviewDecision, i) => pull(i + 1, { reviewDecision, autoMerge: true }));
    const { github, outcome } = await read([...required, pull(4, { draft: true })]);
    expect(github.log.filter(isAboutReviews)).toEqual([]);
    expect(completeOf(outcome, "acme/api").pullRequests.map(({ reviewState }) => reviewState)).toEqual([
      "queued",
      "changes_requested",
      "awaiting_review",
      "draft",
    ]);
    const stage = await open(populationOf([repo(1, "api", { pullRequests: [pull(1, {})] })]));
    await stage.read({ fields: new Set(["labels", "reviewers"]) });
    expect(stage.github.log.filter(isAboutReviews)).toEqual([]);
  });

  it("costs one request and one point for a hundred pull requests", async () => {
    const repositories = Array.from({ length: 20 }, (_, r) =>
      repo(r + 1, `r${r}`, { pullRequests: Array.from({ length: 20 }, (_, i) => pull(i + 1, {})) }),
    );
    const { github, read } = await open(populationOf(repositories), { repositories: "acme/*" });
    expect(Object.keys(endings(await read()))).toHaveLength(20);
    const asked = github.log.filter(isAboutReviews);
    expect(asked.map(({ points }) => points)).toEqual([1, 1, 1, 1]);
    expect(github.problems).toEqual([]);
  });

  it("is unknown where the credential may not read reviews, and nothing else is", async () => {
    const token = tokenRecord("blind", { hidden: [{ repository: "*", what: "reviewDecision" }] });
    const here = populationOf([repo(1, "api", { pullRequests: [pull(1, {}), pull(2, {})] })], {
      tokens: [token],
    });
    const stage = await open(here, { token: "blind" });
    const { unknown } = completeOf(await stage.read(), "acme/api");
    expect(unknown).toEqual(new Set(["reviewState"]));
    expect(stage.github.log.filter(isAboutReviews)).toEqual([]);
  });

  it("is unknown where GitHub refuses the reviews alone", async () => {
    const stage = await open(populationOf([repo(1, "api", { pullRequests: [pull(1, {}), pull(2, {})] })]));
    const refusal = (body: unknown) => ({
      ...(body as object),
      data: { r0: { pullRequest: { latestOpinionatedReviews: null } }, r1: null },
      errors: [
        { type: "FORBIDDEN", path: ["r0", "pullRequest", "latestOpinionatedReviews"], message: "no" },
        { type: "FORBIDDEN", path: ["r1", "pullRequest", "latestOpinionatedReviews"], message: "no" },
      ],
    });
    stage.github.fault({ when: isAboutReviews, fault: { kind: "altered", alter: refusal } });
    const outcome = await stage.read();
    expect(completeOf(outcome, "acme/api")).toMatchObject({ unknown: new Set(["reviewState"]) });
    expect(endings(outcome)).toEqual({ "acme/api": 2 });
  });

  it("is unknown by REST after the reviews were too heavy every time, and the count is right", async () => {
    const stage = await open(populationOf([repo(1, "api", { pullRequests: [pull(1, {}), pull(2, {})] })]));
    stage.github.fault({ when: isAboutReviews, fault: { kind: "status", status: 502 } });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/api": 2 });
    expect(completeOf(outcome, "acme/api").unknown.has("reviewState")).toBe(true);
  });
});

it("a defect met in one repository fails that repository alone", async () => {
  const pulls = [pull(1, { reviews: [review(user("trigger"), "APPROVED", START)] })];
  const here = populationOf([repo(1, "api", { pullRequests: pulls }), repo(2, "web", 3)]);
  const stage = await open(here, {
    isBot: () => {
      throw new TypeError("a defect");
    },
  });
  const outcome = await stage.read();
  expect(endings(outcome)).toEqual({ "acme/api": "internal_error", "acme/web": 3 });
});
