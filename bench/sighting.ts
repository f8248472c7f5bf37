import type { DatadogSandbox } from "../sandbox/datadog/server.ts";
import { normaliseTag } from "../sandbox/datadog/tags.ts";
import { isAboutRepositories } from "../sandbox/demo/check.ts";
import type { GitHubSandbox } from "../sandbox/github/types.ts";
import type { Population } from "../sandbox/population.ts";
import type { Sighting } from "./messages.ts";

/** How many repositories are named when many are wrong. */
const NAMED = 5;

/** What the two stand-ins saw of a run since they were last reset. */
export function sightingOf(
  github: GitHubSandbox,
  datadog: DatadogSandbox,
): Omit<Sighting, "firstRequestAt" | "standInsCpu"> {
  const { repositories } = github.population;
  return {
    requests: github.log.length,
    points: github.points,
    refused: github.log.filter(({ status }) => status === 403 || status === 429).length,
    maxInFlight: github.maxInFlight,
    repositories: repositories.length,
    pullRequests: repositories.reduce((sum, { pullRequests }) => sum + pullRequests.length, 0),
    series: datadog.points.length,
    repositorySeries: datadog.points.filter(isAboutRepositories).length,
    bytes: datadog.log.reduce((sum, { wireBytes }) => sum + wireBytes, 0),
    ...compare(github, datadog),
  };
}

/** Holds what Datadog got against what lies on GitHub, repository by repository. */
function compare(github: GitHubSandbox, datadog: DatadogSandbox): Pick<Sighting, "counted" | "faults"> {
  const backlogs = backlogsOf(github.population);
  const points = datadog.find("github.pull_requests.open");
  const sent = new Map(points.map(({ tags, value }) => [repositoryTag(tags), value]));
  const wrong = [...backlogs].filter(([tag, count]) => sent.get(tag) !== count);
  const beside = [...sent.keys()].filter((tag) => !backlogs.has(tag));
  const faults = [
    ...wrong.slice(0, NAMED).map(([tag, count]) => `${tag} is ${sent.get(tag) ?? "missing"}, not ${count}`),
    ...(wrong.length > NAMED ? [`and ${wrong.length - NAMED} further repositories`] : []),
    ...beside.slice(0, NAMED).map((tag) => `${tag} should not be there`),
    ...github.problems,
    ...datadog.problems,
  ];
  return { counted: points.reduce((sum, { value }) => sum + value, 0), faults };
}

/** The number of open pull requests by the tag that Datadog keeps a repository under. */
function backlogsOf({ repositories }: Population): ReadonlyMap<string, number> {
  return new Map(
    repositories.map(({ owner, name, pullRequests }) => [
      normaliseTag(`repo:${owner}/${name}`),
      pullRequests.length,
    ]),
  );
}

function repositoryTag(tags: readonly string[]): string {
  return tags.find((tag) => tag.startsWith("repo:")) ?? "a series without a repository";
}
