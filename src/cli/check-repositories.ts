import type { Outcome } from "../collect.ts";
import type { Settings } from "../config/load.ts";
import type { OptionalField } from "../domain/pull-request.ts";
import type { Failed } from "../domain/snapshot.ts";
import { exitCodeOf, type Fault, faultsOf } from "../ending.ts";
import type { Look } from "../github/check/look.ts";
import { isListing, type PatternSurvey, type Sighted, type Survey } from "../github/check/survey.ts";
import { RIGHTS } from "../github/read/unknowns.ts";
import { rowsWithout, selectRows } from "../metrics/select.ts";
import type { Usage } from "../ports.ts";
import { hasShrunk } from "../recall.ts";
import { reasonAdvice } from "./check-advice.ts";
import { type CheckResult, type CheckRow, rowsOf } from "./check-row.ts";
import type { Endings } from "./endings.ts";
import { showCount, showShare } from "./numbers.ts";

const row = rowsOf("repositories");
const NAMES: Readonly<Record<OptionalField, string>> = {
  reviewState: "review states",
  reviewers: "requested reviewers",
  teams: "team names",
  checks: "checks",
  everyRequest: "all requests for review",
  issues: "issues",
};

/** The metrics that the chosen API cannot know. */
export function leftOutRows(
  { metrics, github }: Settings,
  cannotRead: ReadonlySet<OptionalField>,
): readonly CheckRow[] {
  const wanted = selectRows(metrics.selects);
  const readable = rowsWithout(wanted, cannotRead);
  const lost = wanted.filter((one) => !readable.includes(one)).map(({ name }) => name);
  if (lost.length === 0) return [];
  const advice =
    github.token === undefined && github.app === undefined
      ? "Set GITHUB_TOKEN, for GraphQL."
      : "Leave GITHUB_API out, for GraphQL.";
  return [
    rowsOf("GitHub")("skip", "review states", `not in the REST API: not sent are ${lost.join(", ")}`, advice),
  ];
}

/** What a run would come to, by its own rules. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly faults: readonly Fault[];
  /** How many repositories the last run selected, where that is clearly more. */
  readonly lost?: number;
  /** Whether the run would exit with 0 and say of itself that it went well. */
  readonly succeeds: boolean;
}

export interface VerdictOptions {
  readonly idle: boolean;
  /** How many repositories the last run selected; 0 where that is not known. */
  readonly before: number;
  /** Whether the time for reading ended before the survey did. */
  readonly stopped: boolean;
  readonly endings: Pick<Endings, "interruption">;
}

/** Predicts a run's ending from a survey. What was not tried counts as if it went well. */
export function verdictOf(
  survey: Survey,
  usage: Usage,
  { run }: Settings,
  { idle, before, stopped, endings }: VerdictOptions,
): Verdict {
  const { selected, elsewhere, untried, budgets } = survey;
  const all = [...survey.failures, ...budgets.flatMap(({ unpaid }) => unpaid)];
  const failures = [...new Map(all.map((one) => [one.repository.toLowerCase(), one])).values()];
  const lost = failures.filter(({ repository }) => !isListing(repository)).length;
  const outcome = {
    selected,
    elsewhere,
    disabled: survey.disabled.length,
    read: selected - lost,
    failures,
    usage,
    listingFailed: lost < failures.length,
    stopped,
  };
  const rules = { tolerance: run, interruption: endings.interruption, idle };
  const unlisted = untried.some(({ repository }) => isListing(repository));
  const faults = faultsOf(outcome, rules).filter((fault) => fault !== "too_few_repositories" || !unlisted);
  const shrunk = untried.length === 0 && outcome.read > 0 && hasShrunk(outcome, before);
  const well = faults.length === 0 && !shrunk;
  const exitCode = exitCodeOf(outcome, well, { ...rules, idle: idle || unlisted });
  return { outcome, faults, ...(shrunk && { lost: before }), succeeds: well && exitCode === 0 };
}

/** Rows about each repository and pattern, and one that says what they come to by the rules of a run. */
export function repositoryRows(survey: Survey, verdict: Verdict, settings: Settings): readonly CheckRow[] {
  const { failures, untried, named, patterns, disabled } = survey;
  const result = verdict.succeeds ? "warn" : "fail";
  return [
    ...named.map((one) => sightedRow(one, true)),
    ...patterns.flatMap((one) => patternRows(one, [...failures, ...untried])),
    ...disabled.map((repository) =>
      row("skip", repository, "pull_requests_disabled: its pull requests are disabled", "Take it out."),
    ),
    ...failures.map((failed) => failedRow(failed, result)),
    ...untriedRows(untried),
    verdictRow(survey, verdict, settings),
  ];
}

/** What `check` gave up, and a run would not. One row: by REST without a token that is nearly everything. */
function untriedRows(untried: readonly Failed[]): readonly CheckRow[] {
  const [first, ...others] = untried;
  if (first === undefined) return [];
  const what = others.length === 0 ? first.repository : `${first.repository} and ${others.length} more`;
  return [{ ...row("warn", "not tried", `${what}: ${first.message}`, "Check again later."), untried: what }];
}

/** The limit is spent for now: what was not tried must not look like a success. */
export function unaskedRow(result: CheckResult): CheckRow {
  if (result === "skip") return row("skip", "GITHUB_REPOSITORIES", "not tried: see GitHub");
  const advice = "Check again when that is mended.";
  const one = row(result, "GITHUB_REPOSITORIES", "not tried: see GitHub", advice);
  return { ...one, untried: "GITHUB_REPOSITORIES" };
}

