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

/**
 * The same audience, told no secret that a message repeats: it may spell texts in another way, in which no secret is known any
 * more.
 */
export function withoutSecrets(audience: Audience, hide: (text: string) => string): Audience {
  return {
    ...audience,
    refused: (faults) => audience.refused(faults.map(hide)),
    ended({ photograph, refused, ...report }) {
      const failures = photograph.failures.map((failed) => ({ ...failed, message: hide(failed.message) }));
      audience.ended({ ...report, refused: refused.map(hide), photograph: { ...photograph, failures } });
    },
  };
}
