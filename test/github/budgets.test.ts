import { describe, expect, it } from "vitest";
import { generate } from "../../sandbox/generate.ts";
import type { Population } from "../../sandbox/population.ts";
import { START } from "../support/clock.ts";
import { endings, open } from "./harness.ts";

/** Sum of what was counted; a repository without a number makes it none. */
function counted(ends: Readonly<Record<string, unknown>>): number {
  return Object.values(ends).reduce(
    (sum: number, end) => sum + (typeof end === "number" ? end : Number.NaN),
    0,
  );
}

/** On branches that require a review: no reviews have to be read. */
function requiringReviews(population: Population): Population {
  const repositories = population.repositories.map((one) => ({
    ...one,
    pullRequests: one.pullRequests.map((pull) => ({
      ...pull,
      reviewDecision: pull.reviewDecision ?? ("REVIEW_REQUIRED" as const),
    })),
  }));
  return { ...population, repositories };
}

describe("50 repositories of 120 open pull requests", () => {
  const population = generate({ seed: 50, repositories: 50, perRepository: 120, now: START });

  it("take at most 120 requests and points where every branch requires a review", async () => {
    const { github, read } = await open(requiringReviews(population), { repositories: "acme/*" });
    expect(counted(endings(await read()))).toBe(6_000);
    expect(github.log.length).toBeLessThanOrEqual(120);
    expect(github.points).toBeLessThanOrEqual(120);
  });

  it.each([
    ["graphql", 130],
    ["rest", 160],
  ] as const)("are all counted by %s in at most %i requests", async (api, most) => {
    const { github, read } = await open(population, { api, repositories: "acme/*" });
    const ends = endings(await read());
    expect(Object.keys(ends)).toHaveLength(50);
    expect(counted(ends)).toBe(6_000);
    expect(github.log.length).toBeLessThanOrEqual(most);
    expect(github.points).toBeLessThanOrEqual(most);
    expect(github.problems).toEqual([]);
  });
});

describe("what is left of many lists", () => {
  it("is asked for together, where requests must wait for each other anyway", async () => {
    const population = requiringReviews(
      generate({ seed: 3, repositories: 24, perRepository: 120, now: START }),
    );
    const { github, read } = await open(population, { concurrency: 1 });
    expect(counted(endings(await read()))).toBe(2_880);
    expect(github.log.length).toBeLessThanOrEqual(52);
  });
});

describe("1,000 repositories of which 300 hold 5,000 open pull requests", () => {
  it("are all counted by GraphQL in at most 115 requests and points", async () => {
    const shape = { repositories: 1_000, pullRequests: 5_000, withPullRequests: 300 };
    const { github, read } = await open(requiringReviews(generate({ seed: 1, ...shape, now: START })), {
      repositories: "acme/*",
    });
    const ends = endings(await read());
    expect(Object.keys(ends)).toHaveLength(1_000);
    expect(counted(ends)).toBe(5_000);
    expect(github.log.length).toBeLessThanOrEqual(115);
    expect(github.points).toBeLessThanOrEqual(115);
    expect(github.problems).toEqual([]);
  });
});
