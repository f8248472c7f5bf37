import type { Series } from "../domain/series.ts";
import type { Report } from "../export.ts";

/** Who is told more of a command than what it prints. */
export interface Audience {
  /** The configuration is wrong: one sentence for each fault. */
  refused(faults: readonly string[]): void;
  /** A run hands this to Datadog, one after the other; whether they are taken is known at its end. */
  submitted(series: Series): void;
  /** A run that selected something has ended. */
  ended(report: Report): void;
}