function failedRow({ repository, reason, message }: Failed, result: CheckResult): CheckRow {
  return row(result, repository, `${reason}: ${message}`, reasonAdvice(reason));
}

function patternRows(
  { pattern, count, first }: PatternSurvey,
  failures: readonly Failed[],
): readonly CheckRow[] {
  const owner = pattern.split("/", 1)[0]?.toLowerCase();
  const broken = failures.some(({ repository }) => repository.toLowerCase() === `${owner}/*`);
  if (count === 0) return broken ? [] : [unmatchedRow(pattern)];
  const found = `${showCount(count)} ${count === 1 ? "repository" : "repositories"}`;
  const listed = broken ? ", as far as they were listed" : "";
  const looked = first.length < count && first.length > 0 ? `; the first ${first.length} of them:` : "";
  return [row("pass", pattern, `${found}${listed}${looked}`), ...first.map((one) => sightedRow(one, false))];
}

function unmatchedRow(pattern: string): CheckRow {
  const advice =
    "Look at what the token may see; archived repositories and forks are left out of patterns unless asked for.";
  return row("warn", pattern, "no repository that the credential can see", advice);
}

/** An archived repository that is named in full is taken, though nothing happens there any more. */
function sightedRow({ repository, renamed, open, look }: Sighted, named: boolean): CheckRow {
  const archived = look?.kind === "seen" && look.archived === true;
  const found = [
    renamed === undefined ? "visible" : `renamed to ${renamed}`,
    ...(archived ? ["archived"] : []),
    ...(open === undefined ? [] : [`${showCount(open)} open`]),
    ...(look === undefined ? [] : lookText(look)),
  ].join("; ");
  const advice = [
    ...(renamed === undefined ? [] : ["Name it as it is now: its series keep the old name until then."]),
    ...(archived && named ? ["Take it out: what is open there stays open for ever."] : []),
    ...refusedFields(look).map((field) => `For ${NAMES[field]} the token needs ${RIGHTS[field]}.`),
    ...(look?.kind === "unanswered" ? ["Try again."] : []),
  ];
  return advice.length === 0
    ? row("pass", repository, found)
    : row("warn", repository, found, advice.join(" "));
}

function lookText(look: Look): readonly string[] {
  if (look.kind !== "seen") return [`not looked into: ${look.message}`];
  const names = (fields: Iterable<OptionalField>) => [...fields].map((field) => NAMES[field]).join(", ");
  return [
    ...(look.readable.size > 0 ? [`${names(look.readable)} readable`] : []),
    ...(look.refused.size > 0 ? [`${names(look.refused)} not readable`] : []),
  ];
}

function refusedFields(look: Look | undefined): readonly OptionalField[] {
  return look?.kind === "seen" ? [...look.refused] : [];
}

/** What all of it comes to, by the rules of a run. */
function verdictRow(
  survey: Survey,
  { outcome, faults, lost, succeeds }: Verdict,
  { run }: Settings,
): CheckRow {
  const { selected, elsewhere, read, failures } = outcome;
  const tried = "all together";
  const seen = selected + elsewhere + failures.length + outcome.disabled + survey.untried.length;
  if (!succeeds && seen === 0) {
    const advice = "Look at what the token may see, at archived repositories and at forks.";
    return row("fail", tried, "GITHUB_REPOSITORIES selects nothing that the credential can see", advice);
  }
  const found = `${showCount(selected)} selected, ${showCount(read)} of them readable`;
  const unlooked = unlookedIn(survey);
  const more = unlooked === undefined ? {} : { untried: unlooked };
  if (succeeds) return { ...row("pass", tried, found), ...more };
  const advice =
    read === 0
      ? "A run could deliver nothing: see above."
      : "Give the token access to what is missing, or select less.";
  const rules = faults.flatMap((fault) => RULES[fault](run));
  const shrunk = lost === undefined ? [] : [`the last run selected ${showCount(lost)}`];
  const partial = failures.length > 0 && run.failOnPartial ? ["FAIL_ON_PARTIAL is true"] : [];
  return { ...row("fail", tried, [found, ...rules, ...shrunk, ...partial].join("; "), advice), ...more };
}

/** What was found, and not looked into. */
function unlookedIn({ unseen, selected, elsewhere }: Survey): string | undefined {
  const parts = [
    ...(unseen === 0 ? [] : [`${showCount(unseen)} of ${showCount(selected)} repositories were only listed`]),
    ...(elsewhere === 0 ? [] : [`${showCount(elsewhere)} repositories of other workers (SHARD)`]),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

/** The rules by which a run that reads something fails all the same. */
const RULES: Readonly<Record<Fault, (run: Settings["run"]) => readonly string[]>> = {
  nothing_read: () => [],
  too_few_repositories: (run) => [`MIN_REPOSITORIES is ${showCount(run.minRepositories)}`],
  too_many_failures: (run) => [`FAIL_RATIO is ${showShare(run.failRatio)}`],
  listing_failed: () => ["an owner could not be listed"],
  partial_access: () => ["GitHub left something out for single sign-on"],
  internal_error: () => ["a defect was met"],
  stopped: () => ["the time ended before all was tried"],
};
