import { describe, expect, it } from "vitest";
import type { RepositoryRecord } from "../../sandbox/population.ts";
import { issue, pullRequest } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { type Entry, HOUR, openChronicle } from "../support/chronicle.ts";
import { START } from "../support/clock.ts";
import type { Variables } from "../support/house.ts";
import { APIS, townOf } from "../support/town.ts";

const DAY_MS = 86_400_000;
const TOTAL = "github.pull_requests.open{repo:acme/r0}";
const LABEL = "github.pull_requests.open.by_label{label:bug,repo:acme/r0}";

type Changes = Readonly<Record<string, Partial<RepositoryRecord> | "deleted">>;

/** Twenty private repositories, with one pull request each; what is special about some. */
function town(changes: Changes = {}, special: Partial<RepositoryRecord> = {}) {
  const names = Array.from({ length: 20 }, (_, index) => `acme/r${index}`);
  const pullRequests = [pullRequest(1, START - 2 * DAY_MS, { labels: ["bug"] })];
  const population = townOf(
    Object.fromEntries(names.map((name) => [name, { pullRequests, private: true, ...special }])),
  );
  const repositories = population.repositories.flatMap((one) => {
    const change = changes[one.name];
    return change === "deleted" ? [] : [{ ...one, ...change }];
  });
  return { ...population, repositories };
}

/** Runs twice, an hour apart, before and after a change. */
async function twice(later: ReturnType<typeof town>, second: Variables = {}, first: Variables = {}) {
  const chronicle = await openChronicle({ population: town(), env: { GITHUB_REPOSITORIES: "acme/*" } });
  const before = await chronicle.at(0, first);
  chronicle.github.population = later;
  const asked = chronicle.github.log.length;
  const after = await chronicle.at(HOUR, second);
  expect(chronicle.datadog.problems).toEqual([]);
  expect(chronicle.github.problems).toEqual([]);
  return { chronicle, before, after, log: chronicle.github.log.slice(asked) };
}

function valuesOf({ values }: Entry) {
  return [values[TOTAL], values[LABEL]];
}

