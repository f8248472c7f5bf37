import type { Series } from "../domain/series.ts";
import type { Row } from "./catalogue.ts";
import { indexRows } from "./series.ts";
import { keyOf } from "./tags.ts";

/** How many tag values the bill names. */
const MOST_EXPENSIVE = 10;

export interface CostOptions {
  /** The metrics that the series are of. */
  readonly rows: readonly Row[];
  readonly prefix: string;
  /** CUSTOM_METRIC_PRICE: US dollars a month for 100 custom metrics. */
  readonly price: number;
}

/** A number of series, each of which is a custom metric. */
export interface Priced {
  readonly series: number;
  /** An estimate: US dollars a month. */
  readonly dollars: number;
}

export interface MetricCost extends Priced {
  /** Full name. */
  readonly metric: string;
  /** The keys of its tags, constant ones included, sorted. */
  readonly tags: readonly string[];
}

export interface TagCost extends Priced {
  /** `key:value`. */
  readonly tag: string;
  /** The part of all series that carry it, 0 to 1. A series with several tags counts for each of them. */
  readonly share: number;
}

/** What a set of series costs, and where that comes from. */
export interface Cost {
  readonly total: Priced;
  /** In the order of the names. */
  readonly metrics: readonly MetricCost[];
  /**
   * The ten values that most series carry, the most expensive first. Constant tags, which multiply nothing, and
   * series about the run are left out.
   */
  readonly tags: readonly TagCost[];
}

/** Prices a number of series: US dollars a month, to a hundredth of a cent. Contracts differ, so it is an estimate. */
export function priceOf(series: number, price: number): Priced {
  return { series, dollars: Math.round(series * price * 100) / 10_000 };
}

/** Estimates the bill for everything that a run sends. */
export function costOf(series: readonly Series[], options: CostOptions): Cost {
  return {
    total: priceOf(series.length, options.price),
    metrics: costOfMetrics(series, options),
    tags: costOfTags(series, options),
  };
}

function costOfMetrics(series: readonly Series[], { price }: CostOptions): readonly MetricCost[] {
  const byMetric = new Map<string, { count: number; readonly keys: Set<string> }>();
  for (const { metric, tags } of series) {
    const known = byMetric.get(metric) ?? { count: 0, keys: new Set<string>() };
    known.count += 1;
    for (const tag of tags) known.keys.add(keyOf(tag));
    byMetric.set(metric, known);
  }
  return [...byMetric]
    .map(([metric, { count, keys }]) => ({ metric, ...priceOf(count, price), tags: [...keys].sort() }))
    .sort((a, b) => (a.metric < b.metric ? -1 : 1));
}

function costOfTags(series: readonly Series[], { rows, prefix, price }: CostOptions): readonly TagCost[] {
  const ownKeys = new Map(
    [...indexRows(rows, prefix)]
      .filter(([, row]) => row.subject !== "run")
      .map(([metric, { tags }]) => [metric, new Set<string>(tags)]),
  );
  const counts = new Map<string, number>();
  for (const { metric, tags } of series) {
    const keys = ownKeys.get(metric);
    for (const tag of tags) if (keys?.has(keyOf(tag))) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts]
    .sort(([tag, count], [other, more]) => more - count || (tag < other ? -1 : 1))
    .slice(0, MOST_EXPENSIVE)
    .map(([tag, count]) => ({ tag, ...priceOf(count, price), share: count / series.length }));
}
