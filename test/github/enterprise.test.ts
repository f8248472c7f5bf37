import { describe, expect, it } from "vitest";
import type { ServerVersion } from "../../sandbox/github/schema.ts";
import { pullRequest } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { START } from "../support/clock.ts";
import { APIS, attach, completeOf, endings, type Opening, open, populationOf, repo } from "./harness.ts";

const states = ["SUCCESS", "FAILURE", "ERROR", "PENDING", "EXPECTED", null] as const;
const pulls = states.map((checks, i) =>
  pullRequest(i + 1, START - (9 - i) * 3_600_000, { checks, reviewDecision: i % 2 ? "APPROVED" : null }),
);
const here = populationOf([repo(1, "a", { pullRequests: pulls }), repo(2, "b", 70)]);

async function server(age: ServerVersion, opening: Opening = {}, population = here) {
  const sandbox = { enterprise: age, limits: { enabled: false } };
  const { github, clock } = await open(population, { sandbox });
  return attach(github, clock, { apiUrl: `${github.url}/api/v3`, repositories: "acme/*", ...opening });
}

const probes = (stage: Awaited<ReturnType<typeof server>>) =>
  stage.github.log.filter(({ query }) => query.includes("__type(name"));

describe.each(["current", "3.11"] as const)("an Enterprise Server with a %s schema", (age) => {
  it.each(APIS)("is read by %s, below its own paths, without limits", async (api) => {
    const stage = await server(age, { api });
    expect(endings(await stage.read())).toEqual({ "acme/a": 6, "acme/b": 70 });
    expect(stage.github.problems).toEqual([]);
  });

  it("gives the same checks and review states as github.com, after one question about the schema", async () => {
    const stage = await server(age);
    const outcome = await stage.read();
    const dotcom = await (await open(here, { repositories: "acme/*" })).read();
    for (const name of ["acme/a", "acme/b"]) {
      const [those, these] = [outcome, dotcom].map((one) => completeOf(one, name).pullRequests);
      expect(those).toEqual(these);
      expect(completeOf(outcome, name).unknown.size).toBe(0);
    }
    expect(completeOf(outcome, "acme/a").pullRequests.map(({ checks }) => checks)).toEqual([
      "success",
      "failure",
      "failure",
      "pending",
      "pending",
      "none",
    ]);
    expect(probes(stage)).toHaveLength(1);
    expect(stage.log.lines).toEqual([]);
  });

  it("is asked about its schema once a run, whatever is wanted", async () => {
    const stage = await server(age);
    const outcome = await stage.read({ fields: new Set(["createdAt", "labels", "teams"]) });
    expect(endings(outcome)).toEqual({ "acme/a": 6, "acme/b": 70 });
    expect(probes(stage)).toHaveLength(1);
  });

  it("keeps checks from a token that may not read them, and nothing else", async () => {
    const token = tokenRecord("blind", { hidden: [{ repository: "*", what: "checks" }] });
    const stage = await server(age, { token: token.token }, { ...here, tokens: [token] });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/a": 6, "acme/b": 70 });
    expect([...completeOf(outcome, "acme/a").unknown]).toEqual(["checks"]);
  });
});

it("gives no number where the question about its schema fails", async () => {
  const stage = await server("3.11", { repositories: "acme/a,other/*" });
  stage.github.fault({
    when: ({ query }) => query.includes("__type("),
    fault: { kind: "graphql-errors", type: "X" },
  });
  const outcome = await stage.read();
  expect(endings(outcome)).toEqual({ "acme/a": "invalid_answer" });
  expect(outcome.found).toMatchObject([
    { kind: "repository" },
    { kind: "listing_failed", reason: "invalid_answer" },
  ]);
});

describe("a server older than 3.11", () => {
  it.each(APIS)("is named as too old (by %s)", async (api) => {
    const stage = await server("3.10", { api, repositories: "acme/a,acme/b*" });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/a": "invalid_answer" });
    expect(outcome.found.map(({ kind }) => kind)).toEqual(["repository", "listing_failed"]);
    for (const told of [...outcome.snapshots, ...outcome.found.slice(1)]) {
      expect(told).toMatchObject({
        message:
          "GITHUB_API_URL: Enterprise Server 3.10 is older than 3.11, the oldest supported release. Upgrade it",
      });
    }
  });

  it("is recognised by its schema where a proxy drops its header", async () => {
    const stage = await server("3.10", {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        const headers = new Headers(response.headers);
        headers.delete("x-github-enterprise-version");
        return new Response(response.body, { status: response.status, headers });
      },
    });
    const [failed] = (await stage.read()).found;
    expect(failed).toMatchObject({
      kind: "listing_failed",
      message: expect.stringMatching(/older than 3\.11/),
    });
  });
});

describe.each(["3.20", "3.21", "3.22", "current"] as const)(
  "pull requests that are disabled on %s",
  (age) => {
    const switched = populationOf([
      repo(1, "a", { pullRequestsDisabled: true }),
      repo(2, "b", { pullRequestsDisabled: true }),
      repo(3, "c", 2),
    ]);
    const known = age !== "3.20";

    it("are skipped by patterns and told of names, where the server can tell", async () => {
      const stage = await server(age, { repositories: "acme/a,acme/*" }, switched);
      const outcome = await stage.read();
      const read = known ? { "acme/c": 2 } : { "acme/a": 0, "acme/b": 0, "acme/c": 2 };
      expect(endings(outcome)).toEqual(read);
      expect(outcome.found.filter(({ kind }) => kind === "pull_requests_disabled")).toEqual(
        known ? [{ kind: "pull_requests_disabled", repository: "acme/a" }] : [],
      );
      expect(stage.github.problems).toEqual([]);
    });
  },
);

describe.each(["3.21", "3.22", "current"] as const)("enterprise teams on %s", (age) => {
  it("are asked for only where the server knows them, and are teams", async () => {
    const enterpriseTeams = age === "3.21" ? [] : ["justice"];
    const one = pullRequest(1, START, { teams: ["platform"], enterpriseTeams });
    const stage = await server(age, {}, populationOf([repo(1, "a", { pullRequests: [one] })]));
    const outcome = await stage.read();
    expect(completeOf(outcome, "acme/a")).toMatchObject({
      unknown: new Set(),
      pullRequests: [{ teams: ["platform", ...enterpriseTeams], reviewers: [], unnamedReviewers: 0 }],
    });
    expect(stage.github.problems).toEqual([]);
    expect(stage.log.lines).toEqual([]);
  });
});

it("github.com is not asked about its schema", async () => {
  const stage = await open(here, { repositories: "acme/*" });
  await stage.read();
  expect(probes(stage)).toEqual([]);
});
