import type { Outcome } from "./collect.ts";
import type { Logger } from "./ports.ts";

/** What decides whether a run that was not perfect counts as failed. */
export interface Tolerance {
  readonly failOnPartial: boolean;
  /** Share of the selected repositories that may fail, 0 to 1. */
  readonly failRatio: number;
  readonly minRepositories: number;
}

/** What a run's ending depends on, apart from what it read. `check` predicts the ending by the same rules. */
export interface EndingRules {
  readonly tolerance: Tolerance;
  /** Whether other workers have the whole selection, as where there are more of them than repositories. */
  readonly idle: boolean;
  /** Aborted when the process was asked to end, also after the reading. */
  readonly interruption: AbortSignal;
}

/** 0 delivered; 1 nothing could be delivered; 2 nothing to do; 3 some failed and FAIL_ON_PARTIAL asks to say so. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Why a run's success is 0, as far as GitHub is concerned. */
export type Fault =
  | "nothing_read"
  | "too_few_repositories"
  | "partial_access"
  | "too_many_failures"
  | "listing_failed"
  | "stopped"
  | "internal_error";

/** The rules that a run broke; with none, GitHub's side of it went well. */
export function faultsOf(outcome: Outcome, rules: EndingRules): readonly Fault[] {
  const { selected, failures, usage, listingFailed, stopped } = outcome;
  const { tolerance, interruption } = rules;
  // A quotient, since 0.29 * 100 is less than 29.
  const tooMany = failures.length / Math.max(selected, 1) > tolerance.failRatio;
  const broken = [
    ["nothing_read", hasReadNothing(outcome)],
    ["too_few_repositories", seesTooFew(outcome, rules)],
    ["partial_access", usage.partialAccess],
    ["too_many_failures", tooMany],
    ["listing_failed", listingFailed],
    ["stopped", stopped || interruption.aborted],
    ["internal_error", failures.some(({ reason }) => reason === "internal_error")],
  ] as const;
  return broken.flatMap(([fault, holds]) => (holds ? [fault] : []));
}

/** Whether GitHub's side of the run went well; warns of what an operator must look at. */
export function judge(outcome: Outcome, rules: EndingRules, log: Logger): boolean {
  const faults = faultsOf(outcome, rules);
  if (faults.includes("too_few_repositories")) {
    const seen = outcome.selected + outcome.elsewhere;
    const expected = rules.tolerance.minRepositories;
    const fields = { event: "too_few_repositories", selected: seen, expected };
    log.warn(fields, "fewer repositories than MIN_REPOSITORIES: look at what the credential may still see");
  }
  if (faults.includes("partial_access")) {
    log.warn(
      { event: "partial_access" },
      "GitHub left out organisations that the token is not authorised for: authorise it for their SSO",
    );
  }
  return faults.length === 0;
}

/** MIN_REPOSITORIES is about all workers together, as far as this one can see; one that lists no owner sees nothing. */
export function seesTooFew(
  { selected, elsewhere }: Pick<Outcome, "selected" | "elsewhere">,
  { tolerance, idle }: Pick<EndingRules, "tolerance" | "idle">,
): boolean {
  return !idle && selected + elsewhere < tolerance.minRepositories;
}

/** How a run ends that Datadog refused nothing of. */
export function exitCodeOf(
  outcome: Outcome,
  success: boolean,
  { tolerance, idle }: Pick<EndingRules, "tolerance" | "idle">,
): ExitCode {
  const { selected, elsewhere, disabled, failures } = outcome;
  const seen = selected + elsewhere + disabled + failures.length;
  if (seen === 0 && !idle) return 2;
  if (hasReadNothing(outcome)) return 1;
  const partial = failures.length > 0 || !success;
  return partial && tolerance.failOnPartial ? 3 : 0;
}

/** A worker that has no repository of its own has not failed to read one. */
function hasReadNothing({ read, failures }: Outcome): boolean {
  return read === 0 && failures.length > 0;
}
