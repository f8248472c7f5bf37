import type { Archive, ArchivedSeries } from "./archive.ts";
import type { Aggregation, MetricTerm, MonitorQuery, Term } from "./monitor-query.ts";
import { intervalFor } from "./query.ts";
import { tagKey } from "./tags.ts";

/** Values by bucket of time, of each group. */
type Grouped = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** Where points are looked for. Seconds since 1970, and how far `until` is moved back for a change. */
interface Window {
  readonly until: number;
  readonly length: number;
  readonly shift: number;
}

/** The value of each group at an instant (seconds since 1970); groups without one are left out. */
export type Valuer = (archive: Archive, at: number) => ReadonlyMap<string, number>;

/** The one group of a simple alert. */
export const EVERYTHING = "*";

/**
 * Makes a query's evaluation. Points of a series within a bucket become their average, the series of a group are then aggregated
 * in space, terms are calculated bucket by bucket, and what the buckets of the window have is aggregated in time:
 * https://docs.datadoghq.com/monitors/guide/monitor-arithmetic-and-sparse-metrics/
 * The window is without its beginning and with its end, so that an hour has four points that are 15 minutes apart.
 */
export function createValuer({ term, time, window: length, change }: MonitorQuery): Valuer {
  const groups = new WeakMap<ArchivedSeries, Map<MetricTerm, string | undefined>>();
  const grouped = (metric: MetricTerm, series: ArchivedSeries) => {
    const known = groups.get(series) ?? new Map<MetricTerm, string | undefined>();
    if (!known.has(metric)) known.set(metric, groupOf(metric, series.tags));
    groups.set(series, known);
    return known.get(metric);
  };
  const inWindow = (archive: Archive, window: Window): Grouped =>
    evaluate(term, (metric) => evaluateMetric(metric, archive, window, grouped));
  return (archive, at) => {
    const now = inWindow(archive, { until: at, length, shift: 0 });
    if (change === undefined) return aggregateAll(now, time);
    const before = inWindow(archive, { until: at, length, shift: change.shift });
    return aggregateAll(combine(now, before, differences[change.kind]), time);
  };
}

/** https://docs.datadoghq.com/monitors/types/change-alert/ */
const differences = {
  change: (a: number, b: number) => a - b,
  pct_change: (a: number, b: number) => ((a - b) / b) * 100,
};

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

function evaluate(term: Term, read: (metric: MetricTerm) => Grouped): Grouped {
  if (term.kind === "metric") return read(term);
  if (term.kind === "number") throw new RangeError("a number is no series");
  if (term.kind === "clamp_min") return mapValues(evaluate(term.of, read), (a) => Math.max(a, term.least));
  const { left, right } = term;
  const operation = operations[term.operator] ?? (() => Number.NaN);
  if (right.kind === "number") return mapValues(evaluate(left, read), (a) => operation(a, right.value));
  if (left.kind === "number") return mapValues(evaluate(right, read), (b) => operation(left.value, b));
  return combine(evaluate(left, read), evaluate(right, read), operation);
}

/** Buckets that one side lacks, and those where the result is no number, have no value. */
function combine(left: Grouped, right: Grouped, operation: (a: number, b: number) => number): Grouped {
  const result = new Map<string, ReadonlyMap<number, number>>();
  for (const [group, values] of left) {
    const others = right.get(group);
    if (others === undefined) continue;
    result.set(
      group,
      mapBuckets(values, (a, bucket) => operation(a, others.get(bucket) ?? Number.NaN)),
    );
  }
  return result;
}

function mapValues(grouped: Grouped, change: (value: number) => number): Grouped {
  return new Map([...grouped].map(([group, values]) => [group, mapBuckets(values, change)]));
}

function mapBuckets(values: ReadonlyMap<number, number>, change: (value: number, bucket: number) => number) {
  const result = new Map<number, number>();
  for (const [bucket, value] of values) {
    const changed = change(value, bucket);
    if (Number.isFinite(changed)) result.set(bucket, changed);
  }
  return result;
}

function evaluateMetric(
  metric: MetricTerm,
  archive: Archive,
  window: Window,
  grouped: (metric: MetricTerm, series: ArchivedSeries) => string | undefined,
): Grouped {
  const found = new Map<string, Map<number, number[]>>();
  for (const series of archive.of(metric.metric)) {
    const group = grouped(metric, series);
    if (group === undefined) continue;
    for (const [bucket, value] of averages(series, window)) {
      const buckets = found.get(group) ?? new Map<number, number[]>();
      found.set(group, buckets);
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), value]);
    }
  }
  const reduce = (values: readonly number[]) => aggregate(values, metric.space);
  return new Map([...found].map(([group, buckets]) => [group, new Map(mapLists(buckets, reduce))]));
}

function mapLists(
  buckets: ReadonlyMap<number, readonly number[]>,
  reduce: (values: readonly number[]) => number,
) {
  return [...buckets].map(([bucket, values]) => [bucket, reduce(values)] as const);
}

/** By bucket; those of a window that is moved back are numbered as if it were not. */
function averages({ times, values }: ArchivedSeries, { until, length, shift }: Window) {
  const interval = intervalFor(length);
  const inBuckets = new Map<number, number[]>();
  const last = until - shift;
  for (let index = times.length - 1; index >= 0; index -= 1) {
    const [time = 0, value = 0] = [times[index], values[index]];
    if (time <= last - length) break;
    if (time > last) continue;
    const bucket = Math.floor((time + shift) / interval);
    inBuckets.set(bucket, [...(inBuckets.get(bucket) ?? []), value]);
  }
  return mapLists(inBuckets, (list) => aggregate(list, "avg"));
}

function aggregateAll(grouped: Grouped, time: Aggregation): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  for (const [group, values] of grouped)
    if (values.size > 0) result.set(group, aggregate([...values.values()], time));
  return result;
}

function aggregate(values: readonly number[], aggregation: Aggregation): number {
  if (aggregation === "min") return Math.min(...values);
  if (aggregation === "max") return Math.max(...values);
  const sum = values.reduce((total, value) => total + value, 0);
  return aggregation === "sum" ? sum : sum / values.length;
}

/**
 * The group of a series, as its tags joined by commas. One that lacks a key belongs to none:
 * https://docs.datadoghq.com/monitors/configuration/#multi-alert
 * Throws RangeError where it has several values of a key: what a monitor makes of them is written nowhere.
 */
function groupOf({ holds, by, metric }: MetricTerm, tags: readonly string[]): string | undefined {
  if (!holds(tags)) return undefined;
  if (by.length === 0) return EVERYTHING;
  const chosen: string[] = [];
  for (const key of by) {
    const [tag, ...more] = tags.filter((each) => tagKey(each) === key && each !== key);
    if (more.length > 0) throw new RangeError(`${metric}: several values of ${key}`);
    if (tag === undefined) return undefined;
    chosen.push(tag);
  }
  return chosen.join(",");
}
