/** The unit of a metric, from Datadog's list of units (https://docs.datadoghq.com/metrics/units/). */
export type Unit = "item" | "second";

/** One point of one custom metric: what Datadog tells apart is the name and the set of tags. */
export interface Series {
  /** Full name, prefix included. */
  readonly metric: string;
  /** `key:value`, normalised as Datadog does, sorted. */
  readonly tags: readonly string[];
  readonly value: number;
  readonly unit: Unit;
}

/** The series of one metric: made anew whenever they are walked, always in the same order, and kept by nobody. */
export interface MetricSeries extends Iterable<Series> {
  /** Full name. */
  readonly metric: string;
  /** How many there are; none has to be made to know. */
  readonly count: number;
}

/** Walks all series, one metric after the other. */
export function* walkSeries(metrics: Iterable<MetricSeries>): Generator<Series, void> {
  for (const series of metrics) yield* series;
}

/** How many series these are. */
export function countSeries(metrics: readonly MetricSeries[]): number {
  return metrics.reduce((sum, { count }) => sum + count, 0);
}
