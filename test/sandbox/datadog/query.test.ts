import { expect, test } from "vitest";
import { evaluate, intervalFor } from "../../../sandbox/datadog/query.ts";
import { parseQuery } from "../../../sandbox/datadog/query-text.ts";
import type { Point } from "../../../sandbox/datadog/store.ts";

const HOUR = 3_600;
/** A multiple of every interval up to a day. */
const START = 1_699_920_000;

test.each([
  { span: HOUR, interval: 20 },
  { span: 4 * HOUR, interval: 60 },
  { span: 24 * HOUR, interval: 300 },
  { span: 48 * HOUR, interval: 600 },
  { span: 50 * HOUR, interval: 600 },
  { span: 7 * 24 * HOUR, interval: 3_600 },
  { span: 30 * 24 * HOUR, interval: 14_400 },
  { span: 1_000 * 24 * HOUR, interval: 86_400 },
])("a span of $span s has buckets of $interval s", ({ span, interval }) => {
  expect(intervalFor(span)).toBe(interval);
});

function point(seconds: number, value: number, tags: readonly string[] = ["repo:acme/api"]): Point {
  return { metric: "open", tags, timestamp: START + seconds, value, type: 3, payload: 0 };
}

/** Over an hour, so in buckets of 20 s, unless it is said otherwise. */
function answer(text: string, points: readonly Point[], { from = 0, to = HOUR } = {}) {
  const query = parseQuery(text);
  if (!query) throw new Error(`not a query: ${text}`);
  return evaluate(points, query, { from: START + from, to: START + to });
}

/** The values of a series, by the seconds at which their buckets begin; without those that are null. */
function valuesOf(series: ReturnType<typeof answer>[number] | undefined) {
  return series?.pointlist.flatMap(([ms, value]) => (value === null ? [] : [[ms / 1000 - START, value]]));
}

test("points of a series in one bucket become their average", () => {
  const points = [point(40, 4), point(41, 0), point(59, 5), point(60, 7)];
  expect(answer("max:open{*}", points).map(valuesOf)).toEqual([
    [
      [40, 3],
      [60, 7],
    ],
  ]);
});

test("of two points in one second the later one counts", () => {
  expect(answer("max:open{*}", [point(40, 4), point(40, 2)]).map(valuesOf)).toEqual([[[40, 2]]]);
});

test("series of one group become their maximum", () => {
  const points = [point(40, 4, ["repo:a", "label:x"]), point(40, 9, ["repo:a", "label:y"])];
  expect(answer("max:open{*} by {repo}", points)).toMatchObject([{ tagSet: ["repo:a"] }]);
  expect(answer("max:open{*} by {repo}", points).map(valuesOf)).toEqual([[[40, 9]]]);
});

test("a bucket without a point is null, up to the end", () => {
  const [series] = answer("max:open{*}", [point(0, 1), point(40, 2)], { to: 80 });
  expect(series?.pointlist).toEqual(
    [1, null, 2, null, null].map((value, index) => [(START + index * 20) * 1000, value]),
  );
});

test("both ends belong to the span, what is outside does not", () => {
  const points = [99, 100, 200, 201].map((seconds) => point(seconds, seconds));
  expect(answer("max:open{*}", points, { from: 100, to: 200 }).map(valuesOf)).toEqual([
    [
      [100, 100],
      [200, 200],
    ],
  ]);
});

test("another metric and another scope are not in it", () => {
  const points = [{ ...point(40, 4), metric: "closed" }, point(40, 4, ["repo:b"])];
  expect(answer("max:open{repo:a}", points)).toEqual([]);
});

test("a series without a key is in the group N/A, and without groups there is one series", () => {
  const points = [point(40, 4, ["repo:a"]), point(40, 9, ["repo:a", "team:x"])];
  const sets = (text: string) => answer(text, points).map(({ tagSet }) => tagSet);
  expect(sets("max:open{*} by {repo,team}")).toEqual([
    ["repo:a", "team:N/A"],
    ["repo:a", "team:x"],
  ]);
  expect(sets("max:open{*}")).toEqual([[]]);
});

test("a series with two values of a key is in a group for each", () => {
  const points = [point(40, 4, ["label:a", "label:b", "repo:x"])];
  expect(answer("max:open{*} by {repo,label}", points)).toMatchObject([
    { tagSet: ["repo:x", "label:a"] },
    { tagSet: ["repo:x", "label:b"] },
  ]);
});
