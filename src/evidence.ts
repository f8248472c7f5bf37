import type { Photograph, ReadingFacts } from "./collect.ts";
import type { ListName } from "./domain/wanted.ts";
import { isByOwner } from "./metrics/grain.ts";
import type { MeasuredMetric } from "./metrics/measure.ts";
import { partsOf } from "./metrics/tag-sets.ts";
import { keyOf, ownerTag } from "./metrics/tags.ts";
import type { Vanished } from "./metrics/zero-fill.ts";
import type { Logger, MissingBecause, Reading, Source } from "./ports.ts";

/** What has vanished from one metric. */
export interface VanishedFrom {
  readonly metric: MeasuredMetric;
  readonly vanished: readonly Vanished[];
  /** Tags of repositories or owners that had earlier values and have none now; undefined where earlier values are not known. */
  readonly absent: ReadonlySet<string> | undefined;
}

export interface EvidenceOptions {
  readonly source: Pick<Source, "explainMissing" | "readUpdated">;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const REPOSITORY = "repo:";
/** The metric that each open entry of a list counts in, by repository. */
const TOTALS: Readonly<Record<ListName, string>> = {
  pullRequests: "pull_requests.open",
  issues: "issues.open",
};
/** A list of names in a log line is cut here. */
const MOST_NAMES = 20;

/**
 * Keeps of what has vanished what is known to be 0: GitHub is asked why repositories are missing, and what was updated in
 * those that were read in several requests. Where it gives no answer, nothing is kept. Never throws.
 */
export async function proveZeros(
  all: readonly VanishedFrom[],
  photograph: Pick<Photograph, "facts" | "failures" | "measured">,
  { source, log, signal }: EvidenceOptions,
): Promise<readonly VanishedFrom[]> {
  const { facts, failures } = photograph;
  const failed = new Set(failures.map(({ repository }) => ownerTag(repository)));
  const absent = absentByOwner(all);
  const possible = all.map((one) => ({
    ...one,
    vanished: one.vanished.filter((each) => isPossible(one, each, { facts, failed, absent })),
  }));

  const missing = new Set<string>();
  const readings = new Set<Reading>();
  for (const { metric, vanished } of possible) {
    for (const each of vanished) {
      const { scope } = each;
      if (isByOwner(metric.row)) {
        for (const repository of absent.get(listOf(metric))?.get(scope) ?? []) missing.add(repository);
      } else if (!metric.scopes.has(scope)) missing.add(nameIn(scope));
      for (const reading of readingsOf(facts, metric, each)) readings.add(reading);
    }
  }
  const [because, updated] = await Promise.all([
    missing.size === 0
      ? new Map<string, MissingBecause>()
      : source.explainMissing([...missing].sort(), signal),
    readings.size === 0 ? new Map() : source.readUpdated([...readings], facts.wanted, signal),
  ]);
  warnOfInvisible(because, log);

  const now = new Map(facts.measure(updated.values()).map((metric) => [metric.row, metric]));
  const isGone = (repository: string, list: ListName): boolean => {
    const why = because.get(repository);
    return why === "gone" || (why === "pull_requests_disabled" && list === "pullRequests");
  };
  const isProven = ({ metric }: VanishedFrom, each: Vanished): boolean => {
    const { scope, rest } = each;
    const list = listOf(metric);
    if (isByOwner(metric.row)) {
      const repositories = absent.get(list)?.get(scope) ?? [];
      if (!repositories.every((repository) => isGone(repository, list))) return false;
    } else if (!metric.scopes.has(scope)) return isGone(nameIn(scope), list);
    const moving = readingsOf(facts, metric, each);
    if (moving.length === 0) return true;
    const answered = moving.every(({ repository }) => updated.has(repository));
    return answered && !now.get(metric.row)?.has(scope, rest);
  };
  return possible.map((one) => ({ ...one, vanished: one.vanished.filter((each) => isProven(one, each)) }));
}

interface Known {
  readonly facts: ReadingFacts;
  /** Tags of the owners of whom a repository failed: their sums are without it. */
  readonly failed: ReadonlySet<string>;
  readonly absent: Absent;
}

/** Whether GitHub's answers can prove that a vanished series is 0. */
function isPossible({ metric }: VanishedFrom, each: Vanished, { facts, failed, absent }: Known): boolean {
  const { scope, rest } = each;
  if (isHidden(facts, scope, rest)) return false;
  if (isByOwner(metric.row)) {
    const repositories = absent.get(listOf(metric));
    if (repositories === undefined || failed.has(scope) || !metric.scopes.has(scope)) return false;
    if (!(repositories.get(scope) ?? []).every((repository) => isMissing(facts, repository))) return false;
  } else if (!metric.scopes.has(scope)) return isMissing(facts, nameIn(scope));
  // A check that ends does not update its pull request: https://docs.github.com/en/graphql/reference/objects#pullrequest
  return !metric.row.needs.includes("checks") || readingsOf(facts, metric, each).length === 0;
}

/** Whether the configuration takes a repository that was not selected. */
export function isMissing({ selected, takes }: ReadingFacts, repository: string): boolean {
  return !selected.has(`${REPOSITORY}${repository}`) && takes(repository);
}

/** By list and owner, the repositories with open entries in earlier runs of which this one read nothing. */
type Absent = ReadonlyMap<ListName, ReadonlyMap<string, readonly string[]>>;

/** A list whose totals are not known is not in the map: nothing proves then that the sums of owners are whole. */
function absentByOwner(all: readonly VanishedFrom[]): Absent {
  const byList = new Map<ListName, ReadonlyMap<string, readonly string[]>>();
  for (const { metric, absent } of all) {
    const list = listOf(metric);
    if (absent === undefined || TOTALS[list] !== metric.row.name) continue;
    const byOwner = new Map<string, string[]>();
    for (const repository of [...absent].map(nameIn)) {
      const owner = ownerTag(repository);
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), repository]);
    }
    byList.set(list, byOwner);
  }
  return byList;
}

/**
 * The readings of several requests in which the value of a vanished series may have moved from an entry to another one. What was
 * measured, under other further tags or as a total that is held back, has not.
 */
function readingsOf(
  { readings }: ReadingFacts,
  metric: MeasuredMetric,
  { scope, rest }: Vanished,
): readonly Reading[] {
  if (metric.has(scope, rest)) return [];
  const list = listOf(metric);
  return (readings.get(scope) ?? []).filter(({ since }) => since[list] !== undefined);
}

/** Whether a reading may not have shown what a series is about. */
function isHidden({ hidden }: ReadingFacts, scope: string, rest: string): boolean {
  const tags = partsOf(rest);
  return [...(hidden.get(scope) ?? [])].some((byKey) =>
    tags.some((tag) => byKey.get(keyOf(tag))?.(tag.slice(keyOf(tag).length + 1)) ?? false),
  );
}

function listOf({ row }: Pick<MeasuredMetric, "row">): ListName {
  return row.subject === "issue" ? "issues" : "pullRequests";
}

function nameIn(scope: string): string {
  return scope.slice(REPOSITORY.length);
}

function warnOfInvisible(because: ReadonlyMap<string, MissingBecause>, log: Logger): void {
  const names = [...because].flatMap(([name, why]) => (why === "not_visible" ? [name] : [])).sort();
  if (names.length === 0) return;
  log.warn(
    { event: "repositories_not_visible", repositories: names.slice(0, MOST_NAMES), count: names.length },
    "earlier runs read these repositories, and GitHub does not show them any more: they were deleted, or the credential lost access; their series end and are not set to 0",
  );
}
