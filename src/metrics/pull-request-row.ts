import type { Field, PullRequest } from "../domain/pull-request.ts";
import type { Circumstances, PullRequestTagKey, View } from "./pull-request-tags.ts";
import type { Grain, Metric } from "./row.ts";

interface RowParts<F extends Field> extends Metric {
  /** The first is the one that tells repositories apart, or owners where a metric is summed for each (see `Grain`). */
  readonly tags: readonly [Grain, ...PullRequestTagKey[]];
  /** True where all values of its tags stand on one series; else each value makes a series of its own. */
  readonly together: boolean;
  /** Fields that the value needs; those of the tags are added to them. */
  readonly needs: readonly F[];
  /**
   * What one pull request gives to each of its series, of a kind that `fold` can put together; undefined where it has
   * no part in the metric.
   */
  readonly value: (pullRequest: View<F>, circumstances: Circumstances) => number | undefined;
  /**
   * Whether a repository that was read has this metric, by `repo` alone and as 0, also where no pull request has a
   * part in it: even without any, only where one is open, or not at all.
   */
  readonly zero: "always" | "where_open" | "never";
}

/** A metric that is folded from the open pull requests of a repository. */
export interface PullRequestRow extends Omit<RowParts<never>, "needs" | "value"> {
  readonly subject: "pull_request";
  readonly needs: readonly Field[];
  readonly value: (pullRequest: PullRequest, circumstances: Circumstances) => number | undefined;
}

/** Makes a row, of which the compiler has checked that its value looks at no field but those it needs. */
export function row<const F extends Field>(parts: RowParts<F>): PullRequestRow {
  return { ...parts, subject: "pull_request" };
}

/** What the counts have in common; each adds its tags. */
export const count = {
  unit: "item",
  stability: "stable",
  byDefault: true,
  fold: "sum",
  together: false,
  needs: [],
  zero: "never",
  value: () => 1,
} as const;
