import type { Unit } from "../domain/series.ts";

/** What the series of a metric are for: a repository, or all repositories of an owner together. */
export type Grain = "repo" | "owner";

/** What every metric says of itself, whatever it is measured on. */
export interface Metric {
  /** Below the prefix, or the whole name of a `legacy` one. A name never carries data. */
  readonly name: string;
  /** True for the metric of the original tool: its name knows no prefix, and `LEGACY_METRIC` alone switches it. */
  readonly legacy?: true;
  /** One sentence. */
  readonly description: string;
  readonly unit: Unit;
  readonly stability: "stable";
  readonly byDefault: boolean;
  /** How values that turn out to have the same tags become one. Only what is folded by `sum` may be summed further. */
  readonly fold: Fold | Percentile;
  /** Which metrics give way first when there are too many series: the lowest rank. */
  readonly dropRank: number | "never";
}

/** What can be folded value by value. */
export type Fold = "sum" | "max";

/** What needs all values at once. */
export type Percentile = "p50" | "p90";

/** What a tag says of itself. */
export interface TagText {
  /** For the documentation: what its values are. */
  readonly description: string;
  /** True where one thing can be counted under several values: series are not to be summed over this tag. */
  readonly overlaps: boolean;
}

/** Folds one more value into what is there. */
export function fold(how: Fold, known: number | undefined, value: number): number {
  if (known === undefined) return value;
  return how === "sum" ? known + value : Math.max(known, value);
}
