import type { Point } from "./store.ts";
import { seriesKey } from "./tags.ts";

/** What is remembered of one series; both lists go from old to new and belong together. */
export interface ArchivedSeries {
  readonly tags: readonly string[];
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Points by metric and series, for whoever asks the same thing again and again. */
export interface Archive {
  /** Takes points that are later than all that it has of their series. */
  add(points: readonly Point[]): void;
  of(metric: string): Iterable<ArchivedSeries>;
  /** Drops what is older than `time`, and series of which nothing is left. Seconds since 1970. */
  forget(time: number): void;
}

/** Seconds that Datadog bridges with a straight line: https://docs.datadoghq.com/metrics/guide/interpolation-the-fill-modifier-explained/ */
const interpolated = 300;

interface Growing {
  readonly tags: readonly string[];
  readonly times: number[];
  readonly values: number[];
}

/**
 * An empty archive. Throws RangeError for points of a series that are so close together that Datadog would draw a line
 * between them, since nothing that reads it does so.
 */
export function createArchive(): Archive {
  const metrics = new Map<string, Map<string, Growing>>();
  return {
    add(points) {
      for (const point of points) append(seriesOf(metrics, point), point);
    },
    of: (metric) => metrics.get(metric)?.values() ?? [],
    forget(time) {
      for (const all of metrics.values()) {
        for (const [key, series] of all) {
          dropBefore(series, time);
          if (series.times.length === 0) all.delete(key);
        }
      }
    },
  };
}

function seriesOf(metrics: Map<string, Map<string, Growing>>, { metric, tags }: Point): Growing {
  const all = metrics.get(metric) ?? new Map<string, Growing>();
  metrics.set(metric, all);
  const key = seriesKey(metric, tags);
  const series = all.get(key) ?? { tags, times: [], values: [] };
  all.set(key, series);
  return series;
}

function append({ times, values }: Growing, { metric, timestamp, value }: Point): void {
  const last = times.at(-1);
  if (last !== undefined && timestamp - last <= interpolated)
    throw new RangeError(`${metric}: a point at ${timestamp}, ${timestamp - last} s after the one before`);
  times.push(timestamp);
  values.push(value);
}

function dropBefore({ times, values }: Growing, time: number): void {
  const kept = times.findIndex((each) => each >= time);
  const dropped = kept === -1 ? times.length : kept;
  times.splice(0, dropped);
  values.splice(0, dropped);
}
