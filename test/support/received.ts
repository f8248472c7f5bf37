import { expect } from "vitest";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import { type ExpectedOptions, expectedValues } from "../../sandbox/oracle/expected.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import type { House } from "./house.ts";

type Values = Readonly<Record<string, number>>;

const OWN = ".exporter.";
/** Different in every run, or GitHub's to say. */
const CHANGING = ["run.duration", "github.quota"].map((name) => `${OWN}${name}`);

/** What Datadog received about repositories, by `seriesKey`. */
export function aboutRepositories({ datadog }: House): Values {
  return valuesOf(datadog.points.filter(({ metric }) => !metric.includes(OWN)));
}

/** What Datadog received about the run, but for its duration and quotas, by `seriesKey` without the prefix. */
export function aboutTheRun({ datadog }: House): Values {
  const own = datadog.points.filter(({ metric }) => metric.includes(OWN));
  const steady = own.filter(({ metric }) => !CHANGING.some((name) => metric.endsWith(name)));
  return valuesOf(steady.map((point) => ({ ...point, metric: point.metric.split(OWN)[1] ?? "" })));
}

function valuesOf(points: House["datadog"]["points"]): Values {
  return Object.fromEntries(
    points.map(({ metric, tags, value }) => [seriesKey(metric, tags), value] as const).sort(),
  );
}

/** The heartbeat that arrived; undefined where none did. */
export function heartbeat({ datadog }: House): number | undefined {
  return datadog.find("github.exporter.run.success").at(-1)?.value;
}

/** The one second that every point of a run carries. */
export function timestampOf({ datadog }: House): number {
  const [timestamp = 0, ...more] = new Set(datadog.points.map((point) => point.timestamp));
  expect(more).toEqual([]);
  return timestamp;
}

/** Holds the numbers that arrived against the right ones: these repositories have theirs, no other has any. */
export function expectNumbers(
  house: House,
  population: Population,
  options: Pick<ExpectedOptions, "repositories" | "api"> & Partial<ExpectedOptions>,
): void {
  const timestamp = timestampOf(house);
  const expected = expectedValues(population, { token: fullToken, timestamp, ...options });
  expect(aboutRepositories(house)).toEqual(Object.fromEntries(expected));
}

/** The heartbeat is the last payload, alone in it, and in no other. */
export function expectHeartbeatLast({ datadog }: House): void {
  const metrics = datadog.payloads.map(({ series }) => series.map(({ metric }) => metric));
  expect(metrics.at(-1)).toEqual(["github.exporter.run.success"]);
  expect(metrics.slice(0, -1).flat()).not.toContain("github.exporter.run.success");
}

/** Neither GitHub nor Datadog has anything to complain about. */
export function expectNoProblems({ github, datadog }: House): void {
  expect(github.problems).toEqual([]);
  expect(datadog.problems).toEqual([]);
}
