import { describe, expect, it } from "vitest";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import { edgeCases } from "../../sandbox/edge-cases.ts";
import { replayAt } from "../../sandbox/history/replay.ts";
import { belowCeiling } from "../../sandbox/oracle/ceiling.ts";
import { expectedSeries } from "../../sandbox/oracle/expected.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { events, type House, type Outcome, openHouse, type Variables } from "../support/house.ts";
import {
  aboutRepositories,
  aboutTheRun,
  expectHeartbeatLast,
  expectNoProblems,
  expectNumbers,
  timestampOf,
} from "../support/received.ts";
import { APIS, type Api, namesOf, smallTown } from "../support/town.ts";

interface Visit {
  readonly house: House;
  readonly outcome: Outcome;
  readonly population: Population;
  readonly names: readonly string[];
  readonly api: Api;
}

async function visit(population: Population, api: Api, env: Variables): Promise<Visit> {
  const house = await openHouse({ population });
  const names = namesOf(population).filter((name) => !name.includes("blocked"));
  const outcome = await house.run({ GITHUB_API: api, GITHUB_REPOSITORIES: names.join(), ...env });
  return { house, outcome, population, names, api };
}

function rightAnswers({ house, population, names, api }: Visit) {
  const timestamp = timestampOf(house);
  return expectedSeries(population, { repositories: names, api, token: fullToken, timestamp });
}

/** Holds what arrived and what was said about it against the right answers below this ceiling. */
function expectCeiling(visit: Visit, maxSeries: number) {
  const { house, outcome } = visit;
  const aboutTheRunCount = house.datadog.points.filter(({ metric }) => metric.includes(".exporter.")).length;
  const right = belowCeiling(rightAnswers(visit), { maxSeries, aboutTheRun: aboutTheRunCount });
  const values = right.sent.map(({ metric, tags, value }) => [seriesKey(metric, tags), value] as const);
  expect(aboutRepositories(house)).toEqual(Object.fromEntries(values));
  expect(aboutTheRun(house)).toMatchObject({
    "series{status:submitted}": house.datadog.points.length,
    "series{status:dropped}": right.dropped.reduce((sum, { series }) => sum + series, 0),
    "series{status:zeroed}": 0,
    "run.success{}": 1,
  });
  const warning = { level: "warn", metrics: right.dropped, max_series: maxSeries, fits: right.fits };
  expect(events(outcome, "series_dropped")).toMatchObject(right.dropped.length > 0 ? [warning] : []);
  const over = house.datadog.points.length > maxSeries;
  const exceeded = { level: "warn", series: house.datadog.points.length, max_series: maxSeries };
  expect(events(outcome, "max_series_exceeded")).toMatchObject(over ? [exceeded] : []);
  expect(outcome.exitCode).toBe(0);
  expectHeartbeatLast(house);
  expectNoProblems(house);
  return right;
}

/** Without the value of what grows from one run to the next. */
function steady(values: Readonly<Record<string, number>>): Readonly<Record<string, number | undefined>> {
  const grows = /\.(age|idle)\b/;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, grows.test(key) ? undefined : value]),
  );
}

