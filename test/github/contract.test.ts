import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edgeCases } from "../../sandbox/edge-cases.ts";
import { generate } from "../../sandbox/generate.ts";
import type { Population } from "../../sandbox/population.ts";
import type { Field, PullRequest } from "../../src/domain/pull-request.ts";
import { START } from "../support/clock.ts";
import { expectedIssue, expectedPull, inOrder } from "./expected.ts";
import { ALL_FIELDS, BOTH, completeOf, ISSUE_FIELDS, issues, type Opening, open } from "./harness.ts";

const WITHOUT_STATE = { reviewState: undefined, checks: undefined };

/** Everything both APIs must agree on, by repository. */
async function readBy(api: "graphql" | "rest", population: Population, opening: Opening = {}) {
  const { github, read } = await open(population, { api, ...opening });
  const { snapshots } = await read({ wanted: BOTH });
  expect(github.problems).toEqual([]);
  if (api === "graphql") expect(github.log.filter((entry) => entry.api === "rest")).toEqual([]);
  const shown = snapshots.map((one) =>
    one.kind === "failed"
      ? [one.repository, one.reason]
      : [
          one.repository,
          inOrder(one.pullRequests).map((pull) => ({ ...pull, ...WITHOUT_STATE })),
          inOrder(one.issues),
        ],
  );
  expect(new Set(shown.map(([name]) => name)).size).toBe(shown.length);
  return Object.fromEntries(shown.map(([name, ...lists]) => [name, lists]));
}

/** What stands in the population for these repositories. */
function standing(population: Population, taken: (name: string) => boolean) {
  const entries = population.repositories
    .map((one) => [`${one.owner}/${one.name}`, one] as const)
    .filter(([name]) => taken(name))
    .map(([name, one]) => [
      name,
      one.blocked
        ? ["blocked"]
        : [
            inOrder(one.pullRequests.map(expectedPull)).map((pull) => ({ ...pull, ...WITHOUT_STATE })),
            one.issuesDisabled ? [] : inOrder(one.issues.map(expectedIssue)),
          ],
    ]);
  return Object.fromEntries(entries);
}

async function expectBothRight(population: Population, opening: Opening, taken: (name: string) => boolean) {
  const expected = standing(population, taken);
  expect(await readBy("graphql", population, opening)).toEqual(expected);
  expect(await readBy("rest", population, opening)).toEqual(expected);
}

describe("both APIs give what stands on GitHub", () => {
  it("for the edge cases, named in full", async () => {
    await expectBothRight(edgeCases(START), {}, () => true);
  });

  it("for the edge cases, by patterns", async () => {
    const unfit = ["acme/archived", "acme/fork", "acme/disabled"];
    const repositories = "acme/*, mixed-case/*, solo/.*";
    const taken = (name: string) => !unfit.includes(name) && name !== "solo/secret";
    await expectBothRight(edgeCases(START), { repositories }, taken);
  });

  it.each([1, 2, 3])("for the generated population %i", async (seed) => {
    const population = generate({
      seed,
      repositories: 130,
      pullRequests: 260,
      withPullRequests: 60,
      owners: 2,
      now: START,
    });
    await expectBothRight(population, { repositories: "acme-1/*,acme-2/*" }, () => true);
  });

  it("for small generated populations of every shape", async () => {
    const shape = fc.record({
      seed: fc.nat(),
      counts: fc.array(fc.oneof(fc.nat(8), fc.integer({ min: 55, max: 125 })), {
        minLength: 1,
        maxLength: 6,
      }),
    });
    const property = fc.asyncProperty(shape, async ({ seed, counts }) => {
      const population = withCounts(seed, counts);
      await expectBothRight(population, { repositories: "acme/*" }, () => true);
    });
    await fc.assert(property, { numRuns: 10, seed: 20_260_115 });
  });
});

/** A generated population whose repositories hold these numbers of pull requests, and as many issues in the other order. */
function withCounts(seed: number, counts: readonly number[]): Population {
  const most = Math.max(1, ...counts);
  const full = generate({ seed, repositories: counts.length, perRepository: most, now: START });
  const repositories = full.repositories.map((one, i) => ({
    ...one,
    pullRequests: one.pullRequests.slice(0, counts[i]),
    issues: issues(counts.at(-1 - i) ?? 0).map((issue) => ({ ...issue, number: issue.number + most })),
  }));
  return { ...full, repositories };
}

describe("some of the fields", () => {
  const population = edgeCases(START);
  const names = ["labels", "people", "reviewers", "states"];
  const shown = (pull: PullRequest, fields: readonly Field[]) =>
    Object.fromEntries(
      Object.entries(pull).filter(([key]) => ["number", ...fields].some((field) => field === key)),
    );

  it("are read by GraphQL as if all were", async () => {
    const property = fc.asyncProperty(fc.subarray([...ALL_FIELDS]), async (fields) => {
      const { github, read } = await open(population, {
        repositories: names.map((one) => `acme/${one}`).join(),
      });
      const outcome = await read({ fields: new Set(fields) });
      for (const name of names) {
        const expected = population.repositories
          .find((one) => one.name === name)
          ?.pullRequests.map(expectedPull);
        const { pullRequests, unknown } = completeOf(outcome, `acme/${name}`);
        expect(inOrder(pullRequests).map((one) => shown(one, fields))).toEqual(
          expected?.map((one) => shown(one, fields)),
        );
        expect(unknown).toEqual(new Set());
      }
      expect(github.log.filter(({ api }) => api === "rest")).toEqual([]);
    });
    await fc.assert(property, { numRuns: 25, seed: 3 });
  });
});

describe("some of the fields of issues", () => {
  const population = edgeCases(START);
  const record = population.repositories.find(({ name }) => name === "issues");

  it("are read by GraphQL as if all were", async () => {
    const property = fc.asyncProperty(fc.subarray([...ISSUE_FIELDS].slice(1)), async (fields) => {
      const { github, read } = await open(population, { repositories: "acme/issues" });
      const outcome = await read({ wanted: { issues: new Set(["issues", ...fields]) } });
      const shown = (one: object) =>
        Object.fromEntries(Object.entries(one).filter(([key]) => ["number", ...fields].includes(key)));
      const read1 = inOrder(completeOf(outcome, "acme/issues").issues).map(shown);
      expect(read1).toEqual(record?.issues.map(expectedIssue).map(shown));
      expect(github.log.filter(({ api }) => api === "rest")).toEqual([]);
    });
    await fc.assert(property, { numRuns: 12, seed: 3 });
  });
});

describe("review states", () => {
  it("are read by GraphQL, in the order that the rules give", async () => {
    const population = edgeCases(START);
    const { read } = await open(population, { repositories: "acme/states,acme/people" });
    const { snapshots } = await read();
    for (const one of snapshots) {
      const record = population.repositories.find(({ owner, name }) => `${owner}/${name}` === one.repository);
      const pulls = one.kind === "complete" ? inOrder(one.pullRequests) : [];
      expect(pulls).toEqual(record?.pullRequests.map(expectedPull));
      expect(one).toMatchObject({ unknown: new Set() });
    }
    expect(snapshots).toHaveLength(2);
  });

  it("are unknown by REST, which says so beforehand", async () => {
    const { source, read } = await open(edgeCases(START), { api: "rest", repositories: "acme/states" });
    const unknown = new Set(["reviewState", "checks", "everyRequest"]);
    expect(source.cannotRead).toEqual(unknown);
    expect((await read()).snapshots).toMatchObject([{ kind: "complete", unknown }]);
  });
});
