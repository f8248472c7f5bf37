import { describe, expect, it } from "vitest";
import { evaluate } from "../../sandbox/datadog/query.ts";
import { parseQuery } from "../../sandbox/datadog/query-text.ts";
import type { Point } from "../../sandbox/datadog/store.ts";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import { replayAt } from "../../sandbox/history/replay.ts";
import { MONITORS } from "../deploy/monitors.ts";
import { openHouse } from "../support/house.ts";
import { aboutRepositories } from "../support/received.ts";
import { namesOf } from "../support/town.ts";
import { createBacklog, period } from "./backlog.ts";
import { lineOf, RUNS_EVERY_S, watch } from "./watch.ts";
import { createWorld, type World } from "./world.ts";

const HOUR_S = 3_600;
const LOOKBACK_S = 50 * HOUR_S;

/** Every point that the world remembers, except of metrics about the run. */
function pointsOf({ archive }: World, metrics: readonly string[]): readonly Point[] {
  return metrics.flatMap((metric) =>
    [...archive.of(metric)].flatMap(({ tags, times, values }) =>
      times.map((timestamp, index) => ({
        metric,
        tags,
        timestamp,
        value: values[index] ?? Number.NaN,
        type: 3,
        payload: 0,
      })),
    ),
  );
}

const BY_TAG = ["reviewer", "author"].map((key) => `github.pull_requests.open.by_${key}`);

describe("the exporter in this process", () => {
  it.each(["2017-03-15T12:00Z", "2021-02-05T12:00Z", "2023-03-01T12:00Z"])(
    "sends at %s what the program sends over the network",
    async (text) => {
      const instant = Date.parse(text);
      const world = createWorld({ zeroFill: false });
      await world.run(instant, createBacklog({ from: instant - 86_400_000, until: instant })(instant));
      const population = replayAt(instant, { now: Date.now() });
      const house = await openHouse({ population });
      await house.run({ GITHUB_REPOSITORIES: namesOf(population).join() });
      const sent = aboutRepositories(house);
      const names = [...new Set(Object.keys(sent).map((key) => key.slice(0, key.indexOf("{"))))];
      const points = pointsOf(world, names).map(({ metric, tags, value }) => [
        seriesKey(metric, tags),
        value,
      ]);
      // Ages differ by the second in which the one moment was shifted to the other.
      const rounded = (values: Readonly<Record<string, number>>) =>
        Object.fromEntries(
          Object.entries(values).map(([key, value]) => [
            key,
            key.includes("age.") ? Math.round(value / HOUR_S) : value,
          ]),
        );
      expect(rounded(Object.fromEntries(points.sort()))).toEqual(rounded(sent));
      expect(names.length).toBeGreaterThan(4);
    },
  );

  it("is told of the past what the stand-in for Datadog answers to its query", async () => {
    const span = period("2021-02-03T00:00Z", "2021-02-05T06:00Z");
    const [world, backlog] = [createWorld({ zeroFill: true }), createBacklog(span)];
    for (let instant = span.from; instant < span.until; instant += RUNS_EVERY_S * 1000)
      await world.run(instant, backlog(instant));
    const timestamp = span.until / 1000;
    for (const metric of BY_TAG) {
      const key = metric.slice(metric.lastIndexOf("_") + 1);
      const query = parseQuery(`max:${metric}{*} by {repo,${key}}`);
      if (query === undefined) throw new Error(metric);
      const series = evaluate(pointsOf(world, [metric]), query, {
        from: timestamp - LOOKBACK_S,
        to: timestamp,
      });
      const values = series.map(({ pointlist }) => pointlist.flatMap(([, value]) => value ?? []));
      const asked = {
        metric,
        tagKeys: ["repo", key],
        constantTags: [],
        timestamp,
        lookbackSeconds: LOOKBACK_S,
      };
      const never = new AbortController().signal;
      const last = await world.history.lastValues(asked, never);
      const numbers = (answer: typeof last) =>
        answer.kind === "read" ? answer.series.map(({ value }) => value) : [];
      expect(numbers(last)).toEqual(values.map((list) => list.at(-1)));
      expect(numbers(last)).toContain(0);
    }
  }, 60_000);
});

it("monitors that are evaluated every minute do the same", async () => {
  const monitors = Object.fromEntries(MONITORS);
  const span = period("2021-02-04T12:00Z", "2021-02-05T06:00Z");
  const [few, every] = await Promise.all(
    [undefined, Array.from({ length: 15 }, (_, minute) => minute * 60)].map((instants) =>
      watch({ monitors, span, zeroFill: true, ...(instants && { instants }) }),
    ),
  );
  expect(every).toEqual(few);
  expect(every?.["reviewer-overloaded"]?.map(lineOf).join()).toContain("Alert -> OK");
}, 60_000);
