import type { FailureReason } from "../domain/snapshot.ts";
import { type Failure, isByOwner, makesShort } from "./grain.ts";
import type { MeasuredMetric } from "./measure.ts";
import { ownerTag } from "./tags.ts";

/** An owner without some sums in this run. */
export interface ShortSums {
  /** The value of its tag. */
  readonly owner: string;
  /** Why one of its repositories is missing; then no metric is sent. `unknown_field`: only some lack what they need. */
  readonly reasons: readonly (FailureReason | "unknown_field")[];
  /** Those that are not sent, without the prefix. */
  readonly metrics: readonly string[];
}

/** Gives the owners whose sums are withheld, since they would be short, sorted. */
export function shortSums(
  measured: readonly MeasuredMetric[],
  failures: readonly Failure[],
): readonly ShortSums[] {
  const byOwner = measured.filter(({ row }) => isByOwner(row));
  if (byOwner.length === 0) return [];
  const short = failures.filter(makesShort);
  const tags = new Set([
    ...short.map(({ repository }) => ownerTag(repository)),
    ...byOwner.flatMap(({ withheld }) => [...withheld]),
  ]);
  return [...tags].sort().map((tag) => {
    const reasons = new Set(
      short.flatMap(({ repository, reason }) => (ownerTag(repository) === tag ? [reason] : [])),
    );
    const lacking = byOwner.filter(({ withheld }) => reasons.size > 0 || withheld.has(tag));
    return {
      owner: tag.slice("owner:".length),
      reasons: reasons.size > 0 ? [...reasons].sort() : (["unknown_field"] as const),
      metrics: lacking.map(({ row }) => row.name),
    };
  });
}
