import type { ExpectedSeries } from "./expected.ts";

/** How many series of the repositories carry a tag. */
export interface TagBill {
  readonly tag: string;
  readonly series: number;
}

/** US dollars a month for so many custom metrics, when 100 of them cost `price`. In whole cents, rounded. */
export function centsFor(series: number, price: number): number {
  return Math.round(series * price);
}

/**
 * Every tag of these series but the constant ones, with how many carry it; the most frequent first, by their letters
 * where two are even.
 */
export function tagBills(
  series: readonly ExpectedSeries[],
  constantTags: readonly string[] = [],
): readonly TagBill[] {
  const tags = new Set(series.flatMap((one) => one.tags));
  for (const constant of constantTags) tags.delete(constant);
  return [...tags]
    .sort()
    .map((tag) => ({ tag, series: series.filter((one) => one.tags.includes(tag)).length }))
    .sort((one, other) => other.series - one.series);
}
