import type { Query } from "./query-text.ts";
import type { Point } from "./store.ts";
import { seriesKey, tagKey } from "./tags.ts";

/** One series of an answer: https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points */
export interface AnsweredSeries {
  readonly tagSet: readonly string[];
  /** Milliseconds since 1970, and the value; null for a bucket without one. */
  readonly pointlist: readonly (readonly [number, number | null])[];
}

const maxPoints = 300;
const intervals = [20, 60, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400] as const;

/**
 * Gives the seconds of a bucket for a span of seconds: the shortest that makes no more than 300 of them, which is what
 * Datadog's table says for its API at 1 hour (20 s), 4 hours (1 min), 1 day (5 min) and 2 days (10 min). Between its lines the
 * table says nothing. https://docs.datadoghq.com/dashboards/functions/rollup/#rollup-interval-enforced-vs-custom
 */
export function intervalFor(span: number): number {
  return intervals.find((interval) => span / interval <= maxPoints) ?? 86_400;
}

/**
 * Answers a query from `from` to `to` (seconds since 1970, both included). Points of one series within a bucket become their
 * average, then the series of a group their maximum, as Datadog does by default (the page above): two runs within a bucket,
 * 4 and then 0, read 2. Buckets begin at multiples of the interval. A series without a key of `by` is in the group
 * `key:N/A`, which Datadog's graphs have `exclude_null` for: https://docs.datadoghq.com/dashboards/functions/exclusion/
 */
export function evaluate(
  points: readonly Point[],
  query: Query,
  { from, to }: { readonly from: number; readonly to: number },
): readonly AnsweredSeries[] {
  const interval = intervalFor(to - from);
  const buckets = (seconds: number) => Math.floor(seconds / interval) * interval;
  const groups = new Map<string, { tagSet: readonly string[]; values: Map<number, number> }>();
  for (const { tags, values } of averages(within(points, query, from, to), buckets)) {
    for (const tagSet of groupsOf(tags, query.by)) {
      const key = tagSet.join(",");
      const group = groups.get(key) ?? { tagSet, values: new Map<number, number>() };
      groups.set(key, group);
      takeMaximum(group.values, values);
    }
  }
  return [...groups.values()].map(({ tagSet, values }) => ({
    tagSet,
    pointlist: listPoints(values, interval, buckets(to)),
  }));
}

/** The last point of each series and second, as that is all that Datadog keeps. */
function within(points: readonly Point[], query: Query, from: number, to: number): Iterable<Point> {
  const kept = new Map<string, Point>();
  for (const point of points) {
    const { metric, tags, timestamp } = point;
    if (metric !== query.metric || timestamp < from || timestamp > to || !query.holds(tags)) continue;
    kept.set(`${seriesKey(metric, tags)} ${timestamp}`, point);
  }
  return kept.values();
}

function averages(points: Iterable<Point>, bucketOf: (seconds: number) => number) {
  const series = new Map<string, { tags: readonly string[]; sums: Map<number, [number, number]> }>();
  for (const { metric, tags, timestamp, value } of points) {
    const key = seriesKey(metric, tags);
    const one = series.get(key) ?? { tags, sums: new Map<number, [number, number]>() };
    series.set(key, one);
    const [sum, count] = one.sums.get(bucketOf(timestamp)) ?? [0, 0];
    one.sums.set(bucketOf(timestamp), [sum + value, count + 1]);
  }
  return [...series.values()].map(({ tags, sums }) => ({
    tags,
    values: new Map([...sums].map(([bucket, [sum, count]]) => [bucket, sum / count])),
  }));
}

/** A series with several values of a key is in a group for each. */
function groupsOf(tags: readonly string[], by: readonly string[]): readonly (readonly string[])[] {
  let sets: readonly (readonly string[])[] = [[]];
  for (const key of by) {
    const held = tags.filter((tag) => tagKey(tag) === key && tag !== key);
    const found = held.length > 0 ? held : [`${key}:N/A`];
    sets = sets.flatMap((set) => found.map((tag) => [...set, tag]));
  }
  return sets;
}

function takeMaximum(into: Map<number, number>, values: ReadonlyMap<number, number>): void {
  for (const [bucket, value] of values)
    into.set(bucket, Math.max(value, into.get(bucket) ?? Number.NEGATIVE_INFINITY));
}

/** From the first bucket with a value to the last of the span. */
function listPoints(values: ReadonlyMap<number, number>, interval: number, last: number) {
  const first = Math.min(...values.keys());
  const points: [number, number | null][] = [];
  for (let bucket = first; bucket <= last; bucket += interval)
    points.push([bucket * 1000, values.get(bucket) ?? null]);
  return points;
}
