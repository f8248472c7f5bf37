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
