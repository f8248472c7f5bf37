import { describe, expect, it } from "vitest";
import { edgeCases, edgeTokens } from "../../sandbox/edge-cases.ts";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { bot, pullRequest, user } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import { START } from "../support/clock.ts";
import { completeOf, endings, open, populationOf, repo } from "./harness.ts";

const tokens = edgeTokens(START);
const sizes = { "acme/states": 14, "acme/reviewers": 10, "acme/with-101": 101, "acme/empty": 0 };

async function readAs(token: string, names: readonly string[] = Object.keys(sizes)) {
  const stage = await open(edgeCases(START), { token, repositories: names.join(",") });
  const outcome = await stage.read();
  expect(stage.github.log.filter(({ api }) => api === "rest")).toEqual([]);
  return { ...stage, outcome };
}

describe("a credential that may not read review decisions", () => {
  it("in one repository reads all else there, and all elsewhere", async () => {
    const { outcome, log } = await readAs(tokens.withoutReviewStateInOne.token);
    expect(endings(outcome)).toEqual(sizes);
    expect(completeOf(outcome, "acme/states").unknown).toEqual(new Set(["reviewState"]));
    expect(completeOf(outcome, "acme/with-101").unknown).toEqual(new Set());
    expect(completeOf(outcome, "acme/reviewers").unknown).toEqual(new Set());
    expect(log.warnings("fields_unknown")).toEqual([
      {
        event: "fields_unknown",
        fields: [
          expect.objectContaining({ field: "reviewState", repositories: 1, examples: ["acme/states"] }),
        ],
      },
    ]);
    expect(completeOf(outcome, "acme/states").pullRequests.filter(({ author }) => author.bot)).toHaveLength(
      2,
    );
  });

  it("anywhere says so once", async () => {
    const { outcome, log } = await readAs(tokens.withoutReviewState.token);
    expect(endings(outcome)).toEqual(sizes);
    expect(completeOf(outcome, "acme/with-101").unknown).toEqual(new Set(["reviewState"]));
    expect(log.warnings("fields_unknown")).toHaveLength(1);
  });

  it("is not warned of it where no metric needs them", async () => {
    const { log, read } = await open(edgeCases(START), {
      token: tokens.withoutReviewState.token,
      repositories: "acme/states",
    });
    const outcome = await read({ fields: new Set(["author"]) });
    expect(endings(outcome)).toEqual({ "acme/states": 14 });
    expect(completeOf(outcome, "acme/states").unknown).toEqual(new Set());
    expect(log.lines).toEqual([]);
  });
});

describe("a credential that may not read teams", () => {
  it("without the scope for it reads all else, and says so once", async () => {
    const { outcome, log, github } = await readAs(tokens.withoutReadOrg.token);
    expect(endings(outcome)).toEqual(sizes);
    for (const name of ["acme/states", "acme/reviewers", "acme/with-101"]) {
      expect(completeOf(outcome, name).unknown).toEqual(new Set(["teams"]));
    }
    const { pullRequests } = completeOf(outcome, "acme/reviewers");
    expect(pullRequests.find(({ number }) => number === 2)?.reviewers).toEqual(["dev-1", "dev-2"]);
    expect(log.warnings("fields_unknown")).toHaveLength(1);
    expect(github.log.filter(({ query, points }) => query.includes("slug") && points > 0)).toEqual([]);
  });

  it("without membership gets null for them: neither a user nor none", async () => {
    const { outcome, log } = await readAs(tokens.withoutTeams.token);
    expect(endings(outcome)).toEqual(sizes);
    const read = completeOf(outcome, "acme/reviewers");
    expect(read.unknown).toEqual(new Set(["teams"]));
    expect(read.pullRequests.map(({ unnamedReviewers }) => unnamedReviewers)).toEqual([
      0, 1, 1, 2, 0, 0, 0, 1, 3, 0,
    ]);
    expect(read.hidden?.get("reviewer")?.("none")).toBe(true);
    expect(read.hidden?.get("reviewer")?.("dev-1")).toBe(false);
    expect(completeOf(outcome, "acme/states").unknown).toEqual(new Set());
    expect(completeOf(outcome, "acme/states").hidden).toBeUndefined();
    expect(log.warnings("fields_unknown")).toHaveLength(1);
  });

  it.each([
    ["the first of many reviewers", 0, 1],
    ["the last of more reviewers than a page holds", 15, 1],
  ])("knows no teams where a team is %s", async (_, reviewers, hidden) => {
    const people = Array.from({ length: reviewers }, (_, i) => user(`reviewer-${i}`));
    const here = populationOf(
      [
        repo(1, "api", { pullRequests: [pullRequest(1, START, { reviewers: people, teams: ["platform"] })] }),
        repo(2, "web", { pullRequests: [pullRequest(1, START, { reviewers: people })] }),
      ],
      { tokens: [tokens.withoutTeams] },
    );
    const { read } = await open(here, { token: tokens.withoutTeams.token });
    const outcome = await read();
    const { pullRequests, unknown } = completeOf(outcome, "acme/api");
    expect(pullRequests).toMatchObject([
      { unnamedReviewers: hidden, reviewers: people.map(({ login }) => login) },
    ]);
    expect(unknown).toEqual(new Set(["teams"]));
    expect(completeOf(outcome, "acme/web").unknown).toEqual(new Set());
  });

  it("is not asked for them where no metric needs them", async () => {
    const { log, read } = await open(edgeCases(START), {
      token: tokens.withoutReadOrg.token,
      repositories: "acme/reviewers",
    });
    expect(endings(await read({ fields: new Set(["reviewers"]) }))).toEqual({ "acme/reviewers": 10 });
    expect(log.lines).toEqual([]);
  });
});

