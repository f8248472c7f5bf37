import fc from "fast-check";
import { expect, test } from "vitest";
import { type GenerateOptions, generate } from "../../sandbox/generate.ts";
import type { Population } from "../../sandbox/population.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

function counts(population: Population): readonly number[] {
  return population.repositories.map(({ pullRequests }) => pullRequests.length);
}

function total(population: Population): number {
  return counts(population).reduce((sum, count) => sum + count, 0);
}

test("there are exactly as many repositories and pull requests as asked for", () => {
  const options = fc.record({
    seed: fc.integer(),
    repositories: fc.integer({ min: 1, max: 60 }),
    owners: fc.integer({ min: 1, max: 4 }),
    sharing: fc.double({ min: 0, max: 1, noNaN: true }),
    extra: fc.nat(200),
  });
  fc.assert(
    fc.property(options, ({ seed, repositories, owners, sharing, extra }) => {
      const withPullRequests = Math.max(1, Math.round(sharing * repositories));
      const pullRequests = withPullRequests + extra;
      const population = generate({ seed, repositories, owners, pullRequests, withPullRequests, now });
      expect(population.repositories).toHaveLength(repositories);
      expect(total(population)).toBe(pullRequests);
      expect(counts(population).filter((count) => count > 0)).toHaveLength(withPullRequests);
    }),
  );
});

test("perRepository gives every repository exactly that many", () => {
  expect(counts(generate({ seed: 1, repositories: 50, perRepository: 120, now }))).toEqual(
    new Array(50).fill(120),
  );
});

test("no pull requests are no pull requests", () => {
  expect(total(generate({ seed: 1, repositories: 5, now }))).toBe(0);
});

test.each<[string, Partial<GenerateOptions>]>([
  ["fewer pull requests than repositories to share them", { repositories: 10, pullRequests: 9 }],
  [
    "more repositories to share them than there are",
    { repositories: 10, pullRequests: 90, withPullRequests: 11 },
  ],
])("%s are refused", (_case, options) => {
  expect(() => generate({ seed: 1, repositories: 1, now, ...options })).toThrow(RangeError);
});

test("the same seed gives the same population, another seed another", () => {
  const options = { repositories: 20, pullRequests: 200, now };
  expect(generate({ ...options, seed: 7 })).toEqual(generate({ ...options, seed: 7 }));
  expect(generate({ ...options, seed: 7 })).not.toEqual(generate({ ...options, seed: 8 }));
});

test("owners share the repositories evenly, and names and ids are unique", () => {
  const { owners, repositories } = generate({ seed: 1, repositories: 10, owners: 2, now });
  expect(owners).toEqual([
    { login: "acme-1", type: "Organization" },
    { login: "acme-2", type: "Organization" },
  ]);
  expect(repositories.filter(({ owner }) => owner === "acme-1")).toHaveLength(5);
  expect(new Set(repositories.map(({ owner, name }) => `${owner}/${name}`)).size).toBe(10);
  expect(new Set(repositories.map(({ id }) => id)).size).toBe(10);
});

test("within a repository numbers rise with creation, and nothing is younger than now", () => {
  const { repositories } = generate({ seed: 3, repositories: 5, pullRequests: 300, now });
  for (const { pullRequests, issues } of repositories) {
    expect(pullRequests.map(({ number }) => number)).toEqual(pullRequests.map((_, index) => index + 1));
    const created = pullRequests.map(({ createdAt }) => createdAt);
    expect(created).toEqual([...created].sort());
    expect(
      pullRequests.every((pull) => pull.createdAt <= pull.updatedAt && Date.parse(pull.updatedAt) <= now),
    ).toBe(true);
    expect(issues.every(({ number }) => number > pullRequests.length)).toBe(true);
  }
});

test("it is uneven and varied as real backlogs are", () => {
  const population = generate({
    seed: 5,
    repositories: 1000,
    pullRequests: 5000,
    withPullRequests: 300,
    now,
  });
  const sorted = counts(population)
    .filter((count) => count > 0)
    .sort((a, b) => a - b);
  expect(sorted.at(-1)).toBeGreaterThan(5 * (sorted[150] ?? 0));
  const pulls = population.repositories.flatMap(({ pullRequests }) => pullRequests);
  expect(new Set(pulls.map(({ reviewDecision }) => reviewDecision)).size).toBe(4);
  expect(new Set(pulls.map(({ checks }) => checks)).size).toBe(6);
  expect(new Set(pulls.map(({ author }) => author?.type))).toEqual(new Set(["User", "Bot", undefined]));
  for (const present of [
    pulls.filter(({ draft }) => draft),
    pulls.filter(({ autoMerge }) => autoMerge),
    pulls.filter(({ inMergeQueue }) => inMergeQueue),
    pulls.filter(({ teams }) => teams.length > 0),
    pulls.filter(({ reviewers }) => reviewers.length > 1),
    pulls.filter(({ labels }) => labels.length > 1),
  ]) {
    expect(present.length).toBeGreaterThan(0);
    expect(present.length).toBeLessThan(pulls.length / 2);
  }
});

test("nobody is asked to review their own", () => {
  const { repositories } = generate({ seed: 9, repositories: 10, pullRequests: 500, now });
  const own = repositories
    .flatMap(({ pullRequests }) => pullRequests)
    .filter(({ author, reviewers }) => reviewers.some(({ login }) => login === author?.login));
  expect(own).toEqual([]);
});

test("10,000 repositories with 100,000 pull requests can be had", () => {
  const population = generate({
    seed: 1,
    repositories: 10_000,
    pullRequests: 100_000,
    withPullRequests: 3000,
    now,
  });
  expect(total(population)).toBe(100_000);
});
