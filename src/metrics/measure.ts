import type { Series } from "../domain/series.ts";
import type { Complete } from "../domain/snapshot.ts";
import type { Row } from "./catalogue.ts";
import { createFolding, type Folding } from "./folding.ts";
import { type Failure, scopeTag, silencedBy } from "./grain.ts";
import type { PullRequestRow } from "./pull-request-row.ts";
import type { Circumstances } from "./pull-request-tags.ts";
import type { Grain } from "./row.ts";
import { fieldsOf } from "./select.ts";
import { createSeriesWriter, type SeriesOptions } from "./series.ts";
import { splitTagSet, tagSetsOf } from "./tag-sets.ts";
import { createTagger, isFolded, type Keeps, ownerOf, repositoryTag, type Tagger } from "./tags.ts";

export interface MeasureOptions extends SeriesOptions, Omit<Circumstances, "repository"> {
  /** The enabled metrics; those about the run are left to `exporterSeries`. */
  readonly rows: readonly Row[];
  /** Which labels, authors and reviewers have series of their own, by the values of their tags. */
  readonly keeps: Keeps;
}

/** Repositories, or owners, whose names are one tag to Datadog: their numbers are one. */
export interface SharedTag {
  readonly tag: string;
  readonly names: readonly string[];
}

/** What the run knows of one metric, for the past to be held against. */
export interface MeasuredMetric {
  readonly row: PullRequestRow;
  /** Tags of the repositories, or owners, for which it was computed, from complete readings. */
  readonly scopes: ReadonlySet<string>;
  /** Tags of those for which it was not, since a field that it needs could not be read. */
  readonly withheld: ReadonlySet<string>;
  /** Whether it was measured under a set of tags, as `joinTagSet` writes it: before and after folding into `other`. */
  has(set: string): boolean;
}

/** Turns snapshots into series. It keeps counters and, for percentiles, bare ages; never a pull request. */
export interface Measure {
  /** Counts a repository's backlog in. Each repository once, in any order. */
  add(snapshot: Complete): void;
  /**
   * Gives all series when everything is added, in an order that does not depend on the order of adding. A repository
   * whose tag one that failed shares has none, nor has an owner whose sums would be short for it.
   */
  series(failures?: readonly Failure[]): readonly Series[];
  /** Gives what was measured, whatever becomes of its series. To be asked for when everything is added. */
  measured(failures?: readonly Failure[]): readonly MeasuredMetric[];
  /** Gives the tags of repositories that were added without a single pull request. */
  empty(): ReadonlySet<string>;
  /** Gives the tags that stand for several repositories, of those added and the `others`. */
  sharedTags(grain: Grain, others?: readonly string[]): readonly SharedTag[];
  /** How many pull requests were counted. */
  readonly pullRequests: number;
}

/** Starts to measure a run. */
export function createMeasure(options: MeasureOptions): Measure {
  const taggers = { folding: createTagger(options.keeps), plain: createTagger() };
  const counters = options.rows.filter(isAboutPullRequests).map(createCounter);
  const write = createSeriesWriter(options);
  const repositories: string[] = [];
  const busy = new Set<string>();
  let pullRequests = 0;
  return {
    add(snapshot) {
      for (const counter of counters) count(counter, snapshot, options, taggers);
      repositories.push(snapshot.repository);
      if (snapshot.pullRequests.length > 0) busy.add(repositoryTag(snapshot.repository));
      pullRequests += snapshot.pullRequests.length;
    },
    series(failures = []) {
      const silent = silencedBy(failures);
      return counters.flatMap((counter) =>
        listSets(counter, silent).map(([set, value]) => write(counter.row, splitTagSet(set), value)),
      );
    },
    measured(failures = []) {
      const silent = silencedBy(failures);
      const heard = (grain: Grain) =>
        repositories.map((one) => scopeTag(grain, one)).filter((scope) => !silent[grain].has(scope));
      const scopes = { repo: heard("repo"), owner: heard("owner") };
      return counters.map((counter) => toMeasured(counter, scopes[counter.row.tags[0]]));
    },
    empty: () => new Set(repositories.map(repositoryTag).filter((tag) => !busy.has(tag))),
    sharedTags: (grain, others = []) => findShared(grain, [...repositories, ...others]),
    get pullRequests() {
      return pullRequests;
    },
  };
}

