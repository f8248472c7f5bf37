import type { Series } from "../domain/series.ts";
import type { Prepared } from "../export.ts";
import type { Fitted } from "../metrics/ceiling.ts";
import type { Cost, Priced } from "../metrics/cost.ts";
import type { Saving } from "../metrics/savings.ts";

/** What a run would send, and what that would cost. */
export interface Planned {
  readonly prepared: Prepared;
  /** Sorted by metric, then by tags; the run's own are among them. */
  readonly series: readonly Series[];
  readonly ceiling: Omit<Fitted, "kept"> & { readonly maxSeries: number };
  /** US dollars a month for 100 custom metrics. */
  readonly price: number;
  /** Keys of the tags that every series of a kind has: they tell no two apart. */
  readonly constantKeys: ReadonlySet<string>;
  /** Keys of the tags that follow from a series' own tags and its repository: they tell no two apart either. */
  readonly furtherKeys: readonly string[];
  readonly cost: Cost;
  /** Of what was measured, also where some of it is left out by MAX_SERIES: those would come back into their room. */
  readonly savings: readonly Saving[];
  /** The zeros of empty repositories that are not sent. */
  readonly heldBack: Priced;
  /**
   * The shape of the original tool on the same backlog: one series for each open pull request; undefined where the
   * run reads none.
   */
  readonly oneForEach: Priced | undefined;
}
