import { countSeries, type MetricSeries } from "../domain/series.ts";
import type { Row } from "./catalogue.ts";
import { savedByOwner } from "./owner-savings.ts";
import { indexRows } from "./series.ts";

export interface CeilingOptions {
  /** The metrics that the series are of. */
  readonly rows: readonly Row[];
  readonly prefix: string;
  /** MAX_SERIES: how many series one process may send. */
  readonly maxSeries: number;
  /** How many series go out beside these whatever happens: those about the run, its heartbeat included. */
  readonly beside: number;
}

/** A metric that gave way, by its full name, and how many series it had. */
export interface DroppedMetric {
  readonly metric: string;
  readonly series: number;
}

/** What is left of the series below a ceiling. */
export interface Fitted {
  /** In the order in which they came. */
  readonly kept: readonly MetricSeries[];
  /** In the order in which they gave way. */
  readonly dropped: readonly DroppedMetric[];
  /** The least MAX_SERIES that drops nothing; `beside` is counted in. */
  readonly fits: number;
  /** The same with GRAIN=owner; undefined where nothing gave way. */
  readonly fitsByOwner?: number;
}

/**
 * Leaves whole metrics out, the lowest drop rank first, until the rest fits below the ceiling. Metrics that never
 * give way stay, also where they alone are too many. A metric's series go or stay together, its zeros for what has
 * vanished included: a part of them would be a false sum. The same series give the same answer, in whatever order they come. None is made for it, unless something gives
 * way: then those of one metric at a time, for what sums by owner would save.
 */
export function fitSeries(series: readonly MetricSeries[], options: CeilingOptions): Fitted {
  const counts = countByMetric(series);
  const fits = countSeries(series) + options.beside;
  const dropped: DroppedMetric[] = [];
  let left = fits;
  for (const metric of inDropOrder(options)) {
    if (left <= options.maxSeries) break;
    const count = counts.get(metric) ?? 0;
    if (count === 0) continue;
    dropped.push({ metric, series: count });
    left -= count;
  }
  if (dropped.length === 0) return { kept: series, dropped, fits };
  const gone = new Set(dropped.map(({ metric }) => metric));
  const saved = series.reduce((sum, one) => sum + savedOf(one, options), 0);
  return { kept: series.filter(({ metric }) => !gone.has(metric)), dropped, fits, fitsByOwner: fits - saved };
}

function countByMetric(series: readonly MetricSeries[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { metric, count } of series) counts.set(metric, (counts.get(metric) ?? 0) + count);
  return counts;
}

function savedOf(series: MetricSeries, options: CeilingOptions): number {
  return [...savedByOwner(series, options).values()].reduce((sum, count) => sum + count, 0);
}

/** Full names of the metrics that may give way, the first one first; by name where two have the same rank. */
function inDropOrder({ rows, prefix }: CeilingOptions): readonly string[] {
  const ranked = [...indexRows(rows, prefix)].flatMap(([metric, { dropRank }]) =>
    dropRank === "never" ? [] : [{ metric, dropRank }],
  );
  const order = ranked.sort((a, b) => a.dropRank - b.dropRank || (a.metric < b.metric ? -1 : 1));
  return order.map(({ metric }) => metric);
}
