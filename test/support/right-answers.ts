import { expect } from "vitest";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import { type ExpectedOptions, expectedValues } from "../../sandbox/oracle/expected.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { type House, openHouse, type Variables } from "./house.ts";
import { type Api, namesOf } from "./town.ts";

/** A run, and what the oracle is told of it. */
export interface Answered {
  readonly population: Population;
  readonly api: Api;
  /** `GITHUB_REPOSITORIES`. */
  readonly patterns: readonly string[];
  /** `owner/name` of what these patterns take; the whole population where missing. */
  readonly repositories?: readonly string[];
  /** Of the run, beside what it needs anyway. */
  readonly env?: Variables;
  readonly expected?: Partial<ExpectedOptions>;
}

/** Runs the program and holds every series about the repositories against the oracle; gives how many there were. */
export async function expectRightAnswers(answered: Answered): Promise<number> {
  const { population, api, patterns, repositories = namesOf(population), env, expected } = answered;
  const house = await openHouse({ population });
  const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: patterns.join(" "), ...env });
  const { values, timestamps } = received(house);
  expect(timestamps.size).toBe(1);
  const timestamp = [...timestamps][0] ?? 0;
  const right = expectedValues(population, { repositories, api, token: fullToken, timestamp, ...expected });
  expect(Object.fromEntries([...values].sort())).toEqual(Object.fromEntries([...right].sort()));
  expect(house.datadog.problems).toEqual([]);
  expect(house.github.problems).toEqual([]);
  expect(outcome.exitCode).toBe(0);
  return values.size;
}

/** What Datadog received about the repositories, and when; series about the run itself left out. */
function received(house: House) {
  const points = house.datadog.points.filter((point) => !point.metric.includes(".exporter."));
  const timestamps = new Set(house.datadog.points.map((point) => point.timestamp));
  return {
    values: new Map(points.map((point) => [seriesKey(point.metric, point.tags), point.value])),
    timestamps,
  };
}
