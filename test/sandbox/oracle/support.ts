import {
  type ExpectedOptions,
  type ExpectedSeries,
  expectedSeries,
} from "../../../sandbox/oracle/expected.ts";
import type { Population, PullRequestRecord, RepositoryRecord } from "../../../sandbox/population.ts";
import { pullRequest, repository } from "../../../sandbox/records.ts";

/** Seconds since 1970. */
export const timestamp = 1_700_000_000;
export const now = timestamp * 1000;
export const day = 86_400_000;

export function populationOf(...repositories: readonly RepositoryRecord[]): Population {
  return { owners: [{ login: "acme", type: "Organization" }], repositories, tokens: [] };
}

/** `acme/api` with one pull request, a day old, for each of `specials`. */
export function withPulls(...specials: readonly Partial<PullRequestRecord>[]): Population {
  const pullRequests = specials.map((special, index) => pullRequest(index + 1, now - day, special));
  return populationOf(repository(1, "acme/api", now, { pullRequests }));
}

/** What is right for `acme/api`, by GraphQL unless said. */
export function expected(
  population: Population,
  options: Partial<ExpectedOptions> = {},
): readonly ExpectedSeries[] {
  return expectedSeries(population, { repositories: ["acme/api"], api: "graphql", timestamp, ...options });
}

/** Values of one metric by the tags that are not the repository's. */
export function values(population: Population, metric: string, options: Partial<ExpectedOptions> = {}) {
  return Object.fromEntries(
    expected(population, options)
      .filter((one) => one.metric === `github.pull_requests.${metric}`)
      .map(({ tags, value }) => [tags.filter((tag) => !tag.startsWith("repo:")).join(), value]),
  );
}

/** The metrics that there are, below `github.pull_requests.`. */
export function metrics(population: Population, options: Partial<ExpectedOptions> = {}): readonly string[] {
  const names = expected(population, options).map(({ metric }) => metric);
  const about = names.filter((name) => name.startsWith("github.pull_requests."));
  return [...new Set(about.map((name) => name.replace("github.pull_requests.", "")))];
}
