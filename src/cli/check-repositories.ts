import type { Outcome } from "../collect.ts";
import type { Settings } from "../config/load.ts";
import type { OptionalField } from "../domain/pull-request.ts";
import type { Failed } from "../domain/snapshot.ts";
import { exitCodeOf, judge } from "../ending.ts";
import type { Look } from "../github/check/look.ts";
import type { PatternSurvey, Sighted, Survey } from "../github/check/survey.ts";
import { RIGHTS } from "../github/read/unknowns.ts";
import { rowsWithout, selectRows } from "../metrics/select.ts";
import { reasonAdvice } from "./check-advice.ts";
import type { GitHubFindings } from "./check-findings.ts";
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

/** Rows about each repository and pattern, and one that says what they come to by the rules of a run. */
export function repositoryRows(
  { limits, survey, usage }: GitHubFindings,
  settings: Settings,
  endings: Pick<Endings, "reading" | "interruption">,
): readonly CheckRow[] {
  if (survey === undefined) return [untriedRow(limits)];
  const { failures, selected } = survey;
  const lost = failures.filter(({ repository }) => !isListing(repository)).length;
  const listingFailed = lost < failures.length;
  const read = selected - lost;
  const stopped = endings.reading.aborted;
  const disabled = survey.disabled.length;
  const outcome = { selected, elsewhere: 0, disabled, read, failures, usage, listingFailed, stopped };
  const { interruption } = endings;
  const rules = { tolerance: settings.run, interruption, idle: false };
  const well = read + disabled > 0 && judge(outcome, rules, SILENT);
  const succeeds = well && exitCodeOf(outcome, well, rules) === 0;
  return [
    ...survey.named.map((one) => sightedRow(one, true)),
    ...survey.patterns.flatMap((one) => patternRows(one, survey)),
    ...survey.disabled.map((repository) =>
      row("skip", repository, "pull_requests_disabled: its pull requests are disabled", "Take it out."),
    ),
    ...failures.map((failed) => failedRow(failed, succeeds ? "warn" : "fail")),
    verdictRow(outcome, settings, succeeds),
  ];
}

/** Where nothing else has failed, the quota is spent: what was not tried must not look like a success. */
function untriedRow(limits: GitHubFindings["limits"]): CheckRow {
  return limits.kind === "answered"
    ? row("fail", "GITHUB_REPOSITORIES", "not tried: see GitHub", "Check again when that is mended.")
    : row("skip", "GITHUB_REPOSITORIES", "not tried: see GitHub");
}

const ignore = () => {};
/** The verdict is a row, not a line. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

function isListing(repository: string): boolean {
  return repository.endsWith("/*");
}

function failedRow({ repository, reason, message }: Failed, result: CheckResult): CheckRow {
  return row(
    isListing(repository) ? "fail" : result,
    repository,
    `${reason}: ${message}`,
    reasonAdvice(reason),
  );
}

function patternRows({ pattern, count, first }: PatternSurvey, { failures }: Survey): readonly CheckRow[] {
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
function verdictRow(outcome: Outcome, { run }: Settings, succeeds: boolean): CheckRow {
  const { selected, read, disabled, failures } = outcome;
  const tried = "all together";
  if (selected + disabled + failures.length === 0) {
    const advice = "Look at what the token may see, at archived repositories and at forks.";
    return row("fail", tried, "GITHUB_REPOSITORIES selects nothing that the credential can see", advice);
  }
  const found = `${showCount(selected)} selected, ${showCount(read)} of them readable`;
  if (succeeds) return row("pass", tried, found);
  if (read === 0) return row("fail", tried, found, "A run could deliver nothing: see above.");
  const advice = "Give the token access to what is missing, or select less.";
  return row("fail", tried, [found, ...broken(outcome, run)].join("; "), advice);
}

/** The rules by which a run that reads something fails all the same. */
function broken(outcome: Outcome, run: Settings["run"]): readonly string[] {
  const { selected, failures, listingFailed, usage, stopped } = outcome;
  const tooMany = failures.length / Math.max(selected, 1) > run.failRatio;
  const rules = [
    [selected < run.minRepositories, `MIN_REPOSITORIES is ${showCount(run.minRepositories)}`],
    [tooMany, `FAIL_RATIO is ${showShare(run.failRatio)}`],
    [failures.length > 0 && run.failOnPartial, "FAIL_ON_PARTIAL is true"],
    [listingFailed, "an owner could not be listed"],
    [usage.partialAccess, "GitHub left something out for single sign-on"],
    [stopped, "the time ended before all was tried"],
  ] as const;
  return rules.flatMap(([holds, rule]) => (holds ? [rule] : []));
}
