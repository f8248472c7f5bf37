import { failByDefect } from "./domain/internal-error.ts";
import type { Failed, FailureReason, Snapshot } from "./domain/snapshot.ts";
import type { ListName } from "./domain/wanted.ts";
import type { Logger } from "./ports.ts";

const DEFECT =
  "the exporter has a defect: these repositories have no numbers in this run; report the defect, with this line";

const TWO_OF_ONE_NAME =
  "GitHub listed two repositories under this name, as it does when one is renamed meanwhile. The next run reads it again";

/** One warning for each reason, with all names: a reason that strikes thousands must not write thousands of lines. */
export function reportFailures(all: readonly Failed[], log: Logger): void {
  for (const [reason, failures] of groupByReason(all)) {
    const repositories = failures.map((failure) => failure.repository).sort();
    const fields = { event: "repositories_failed", reason, repositories, message: failures[0]?.message };
    if (reason === "internal_error") log.error(fields, DEFECT);
    else log.warn(fields, "repositories could not be read completely: they have no numbers in this run");
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

/** How many pull requests and issues were read of a repository. */
type Counts = Readonly<Record<ListName, number>>;

/** What becomes of each selected repository: it has one target and one snapshot, or it fails. */
export interface Outcomes {
  /** Whether the repository is to be read. It fails where it was selected before: the two may not be the same repository. */
  select(repository: string): boolean;
  /** Does what concerns one repository alone. Where that throws, the repository fails, and the answer is false. */
  attempt(repository: string, act: () => void): boolean;
  /** Takes a snapshot in. The repository fails by a defect in `use`, or where this is its second snapshot. */
  settle(snapshot: Snapshot, use: () => void): void;
  /** Fails the repositories that have no snapshot at the end. */
  failUnsettled(): void;
  /** Sums something over the repositories that were read. */
  sum(of: (counts: Counts) => number): number;
}

/** Starts without a repository; those that fail are added to `failures`, each once. GitHub's names are one in any case. */
export function createOutcomes(failures: Failed[]): Outcomes {
  const outcomes = new Map<string, "awaited" | "failed" | Counts>();
  const outcomeOf = (repository: string) => outcomes.get(repository.toLowerCase());
  const fail = (failed: Failed): void => {
    if (outcomeOf(failed.repository) !== "failed") failures.push(failed);
    outcomes.set(failed.repository.toLowerCase(), "failed");
  };
  const attempt: Outcomes["attempt"] = (repository, act) => {
    try {
      act();
      return true;
    } catch (error) {
      fail(failByDefect(repository, error));
      return false;
    }
  };
  return {
    attempt,
    select(repository) {
      const isNew = outcomeOf(repository) === undefined;
      if (isNew) outcomes.set(repository.toLowerCase(), "awaited");
      else fail({ kind: "failed", repository, reason: "incomplete", message: TWO_OF_ONE_NAME });
      return isNew;
    },
    settle(snapshot, use) {
      const { repository } = snapshot;
      const awaited = outcomeOf(repository) === "awaited";
      if (!awaited) return fail(failByDefect(repository, new Error("it was read twice")));
      if (!attempt(repository, use)) return;
      if (snapshot.kind === "failed") return fail(snapshot);
      const { pullRequests, issues } = snapshot;
      outcomes.set(repository.toLowerCase(), { pullRequests: pullRequests.length, issues: issues.length });
    },
    failUnsettled() {
      for (const [repository, outcome] of outcomes)
        if (outcome === "awaited") fail(failByDefect(repository, new Error("it was not read to an end")));
    },
    sum(of) {
      let sum = 0;
      for (const outcome of outcomes.values()) if (typeof outcome === "object") sum += of(outcome);
      return sum;
    },
  };
}