describe.each(APIS)("by %s, a repository that its pattern does not select any more", (api) => {
  const GITHUB_API = api;
  const run = (later: ReturnType<typeof town>, second: Variables = {}, first: Variables = {}) =>
    twice(later, { GITHUB_API, ...second }, { GITHUB_API, ...first });

  it.each<{ what: string; change: Partial<RepositoryRecord> }>([
    { what: "archived", change: { archived: true } },
    { what: "disabled", change: { disabled: true } },
    { what: "renamed", change: { name: "renamed", formerNames: ["acme/r0"] } },
    { what: "transferred", change: { owner: "other", formerNames: ["acme/r0"] } },
  ])("is set to 0 where GitHub says that it was $what", async ({ change }) => {
    const { before, after, chronicle } = await run(town({ r0: change }));
    expect([valuesOf(before), valuesOf(after)]).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(after.own["run.success{}"]).toBe(1);
    expect(after.log.warnings("repositories_not_visible")).toEqual([]);
    expect(valuesOf(await chronicle.at(2 * HOUR, { GITHUB_API }))).toEqual([undefined, undefined]);
  });

  it("is set to 0 where its pull requests are disabled, but for its issues, which may be open", async () => {
    const METRICS = "+issues.*";
    const issues = [issue(9, START - 2 * DAY_MS)];
    const chronicle = await openChronicle({
      population: town({ r0: { issues } }),
      env: { GITHUB_REPOSITORIES: "acme/*", GITHUB_API, METRICS },
    });
    await chronicle.at(0);
    chronicle.github.population = town({ r0: { issues, pullRequestsDisabled: true } });
    const after = await chronicle.at(HOUR);
    expect(valuesOf(after)).toEqual([0, 0]);
    expect(after.values["github.issues.open{repo:acme/r0}"]).toBeUndefined();
  });

  it.each<{ what: string; second: Variables; first?: Variables }>([
    { what: "a filter leaves it out", second: {}, first: { GITHUB_INCLUDE_FORKS: "true" } },
    { what: "the list excludes it", second: { GITHUB_REPOSITORIES: "acme/*,!acme/r0" } },
    { what: "a topic is asked for", second: { GITHUB_TOPICS: "other" } },
    { what: "it was named in full", second: {}, first: { GITHUB_REPOSITORIES: "acme/*,acme/r0" } },
  ])("is left alone where $what", async ({ second, first = {} }) => {
    const fork = town({ r0: { fork: true, topics: ["one"] }, r1: { topics: ["other"] } });
    const chronicle = await openChronicle({
      population: fork,
      env: { GITHUB_REPOSITORIES: "acme/*", GITHUB_API },
    });
    const before = await chronicle.at(0, { GITHUB_INCLUDE_FORKS: "true", ...first });
    const after = await chronicle.at(HOUR, second);
    expect([valuesOf(before), valuesOf(after)]).toEqual([
      [1, 1],
      [undefined, undefined],
    ]);
    expect(after.own["series{status:zeroed}"]).toBe(0);
    expect(after.log.warnings("repositories_not_visible")).toEqual([]);
  });

  it("is left alone, and named by one warning, where GitHub does not show it", async () => {
    const { before, after } = await run(town({ r0: "deleted", r1: "deleted" }));
    expect([valuesOf(before), valuesOf(after)]).toEqual([
      [1, 1],
      [undefined, undefined],
    ]);
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
    expect(after.log.warnings("repositories_not_visible")).toEqual([
      { event: "repositories_not_visible", repositories: ["acme/r0", "acme/r1"], count: 2 },
    ]);
  });

  it("is left alone, and named, where the question fails", async () => {
    const chronicle = await openChronicle({
      population: town(),
      env: { GITHUB_REPOSITORIES: "acme/*", GITHUB_API },
    });
    await chronicle.at(0);
    chronicle.github.population = town({ r0: { archived: true } });
    chronicle.github.fault({
      when: ({ path, query, variables }) =>
        path.endsWith("/repos/acme/r0") ||
        (!query.includes("totalCount") && Object.values(variables).includes("r0")),
      fault: { kind: "status", status: 403 },
    });
    const after = await chronicle.at(HOUR);
    expect(valuesOf(after)).toEqual([undefined, undefined]);
    expect(after.own).toMatchObject({ "series{status:zeroed}": 0, "run.success{}": 1 });
    expect(after.log.warnings("zero_fill_unanswered")).toMatchObject([
      { repositories: ["acme/r0"], count: 1 },
    ]);
  });

  it("costs nothing where nothing is missing, and little where it is", async () => {
    const usual = await run(town());
    const { log } = await run(town({ r0: { archived: true } }));
    expect(log).toHaveLength(usual.log.length + 1 - (api === "rest" ? 1 : 0));
  });

  it("is set to 0 one after another, and the heartbeat stays 1", async () => {
    const env = { GITHUB_REPOSITORIES: "acme/*", GITHUB_API };
    const chronicle = await openChronicle({ population: town(), env });
    await chronicle.at(0);
    for (const index of [0, 1, 2]) {
      const gone = Array.from({ length: index + 1 }, (_, one) => [`r${one}`, { archived: true }] as const);
      chronicle.github.population = town(Object.fromEntries(gone));
      const entry = await chronicle.at((index + 1) * 6 * HOUR);
      expect(entry.values[`github.pull_requests.open{repo:acme/r${index}}`]).toBe(0);
      expect(entry.own["run.success{}"]).toBe(1);
    }
  });
});

it("a hundred names fit into one question, and a long list is cut in the warning", async () => {
  const names = Array.from({ length: 400 }, (_, index) => `acme/r${index}`);
  const population = townOf(Object.fromEntries(names.map((name) => [name, 1])));
  const chronicle = await openChronicle({ population, env: { GITHUB_REPOSITORIES: "acme/*" } });
  await chronicle.at(0);
  chronicle.github.population = {
    ...population,
    repositories: population.repositories.slice(40),
    tokens: [fullToken],
  };
  const asked = chronicle.github.log.length;
  const { log } = await chronicle.at(HOUR);
  const questions = chronicle.github.log
    .slice(asked)
    .filter(({ query }) => query.includes("nameWithOwner isArchived isDisabled"));
  expect(questions.map(({ points }) => points)).toEqual([1]);
  const first = names.slice(0, 40).sort().slice(0, 20);
  expect(log.warnings("repositories_not_visible")).toMatchObject([{ repositories: first, count: 40 }]);
});
