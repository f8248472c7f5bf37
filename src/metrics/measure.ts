import type { Series } from "../domain/series.ts";
import type { Complete } from "../domain/snapshot.ts";
import type { Traits } from "../domain/traits.ts";
import type { ListName } from "../domain/wanted.ts";
import { createAttribution } from "./attribution.ts";
import type { Row, SubjectRow } from "./catalogue.ts";
import { createFolding, type Folding } from "./folding.ts";
import type { FurtherTags } from "./further-tags.ts";
import { type Failure, scopeTag, silencedBy } from "./grain.ts";
import type { Circumstances, ItemRow } from "./item-row.ts";
import type { Grain } from "./row.ts";
import { createSeriesWriter, type SeriesOptions } from "./series.ts";
import { splitTagSet, tagSetsOf } from "./tag-sets.ts";
import { createTagger, isFolded, type Keeps, OTHER, ownerOf, repositoryTag, type Tagger } from "./tags.ts";

export interface MeasureOptions extends SeriesOptions, Omit<Circumstances, "repository"> {
  /** The enabled metrics; those about the run are left to `exporterSeries`. */
  readonly rows: readonly Row[];
  /** Which labels, authors and reviewers have series of their own, by the values of their tags. */
  readonly keeps: Keeps;
  /** Where tags beside the metrics' own come from. */
  readonly further: FurtherTags;
}

/** Repositories, or owners, whose names are one tag to Datadog: their numbers are one. */
export interface SharedTag {
  readonly tag: string;
  readonly names: readonly string[];
}

/** What the run knows of one metric, for the past to be held against. */
export interface MeasuredMetric {
  readonly row: SubjectRow;
  /** Tags of the repositories, or owners, for which it was computed, from complete readings. */
  readonly scopes: ReadonlySet<string>;
  /** Tags of those for which it was not, since a field that it needs could not be read. */
  readonly withheld: ReadonlySet<string>;
  /** Tags of the repositories that have nothing open of what it counts. */
  readonly empty: ReadonlySet<string>;
  /** Whether it was measured under a set of tags, as `joinTagSet` writes it: before and after folding into `other`. */
  has(set: string): boolean;
  /** The tags that a series under such a set has beside those, sorted. */
  further(set: string): readonly string[];
}

/** Turns snapshots into series. It keeps counters and, for percentiles, bare ages; never a pull request or issue. */
export interface Measure {
  /** Counts a repository's backlog in, with what GitHub says of it beside. Each repository once, in any order. */
  add(snapshot: Complete, traits?: Traits): void;
  /**
   * Gives all series when everything is added, in an order that does not depend on the order of adding. A repository
   * whose tag one that failed shares has none, nor has an owner whose sums would be short for it.
   */
  series(failures?: readonly Failure[]): readonly Series[];
  /** Gives what was measured, whatever becomes of its series. To be asked for when everything is added. */
  measured(failures?: readonly Failure[]): readonly MeasuredMetric[];
  /** Gives the tags that stand for several repositories, of those added and the `others`. */
  sharedTags(grain: Grain, others?: readonly string[]): readonly SharedTag[];
  /** How many pull requests and issues were added. */
  readonly added: Readonly<Record<ListName, number>>;
}

/** Starts to measure a run. */
export function createMeasure(options: MeasureOptions): Measure {
  const taggers = { folding: createTagger(options.keeps), plain: createTagger() };
  const counters = options.rows.flatMap((row) => createCounter(row, options, taggers));
  const write = createSeriesWriter(options);
  const attribution = createAttribution(options.further);
  const repositories: string[] = [];
  const busy = { pullRequests: new Set<string>(), issues: new Set<string>() };
  const added = { pullRequests: 0, issues: 0 };
  return {
    add(snapshot, traits) {
      attribution.note(snapshot.repository, traits);
      for (const counter of counters) counter.add(snapshot);
      repositories.push(snapshot.repository);
      for (const list of LISTS) {
        if (snapshot[list].length > 0) busy[list].add(repositoryTag(snapshot.repository));
        added[list] += snapshot[list].length;
      }
    },
    series(failures = []) {
      const silent = silencedBy(failures);
      return counters.flatMap((counter) =>
        listSets(counter, silent).map(([set, value]) =>
          write(counter.row, [...splitTagSet(set), ...attribution.tagsOf(counter.row, set)], value),
        ),
      );
    },
    measured(failures = []) {
      const silent = silencedBy(failures);
      const heard = (grain: Grain) =>
        repositories.map((one) => scopeTag(grain, one)).filter((scope) => !silent[grain].has(scope));
      const scopes = { repo: heard("repo"), owner: heard("owner") };
      const emptyOf = (list: ListName) => new Set(scopes.repo.filter((scope) => !busy[list].has(scope)));
      const empty = { pullRequests: emptyOf("pullRequests"), issues: emptyOf("issues") };
      return counters.map((counter) => ({
        ...toMeasured(counter, scopes[counter.row.tags[0]], empty[counter.list]),
        further: (set) => attribution.tagsOf(counter.row, set),
      }));
    },
    sharedTags: (grain, others = []) => findShared(grain, [...repositories, ...others]),
    added,
  };
}

