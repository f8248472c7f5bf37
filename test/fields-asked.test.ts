import { describe, expect, it } from "vitest";
import type { RequestEntry } from "../sandbox/github/types.ts";
import { issue } from "../sandbox/records.ts";
import { catalogue } from "../src/metrics/catalogue.ts";
import { openHouse } from "./support/house.ts";
import { readsIssues, readsPulls, smallTown, townOf } from "./support/town.ts";

/** The requests that read pull requests in a run with these metrics, and how that run ended. */
async function readingOf(metrics: string, population = smallTown()) {
  const house = await openHouse({ population });
  const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", METRICS: metrics });
  return { outcome, house, requests: house.github.log.filter(readsPulls) };
}

/** The fields of each pull request that a query asks for. */
function nodesOf({ query }: RequestEntry): string {
  return /nodes\{(.*)\}{3}$/.exec(query.split(/ r1:/)[0] ?? "")?.[1] ?? "";
}

describe("GitHub is asked for", () => {
  it.each([
    ["pull_requests.open", "number"],
    ["pull_requests.open.by_age", "number createdAt"],
    ["pull_requests.open.by_checks", "number statusCheckRollup{state}"],
    ["pull_requests.age.p90", "number createdAt isDraft"],
    ["pull_requests.idle.max", "number updatedAt isDraft"],
    ["pull_requests.detail.age", "number createdAt isDraft author{__typename login}"],
    ["pull_requests.open.by_age,pull_requests.open.by_checks", "number createdAt statusCheckRollup{state}"],
  ])("no more than %s needs", async (metrics, fields) => {
    const { requests } = await readingOf(metrics);
    expect(requests.map(nodesOf)).toEqual([fields]);
  });

  it.each([
    ["+pull_requests.detail*,+pull_requests.idle.max", false],
    ["!pull_requests.stale", false],
    ["+pull_requests.open.by_checks", true],
    ["+pull_requests.*", true],
  ])("checks with METRICS=%s: %s", async (metrics, asked) => {
    const { requests } = await readingOf(metrics);
    expect(requests.map(({ query }) => query.includes("statusCheckRollup{state}"))).toEqual([asked]);
  });

  it.each([
    ["issues.open", "number"],
    ["issues.open.by_author", "number author{__typename login}"],
    [
      "issues.open.by_assignee",
      "number assignees(first:10){totalCount pageInfo{hasNextPage endCursor} nodes{login}}",
    ],
    ["issues.age.max", "number createdAt"],
    ["issues.stale", "number updatedAt"],
    ["issues.stale,issues.age.max", "number createdAt updatedAt"],
  ])("no more of issues than %s needs, and nothing of pull requests", async (metrics, fields) => {
    const issues = [issue(1, Date.now()), issue(2, Date.now())];
    const town = townOf({ "acme/alpha": { issues }, "acme/beta": { issues } });
    const { house, outcome } = await readingOf(metrics, town);
    const pages = house.github.log.filter(readsIssues);
    expect(pages.map(nodesOf)).toEqual([fields]);
    expect(house.github.log.filter(({ query }) => query.includes("pullRequest"))).toEqual([]);
    expect(house.github.problems).toEqual([]);
    expect(outcome.exitCode).toBe(0);
  });

  it.each(["!pull_requests.stale", "+pull_requests.*", "!pull_requests.*"])(
    "nothing of issues with METRICS=%s",
    async (metrics) => {
      const { house } = await readingOf(metrics);
      expect(house.github.log.filter(({ query }) => /issue/i.test(query))).toEqual([]);
      expect(house.github.points).toBe(house.github.log.length);
    },
  );

  it.each([
    ["issues.*", ["/repos/acme/alpha/issues"]],
    ["pull_requests.open", ["/repos/acme/alpha/pulls"]],
    ["pull_requests.open,issues.open", ["/repos/acme/alpha/pulls", "/repos/acme/alpha/issues"]],
  ])("the lists that METRICS=%s needs, by REST, and none of an empty repository", async (metrics, paths) => {
    const population = townOf({ "acme/alpha": { issues: [issue(1, Date.now())] }, "acme/gamma": 0 });
    const house = await openHouse({ population });
    const outcome = await house.run({ GITHUB_API: "rest", GITHUB_REPOSITORIES: "acme/*", METRICS: metrics });
    const asked = house.github.log.map(({ path }) => path.split("?", 1)[0]);
    expect(asked.filter((path) => path?.startsWith("/repos/"))).toEqual(paths);
    expect(outcome.exitCode).toBe(0);
  });

  const offered = catalogue.filter(({ subject, legacy }) => subject === "pull_request" && !legacy);

  it.each(offered.map(({ name }) => name))(
    "%s alone in one query, which is not given up for REST",
    async (name) => {
      const { house, outcome, requests } = await readingOf(name);
      expect(requests.map(({ api }) => api)).toEqual(["graphql"]);
      expect(house.github.problems).toEqual([]);
      expect(outcome.exitCode).toBe(0);
    },
  );
});

describe("a metric that does not exist", () => {
  it("is an error that names the nearest", async () => {
    const house = await openHouse({ population: smallTown() });
    const outcome = await house.run({
      GITHUB_REPOSITORIES: "acme/*",
      METRICS: "+pull_requests.open.by_check",
    });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("pull_requests.open.by_checks");
    expect(house.github.log).toEqual([]);
  });
});
