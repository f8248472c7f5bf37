import type { Point } from "../datadog/store.ts";
import { seriesKey } from "../datadog/tags.ts";
import { expectedValues } from "../oracle/expected.ts";
import type { Population } from "../population.ts";
import { fullToken } from "../tokens.ts";

/** What Datadog received about the repositories, held against the right answers. */
export interface Check {
  readonly right: number;
  readonly expected: number;
  /** One sentence for each series that is missing, has another value, or should not be there. */
  readonly wrong: readonly string[];
}

/** Compares every series about repositories with what the oracle counts in the population itself. */
export function checkAnswers(points: readonly Point[], population: Population): Check {
  const timestamps = [...new Set(points.map(({ timestamp }) => timestamp))];
  const [timestamp = 0] = timestamps;
  const expected = expectedValues(population, {
    repositories: population.repositories.map(({ owner, name }) => `${owner}/${name}`),
    api: "graphql",
    token: fullToken,
    timestamp,
  });
  const received = new Map(points.filter(isAboutRepositories).map(toEntry));
  const wrong = [
    ...(timestamps.length === 1 ? [] : [`the points have ${timestamps.length} timestamps`]),
    ...[...expected].flatMap(([key, value]) => compare(key, value, received.get(key))),
    ...[...received.keys()].filter((key) => !expected.has(key)).map((key) => `${key} should not be there`),
  ];
  const right = [...expected].filter(([key, value]) => received.get(key) === value).length;
  return { right, expected: expected.size, wrong };
}

/** All points but those about the run itself, which the population says nothing of. */
export function isAboutRepositories({ metric }: Point): boolean {
  return !metric.startsWith("github.exporter.");
}

function toEntry({ metric, tags, value }: Point): readonly [string, number] {
  return [seriesKey(metric, tags), value];
}

function compare(key: string, expected: number, received: number | undefined): readonly string[] {
  if (received === expected) return [];
  return [received === undefined ? `${key} is missing` : `${key} is ${received}, not ${expected}`];
}
