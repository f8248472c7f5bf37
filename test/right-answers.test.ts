import { describe, expect, it } from "vitest";
import { seriesKey } from "../sandbox/datadog/tags.ts";
import { edgeCases } from "../sandbox/edge-cases.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import { expectedValues } from "../sandbox/oracle/expected.ts";
import type { Population } from "../sandbox/population.ts";
import { fullToken } from "../sandbox/tokens.ts";
import { type House, openHouse } from "./support/house.ts";

/** What Datadog received about the repositories, and when; series about the run itself left out. */
function received(house: House) {
  const points = house.datadog.points.filter((point) => !point.metric.includes(".exporter."));
  const timestamps = new Set(house.datadog.points.map((point) => point.timestamp));
  return {
    values: new Map(points.map((point) => [seriesKey(point.metric, point.tags), point.value])),
    timestamps,
  };
}

function namesOf(population: Population): string[] {
  return population.repositories.map(({ owner, name }) => `${owner}/${name}`);
}

async function expectRightAnswers(
  population: Population,
  api: "graphql" | "rest",
  names: string[],
): Promise<void> {
  const house = await openHouse({ population });
  const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: names.join(",") });
  const { values, timestamps } = received(house);
  expect(timestamps.size).toBe(1);
  const timestamp = [...timestamps][0] ?? 0;
  const expected = expectedValues(population, { repositories: names, api, token: fullToken, timestamp });
  expect(Object.fromEntries([...values].sort())).toEqual(Object.fromEntries([...expected].sort()));
  expect(house.datadog.problems).toEqual([]);
  expect(house.github.problems).toEqual([]);
  expect(outcome.exitCode).toBe(0);
}

const APIS = ["graphql", "rest"] as const;

describe.each(APIS)("by %s", (api) => {
  it("counts the edge cases exactly", async () => {
    const population = edgeCases(Date.now());
    const names = namesOf(population).filter((name) => !name.includes("blocked"));
    await expectRightAnswers(population, api, names);
  });

  it.each([
    "2020-05-18T12:00:00Z",
    "2020-06-20T00:00:00Z",
    "2020-07-24T06:00:00Z",
    "2020-08-28T18:30:00Z",
    "2020-10-01T12:00:00Z",
    "2020-11-05T23:59:59Z",
    "2020-12-10T09:00:00Z",
    "2021-01-14T12:00:00Z",
    "2021-02-05T12:00:00Z",
    "2021-03-25T15:00:00Z",
    "2021-04-29T12:00:00Z",
    "2021-05-26T12:00:00Z",
  ])("counts the recorded backlog of %s exactly", async (instant) => {
    const population = replayAt(instant, { now: Date.now() });
    const owners = population.owners.map(({ login }) => `${login}/*`);
    const house = await openHouse({ population });
    const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: owners.join(" ") });
    const { values, timestamps } = received(house);
    const timestamp = [...timestamps][0] ?? 0;
    const expected = expectedValues(population, {
      repositories: namesOf(population),
      api,
      token: fullToken,
      timestamp,
    });
    expect(Object.fromEntries([...values].sort())).toEqual(Object.fromEntries([...expected].sort()));
    expect(house.datadog.problems).toEqual([]);
    expect(house.github.problems).toEqual([]);
    expect(outcome.exitCode).toBe(0);
  });
});
