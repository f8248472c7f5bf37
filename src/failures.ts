import type { Failed, FailureReason } from "./domain/snapshot.ts";
import type { Logger } from "./ports.ts";

/** One warning for each reason, with all names: a reason that strikes thousands must not write thousands of lines. */
export function reportFailures(all: readonly Failed[], log: Logger): void {
  for (const [reason, failures] of groupByReason(all)) {
    const repositories = failures.map((failure) => failure.repository).sort();
    const fields = { event: "repositories_failed", reason, repositories, message: failures[0]?.message };
    log.warn(fields, "repositories could not be read completely: they have no numbers in this run");
  }
}

/** Gives the failures by their reasons, both in the order in which they came. */
export function groupByReason(all: readonly Failed[]): ReadonlyMap<FailureReason, readonly Failed[]> {
  const groups = new Map<FailureReason, Failed[]>();
  for (const failure of all) {
    const group = groups.get(failure.reason) ?? [];
    group.push(failure);
    groups.set(failure.reason, group);
  }
  return groups;
}