/** What one metric has come to. */
interface Counter {
  readonly row: PullRequestRow;
  readonly needs: ReadonlySet<string>;
  /** By set of tags. */
  readonly values: Folding;
  /** Tags of repositories, or owners, where a field that it needs could not be read. */
  readonly withheld: Set<string>;
  /** Sets of tags as they would be without folding, where that makes a difference. */
  readonly unfolded: Set<string>;
}

/** The tags of a run, and what they would be if nothing were folded into `other`. */
interface Taggers {
  readonly folding: Tagger;
  readonly plain: Tagger;
}

function createCounter(row: PullRequestRow): Counter {
  return {
    row,
    needs: fieldsOf([row]),
    values: createFolding(row.fold),
    withheld: new Set(),
    unfolded: new Set(),
  };
}

function isAboutPullRequests(row: Row): row is PullRequestRow {
  return row.subject === "pull_request";
}

function toMeasured(counter: Counter, scopes: readonly string[]): MeasuredMetric {
  const { row, values, withheld, unfolded } = counter;
  const known = values.result();
  const computed = new Set(scopes.filter((scope) => !withheld.has(scope)));
  return { row, scopes: computed, withheld, has: (set) => known.has(set) || unfolded.has(set) };
}

function count(
  { row, needs, values, withheld, unfolded }: Counter,
  snapshot: Complete,
  options: MeasureOptions,
  { folding, plain }: Taggers,
): void {
  const { repository } = snapshot;
  const [grain] = row.tags;
  const scope = folding(grain, grain === "owner" ? ownerOf(repository) : repository);
  if ([...snapshot.unknown].some((field) => needs.has(field))) {
    withheld.add(scope);
    return;
  }
  if (isZero(row, snapshot)) values.open(scope);
  const circumstances = { ...options, repository };
  for (const pullRequest of snapshot.pullRequests) {
    const value = row.value(pullRequest, circumstances);
    if (value === undefined) continue;
    const sets = tagSetsOf(row, pullRequest, circumstances, folding);
    for (const set of sets) values.add(set, value);
    if (row.together || !sets.some(hidesTag)) continue;
    for (const set of tagSetsOf(row, pullRequest, circumstances, plain)) unfolded.add(set);
  }
}

function hidesTag(set: string): boolean {
  return splitTagSet(set).some(isFolded);
}

/** Whether the repository has this metric even where no pull request has a part in it. */
function isZero({ zero }: PullRequestRow, { pullRequests }: Complete): boolean {
  return zero === "always" || (zero === "where_open" && pullRequests.length > 0);
}

function listSets(
  { row, values, withheld }: Counter,
  silent: ReturnType<typeof silencedBy>,
): readonly (readonly [string, number])[] {
  const isHeard = ([set]: readonly [string, number]): boolean => {
    const [scope = ""] = splitTagSet(set);
    return !silent[row.tags[0]].has(scope) && !withheld.has(scope);
  };
  return [...values.result()].filter(isHeard).sort(([one], [other]) => (one < other ? -1 : 1));
}

function findShared(grain: Grain, repositories: readonly string[]): readonly SharedTag[] {
  // One owner can be spelled in several ways; a repository is here once.
  const names = grain === "owner" ? repositories.map((one) => ownerOf(one).toLowerCase()) : repositories;
  const byTag = new Map<string, string[]>();
  for (const name of [...new Set(names)].sort()) {
    const tag = scopeTag(grain, name);
    byTag.set(tag, [...(byTag.get(tag) ?? []), name]);
  }
  return [...byTag]
    .filter(([, shared]) => shared.length > 1)
    .map(([tag, shared]) => ({ tag, names: shared }));
}
