import { describe, expect, it } from "vitest";
import { pullRequest } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { START } from "../support/clock.ts";
import { APIS, attach, completeOf, endings, type Opening, open, populationOf, repo } from "./harness.ts";

const states = ["SUCCESS", "FAILURE", "ERROR", "PENDING", "EXPECTED", null] as const;
const pulls = states.map((checks, i) =>
  pullRequest(i + 1, START - (9 - i) * 3_600_000, { checks, reviewDecision: i % 2 ? "APPROVED" : null }),
);
const here = populationOf([repo(1, "a", { pullRequests: pulls }), repo(2, "b", 70)]);

async function server(age: "current" | "3.11", opening: Opening = {}, population = here) {
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

  it("is not asked about its schema where nothing depends on it", async () => {
    const stage = await server(age);
    const outcome = await stage.read({ fields: new Set(["createdAt", "labels", "teams"]) });
    expect(endings(outcome)).toEqual({ "acme/a": 6, "acme/b": 70 });
    expect(probes(stage)).toEqual([]);
  });

  it("keeps checks from a token that may not read them, and nothing else", async () => {
    const token = tokenRecord("blind", { hidden: [{ repository: "*", what: "checks" }] });
    const stage = await server(age, { token: token.token }, { ...here, tokens: [token] });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/a": 6, "acme/b": 70 });
    expect([...completeOf(outcome, "acme/a").unknown]).toEqual(["checks"]);
  });
});

it("an older one says what it lacks in GitHub's words, and gives no number where nobody asked it before", async () => {
  const stage = await server("3.11");
  stage.github.fault({
    when: ({ query }) => query.includes("__type("),
    fault: { kind: "graphql-errors", type: "X" },
  });
  const outcome = await stage.read();
  expect(endings(outcome)).toEqual({ "acme/a": "invalid_answer", "acme/b": "invalid_answer" });
  expect(JSON.stringify(outcome.snapshots)).toMatch(/Field '\w+' doesn't exist on type 'PullRequest'/);
});

it("github.com is not asked about its schema", async () => {
  const stage = await open(here, { repositories: "acme/*" });
  await stage.read();
  expect(probes(stage)).toEqual([]);
});
