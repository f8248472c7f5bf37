import type { Series } from "../domain/series.ts";
import type { Metric } from "./row.ts";
import { orderTags } from "./tag-sets.ts";
import { normaliseTag } from "./tags.ts";

/** What all series of a run have in common. */
export interface SeriesOptions {
  /** First part of every metric's name. */
  readonly prefix: string;
  /** Tags of every series, `key:value`. */
  readonly constantTags: readonly string[];
}

/** Gives the metrics by their full names. */
export function indexRows<R extends Metric>(rows: readonly R[], prefix: string): ReadonlyMap<string, R> {
  return new Map(rows.map((row) => [fullName(prefix, row), row]));
}

/** Gives the name that a metric has in Datadog. */
export function fullName(prefix: string, { name, legacy }: Pick<Metric, "name" | "legacy">): string {
  return legacy ? name : `${prefix}.${name}`;
}

/** Writes a value down as a series: full name, all tags, sorted, each once. */
export type SeriesWriter = (tags: readonly string[], value: number) => Series;

/** Makes the function that gives the writer of a metric. */
export function createSeriesWriter({
  prefix,
  constantTags,
}: SeriesOptions): (metric: Metric) => SeriesWriter {
  const constant = constantTags.map(normaliseTag);
  return (row) => {
    const { unit } = row;
    const metric = fullName(prefix, row);
    return (tags, value) => ({ metric, tags: orderTags([...constant, ...tags]), value, unit });
  };
}
