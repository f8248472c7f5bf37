import { describe, expect, it } from "vitest";
import type { Wanted } from "../../src/domain/wanted.ts";
import { costOf } from "../../src/github/read/cost.ts";
import type { Target } from "../../src/github/target.ts";
import type { Found } from "../../src/ports.ts";
import { ALL_FIELDS, attach, BOTH, issues, open, populationOf, pulls, repo } from "./harness.ts";

/** The estimate, and what the sandbox counted for reading after discovery. */
async function compare(
  counts: readonly (readonly [pulls: number, issues: number])[],
  wanted: Wanted,
  undecided = 0,
) {
  const population = populationOf(
    counts.map(([own, others], i) => {
      const numbered = issues(others).map((one) => ({ ...one, number: one.number + own }));
      return repo(i + 1, `acme/r${i}`, {
        pullRequests: pulls(own).map((one) => (undecided === 0 ? one : { ...one, reviewDecision: null })),
        issues: numbered,
      });
    }),
  );
  const { github, clock } = await open(population);
  const { source } = attach(github, clock, { repositories: "acme/*" });
  const { signal } = new AbortController();
  const found: Extract<Found<Target>, { kind: "repository" }>[] = [];
  let discovery = 0;
  async function* discovered() {
    for await (const one of source.discover(wanted, signal)) if (one.kind === "repository") found.push(one);
    discovery = github.points;
    yield* found;
  }
  for await (const { kind } of source.read(discovered(), wanted, signal)) expect(kind).toBe("complete");
  const targets = found.map(({ target }) => target);
  const estimate = costOf(targets, { api: "graphql", wanted, authenticated: true, undecided });
  return { estimate, counted: github.points - discovery };
}

describe("the estimate of a run's points", () => {
  it.each([
    { what: "40 repositories of which none shares a query", counts: Array.from({ length: 40 }, () => 30) },
    { what: "3 repositories of 250", counts: [250, 250, 250] },
    { what: "10 repositories of 250", counts: Array.from({ length: 10 }, () => 250) },
    { what: "50 small repositories", counts: Array.from({ length: 50 }, (_, i) => i % 6) },
    ...[1, 60, 61, 120, 121, 180].map((n) => ({ what: `one of ${n}`, counts: [n] })),
    { what: "a few of any size", counts: [3, 61, 125, 0, 59, 180] },
  ])("is within a fifth of what GitHub counts: $what", async ({ counts }) => {
    for (const wanted of [{ pullRequests: ALL_FIELDS }, BOTH]) {
      const { estimate, counted } = await compare(
        counts.map((count, i) => [count, counts[counts.length - 1 - i] ?? 0] as const),
        wanted,
      );
      expect(estimate).toBeGreaterThanOrEqual(counted);
      expect(estimate).toBeLessThanOrEqual(counted * 1.2);
    }
  });

  it.each([[[250, 250, 250]], [Array.from({ length: 50 }, () => 4)]])(
    "holds the reviews of pull requests without a decision: %j",
    async (counts) => {
      const lists = counts.map((count) => [count, 0] as const);
      const { estimate, counted } = await compare(lists, { pullRequests: ALL_FIELDS }, 1);
      expect(estimate).toBeGreaterThanOrEqual(counted);
      expect(estimate).toBeLessThanOrEqual(counted * 1.2);
    },
  );
});