describe("an account of a kind that nobody knows", () => {
  const rewrite = (from: string) => (body: unknown) =>
    JSON.parse(
      JSON.stringify(body).replaceAll(`"__typename":"${from}"`, '"__typename":"BrandNew"'),
    ) as unknown;

  it.each([
    ["an author", "Bot", pullRequest(1, START, { author: bot("renovate") })],
    ["a requested reviewer", "Bot", pullRequest(1, START, { reviewers: [bot("copilot")] })],
    ["a requested team", "Team", pullRequest(1, START, { teams: ["platform"] })],
  ])("as %s is not named by guess: REST says how it is spelled", async (_, kind, one) => {
    const here = populationOf([repo(1, "api", { pullRequests: [one] })]);
    const truth = completeOf(await (await open(here)).read(), "acme/api").pullRequests;
    const stage = await open(here);
    stage.github.fault({ fault: { kind: "altered", alter: rewrite(kind) } });
    const read = completeOf(await stage.read(), "acme/api");
    const names = ({ author, reviewers, teams }: PullRequest) => ({ author, reviewers, teams });
    expect(read.pullRequests.map(names)).toEqual(truth.map(names));
    expect(read.unknown.has("reviewState")).toBe(true);
  });

  it("is read where no metric needs to name it", async () => {
    const one = pullRequest(1, START, { author: bot("renovate"), reviewers: [bot("copilot")] });
    const stage = await open(populationOf([repo(1, "api", { pullRequests: [one] })]), {
      repositories: "acme/api",
    });
    stage.github.fault({ fault: { kind: "altered", alter: rewrite("Bot") } });
    expect(endings(await stage.read({ fields: new Set(["createdAt"]) }))).toEqual({ "acme/api": 1 });
  });
});

describe("a repository that changes between its count and its page", () => {
  const before = populationOf([repo(1, "api", 5), repo(2, "web", 7), repo(3, "tool", 130)]);
  const isPage = ({ query }: RequestEntry) => query.includes("nodes{number");
  it.each([
    ["is deleted", undefined, "not_found"],
    ["is blocked", { blocked: true }, "blocked"],
    ["is made private", { private: true }, "not_found"],
    ["is renamed", { name: "api-2", formerNames: ["acme/api"] }, 5],
    ["is archived", { archived: true }, 5],
  ] as const)("because it %s ends alone as it must", async (_, parts, end) => {
    const token = tokenRecord("public", { privateRepositories: [] });
    const { github, read } = await open({ ...before, tokens: [token] }, { token: "public" });
    github.onRequest((entry) => {
      if (!isPage(entry)) return;
      const [api, ...others] = before.repositories;
      const changed = parts && api ? [{ ...api, ...parts }] : [];
      github.population = { ...before, tokens: [token], repositories: [...changed, ...others] };
    });
    expect(endings(await read())).toEqual({ "acme/api": end, "acme/web": 7, "acme/tool": 130 });
  });
});

describe("reviewers", () => {
  it("that are users, bots or teams are told apart, spelled as REST spells them", async () => {
    const special = pullRequest(1, START, {
      reviewers: [user("a"), bot("b")],
      teams: ["t"],
      author: bot("c"),
    });
    const here = populationOf([repo(1, "api", { pullRequests: [special] })]);
    const { read } = await open(here);
    expect(completeOf(await read(), "acme/api").pullRequests[0]).toMatchObject({
      author: { login: "c[bot]", bot: true },
      reviewers: ["a", "b[bot]"],
      teams: ["t"],
      unnamedReviewers: 0,
    });
  });
});