describe.each(APIS)("by %s, MAX_SERIES", (api) => {
  it.each([1, 20, 30, 40, 45, 50, 60])("%i holds a small town below it", async (maxSeries) => {
    const arrived = await visit(smallTown(), api, { MAX_SERIES: String(maxSeries) });
    expectCeiling(arrived, maxSeries);
  });

  it("of 200 holds the edge cases below it", async () => {
    const right = expectCeiling(await visit(edgeCases(Date.now()), api, { MAX_SERIES: "200" }), 200);
    expect(right.dropped.length).toBeGreaterThan(0);
  });

  it.each(["2020-06-20T00:00:00Z", "2021-02-05T12:00:00Z", "2021-04-20T12:00:00Z"])(
    "of 55 holds the recorded backlog of %s below it",
    async (instant) => {
      const population = replayAt(instant, { now: Date.now() });
      const right = expectCeiling(await visit(population, api, { MAX_SERIES: "55" }), 55);
      expect(right.dropped.length).toBeGreaterThan(0);
    },
  );

  it.each([30, 150, 250])("of %i keeps to it with every metric there is", async (maxSeries) => {
    const population = replayAt("2021-02-05T12:00:00Z", { now: Date.now() });
    const whole = await visit(population, api, { METRICS: "+*" });
    const below = await visit(population, api, { METRICS: "+*", MAX_SERIES: String(maxSeries) });
    const all = whole.house.datadog.points.filter(({ metric }) => !metric.includes(".exporter."));
    const aboutTheRun = whole.house.datadog.points.length - all.length;
    const { sent, dropped } = belowCeiling(all, { maxSeries, aboutTheRun });
    expect(steady(aboutRepositories(below.house))).toEqual(
      steady(Object.fromEntries(sent.map(({ metric, tags, value }) => [seriesKey(metric, tags), value]))),
    );
    expect(events(below.outcome, "series_dropped")).toMatchObject([{ metrics: dropped }]);
  });

  it("takes nothing away where the number that the warning says is set", async () => {
    const first = await visit(smallTown(), api, { MAX_SERIES: "25" });
    const [{ fits } = {}] = events(first.outcome, "series_dropped");
    const second = await visit(smallTown(), api, { MAX_SERIES: String(fits) });
    expect(events(second.outcome, "series_dropped")).toEqual([]);
    expect(second.house.datadog.points).toHaveLength(Number(fits));
    const third = await visit(smallTown(), api, { MAX_SERIES: String(Number(fits) - 1) });
    expect(events(third.outcome, "series_dropped")).toMatchObject([{ metrics: [{}], fits }]);
  });

  it("is said to be kept to by GRAIN=owner, which it then is", async () => {
    const first = await visit(smallTown(), api, { MAX_SERIES: "25" });
    const [{ grain_owner_series: fits } = {}] = events(first.outcome, "series_dropped");
    expect(fits).toBeGreaterThan(0);
    const second = await visit(smallTown(), api, { MAX_SERIES: String(fits), GRAIN: "owner" });
    expect(events(second.outcome, "series_dropped")).toEqual([]);
    expect(second.house.datadog.points).toHaveLength(Number(fits));
    const third = await visit(smallTown(), api, { MAX_SERIES: String(Number(fits) - 1), GRAIN: "owner" });
    expect(events(third.outcome, "series_dropped")).toMatchObject([{ fits }]);
    expect(events(third.outcome, "series_dropped")[0]).not.toHaveProperty("grain_owner_series");
  });

  it("drops the same series from the same backlog", async () => {
    const population = smallTown();
    const runs = await Promise.all([1, 2].map(() => visit(population, api, { MAX_SERIES: "40" })));
    const [one, other] = runs.map(({ house }) => Object.keys(aboutRepositories(house)).sort());
    expect(one).toEqual(other);
  });

  it("counts and names metrics by the prefix they are sent with", async () => {
    const env = { MAX_SERIES: "20", METRIC_PREFIX: "acme.github", METRICS: "pull_requests.*" };
    const { outcome, house } = await visit(smallTown(), api, env);
    const [{ metrics = [] } = {}] = events(outcome, "series_dropped");
    const names = (metrics as { metric: string }[]).map(({ metric }) => metric);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(house.datadog.find(name)).toEqual([]);
    expect(house.datadog.find("acme.github.pull_requests.open")).toHaveLength(4);
  });

  it("holds 5,000 series where it is not set, and says nothing below that", async () => {
    const { house, outcome, population, names } = await visit(smallTown(), api, {});
    expectNumbers(house, population, { repositories: names, api });
    expect([...events(outcome, "series_dropped"), ...events(outcome, "max_series_exceeded")]).toEqual([]);
    expect(aboutTheRun(house)).toMatchObject({ "series{status:dropped}": 0 });
  });

  it("of any size leaves nothing to be sent where nothing is selected", async () => {
    const house = await openHouse({ population: smallTown() });
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/none-*", MAX_SERIES: "1" };
    const outcome = await house.run(env);
    expect(outcome.exitCode).toBe(2);
    expect(events(outcome, "max_series_exceeded")).toEqual([]);
  });
});