const LISTS = ["pullRequests", "issues"] as const satisfies readonly ListName[];

/** What one metric has come to. */
interface Counter {
  readonly row: SubjectRow;
  /** What it counts. */
  readonly list: ListName;
  /** By set of tags. */
  readonly values: Folding;
  /** Tags of repositories, or owners, where a field that it needs could not be read. */
  readonly withheld: Set<string>;
  /** Sets of tags as they would be without folding, where that makes a difference. */
  readonly unfolded: Set<string>;
  add(snapshot: Complete): void;
}

/** The tags of a run, and what they would be if nothing were folded into `other`. */
interface Taggers {
  readonly folding: Tagger;
  readonly plain: Tagger;
}

/** One counter; none for a metric about the run. */
function createCounter(row: Row, options: MeasureOptions, taggers: Taggers): readonly Counter[] {
  if (row.subject === "run") return [];
  const [grain] = row.tags;
  const needs: ReadonlySet<string> = new Set(row.needs);
  const values = createFolding(row.fold);
  const list = row.subject === "issue" ? "issues" : "pullRequests";
  const counter = { row, list, values, withheld: new Set<string>(), unfolded: new Set<string>() } as const;
  const add = (snapshot: Complete): void => {
    const scope = taggers.folding(
      grain,
      grain === "owner" ? ownerOf(snapshot.repository) : snapshot.repository,
    );
    if ([...snapshot.unknown].some((field) => needs.has(field))) {
      counter.withheld.add(scope);
      return;
    }
    if (isZero(row, snapshot[list])) values.open(scope);
    const circumstances = { ...options, repository: snapshot.repository };
    if (row.subject === "issue") count(row, snapshot.issues, counter, circumstances, taggers);
    else count(row, snapshot.pullRequests, counter, circumstances, taggers);
  };
  return [{ ...counter, add }];
}

function toMeasured(
  { row, values, withheld, unfolded }: Counter,
  scopes: readonly string[],
  empty: ReadonlySet<string>,
): Omit<MeasuredMetric, "further"> {
  const known = values.result();
  const computed = new Set(scopes.filter((scope) => !withheld.has(scope)));
  return { row, scopes: computed, withheld, empty, has: (set) => known.has(set) || unfolded.has(set) };
}

function count<Item>(
  row: ItemRow<Item>,
  items: readonly Item[],
  { values, unfolded }: Pick<Counter, "values" | "unfolded">,
  circumstances: Circumstances,
  { folding, plain }: Taggers,
): void {
  for (const item of items) {
    const value = row.value(item, circumstances);
    if (value === undefined) continue;
    const sets = tagSetsOf(row, item, circumstances, folding);
    for (const set of sets) values.add(set, value);
    if (row.together || !sets.some(hidesTag)) continue;
    for (const set of tagSetsOf(row, item, circumstances, plain)) unfolded.add(set);
  }
}

function hidesTag(set: string): boolean {
  // Most sets hold no such text, and there is one for each pull request and metric: they are not taken apart.
  return set.includes(OTHER) && splitTagSet(set).some(isFolded);
}

/** Whether the repository has this metric even where nothing that is open has a part in it. */
function isZero({ zero }: SubjectRow, open: readonly unknown[]): boolean {
  return zero === "always" || (zero === "where_open" && open.length > 0);
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
