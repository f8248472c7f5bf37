import { describe, expect, it } from "vitest";
import type { PullRequestRecord } from "../../sandbox/population.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import { HOUR, MINUTE, openChronicle, zeros } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import { APIS, type Special, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;
const env = { GITHUB_REPOSITORIES: "acme/*" };

/** Pull requests of two days ago, so that none is stale. */
function pulls(...specials: readonly Partial<PullRequestRecord>[]): Special {
  const pullRequests = specials.map((special, index) => pullRequest(index + 1, START - 2 * DAY_MS, special));
  return { pullRequests };
}

/** Ten empty repositories, and one that is not. */
function town(api: Special) {
  const others = Array.from({ length: 10 }, (_, index) => [`acme/other-${index}`, 0] as const);
  return townOf(Object.fromEntries([["acme/api", api] as const, ...others]));
}

/** Its team stays: REST may hide teams, and shows by it that it does not. */
const staying = { teams: ["web"] };
const many = pulls(staying, {
  author: user("bob"),
  labels: ["Good First Issue"],
  reviewers: [user("Carol")],
  teams: ["core"],
  reviewDecision: "APPROVED",
});

describe.each(APIS)("by %s, what vanishes", (api) => {
  it.each([
    { what: "label", metric: "by_label", tag: "label:good_first_issue" },
    { what: "author", metric: "by_author", tag: "author:bob" },
    { what: "reviewer", metric: "by_reviewer", tag: "reviewer:carol" },
    { what: "team", metric: "by_reviewer_team", tag: "reviewer_team:core" },
  ])("with a $what is set to 0, and left alone when that reads 0", async ({ metric, tag }) => {
    const chronicle = await openChronicle({ population: town(many), env: { ...env, GITHUB_API: api } });
    const key = `github.pull_requests.open.${metric}{${["repo:acme/api", tag].sort().join()}}`;
    expect((await chronicle.at(0)).values[key]).toBe(1);
    chronicle.github.population = town(pulls(staying));
    const second = await chronicle.at(HOUR);
    expect(second.values[key]).toBe(0);
    const third = await chronicle.at(2 * HOUR);
    expect(third.values[key]).toBeUndefined();
    expect([second.own["series{status:zeroed}"], third.own["series{status:zeroed}"]]).toEqual([
      zeros(second).length - zeros(third).length,
      0,
    ]);
    expect(chronicle.datadog.problems).toEqual([]);
  });

  it("with a whole backlog is set to 0, everything that is not measured anyway", async () => {
    const chronicle = await openChronicle({ population: town(many), env: { ...env, GITHUB_API: api } });
    const first = await chronicle.at(0);
    chronicle.github.population = town(0);
    const second = await chronicle.at(HOUR);
    const ofApi = (keys: readonly string[]) => keys.filter((key) => key.includes("repo:acme/api"));
    const above = ofApi(Object.keys(first.values)).filter((key) => first.values[key] !== 0);
    expect(ofApi(zeros(second))).toEqual(above);
    expect(ofApi(Object.keys((await chronicle.at(2 * HOUR)).values))).toEqual([
      "github.pull_requests.age.max{repo:acme/api}",
      "github.pull_requests.open{repo:acme/api}",
    ]);
  });
});

describe("with the default look-back, what vanishes while runs come", () => {
  it.each([
    { every: "5 minutes", interval: 5 * MINUTE, most: 3 },
    { every: "15 minutes", interval: 15 * MINUTE, most: 2 },
    { every: "6 hours", interval: 6 * HOUR, most: 1 },
    { every: "day", interval: 24 * HOUR, most: 1 },
  ])(
    "every $every, one of them missed, is set to 0 at least once and at most $most times",
    async ({ interval, most }) => {
      const chronicle = await openChronicle({ population: town(many), env });
      const key = "github.pull_requests.open.by_author{author:bob,repo:acme/api}";
      await chronicle.at(0);
      chronicle.github.population = town(pulls({}));
      const seen: (number | undefined)[] = [];
      for (const times of [2, 3, 4, 5, 6, 7]) seen.push((await chronicle.at(times * interval)).values[key]);
      const sent = seen.filter((value) => value !== undefined);
      expect(sent.length).toBeGreaterThanOrEqual(1);
      expect(sent.length).toBeLessThanOrEqual(most);
      expect(seen).toEqual([...sent.map(() => 0), ...seen.slice(sent.length).map(() => undefined)]);
    },
    30_000,
  );

  it("twice within a minute is 0 at the end, and what came back keeps its number", async () => {
    const chronicle = await openChronicle({ population: town(many), env });
    const key = "github.pull_requests.open.by_author{author:bob,repo:acme/api}";
    await chronicle.at(0);
    chronicle.github.population = town(pulls({}));
    expect((await chronicle.at(20)).values[key]).toBe(0);
    expect((await chronicle.at(40)).values[key]).toBe(0);
    chronicle.github.population = town(many);
    expect((await chronicle.at(50)).values[key]).toBe(1);
    expect(chronicle.datadog.latest().get(key)).toBe(1);
    expect(chronicle.datadog.problems).toEqual([]);
  });

  it("longer ago than the look-back is not looked for", async () => {
    const chronicle = await openChronicle({
      population: town(many),
      env: { ...env, ZERO_FILL_LOOKBACK: "3h" },
    });
    await chronicle.at(0);
    chronicle.github.population = town(pulls({}));
    expect((await chronicle.at(4 * HOUR)).own["series{status:zeroed}"]).toBe(0);
  });
});
