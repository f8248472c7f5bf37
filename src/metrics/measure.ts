import type { MetricSeries } from "../domain/series.ts";
import type { Complete } from "../domain/snapshot.ts";
import type { Traits } from "../domain/traits.ts";
import type { ListName } from "../domain/wanted.ts";
import { type Attribution, createAttribution } from "./attribution.ts";
import type { Row, SubjectRow } from "./catalogue.ts";
import { type Counter, createCounter } from "./counter.ts";
import type { FurtherTags } from "./further-tags.ts";
import { type Failure, scopeTag, silencedBy } from "./grain.ts";
import type { Circumstances } from "./item-row.ts";
import type { Grain } from "./row.ts";
import { createSeriesWriter, fullName, type SeriesOptions, type SeriesWriter } from "./series.ts";
import { MOST_TAGS, partsOf, type TagSet, tagSetOf } from "./tag-sets.ts";
import { createTagger, type Keeps, ownerOf } from "./tags.ts";

export interface MeasureOptions extends SeriesOptions, Omit<Circumstances, "repository" | "hidden"> {
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
  /** The tags, without constant ones, that a series with these own tags has in this run. They are parted as by `partTags`. */
  setOf(scope: string, rest: string): TagSet;
  /** Whether it was measured under these own tags, before or after folding into `other`. */
  has(scope: string, rest: string): boolean;
  /** The tags of everything that was measured in a scope, before and after folding. */
  setsOf(scope: string): readonly TagSet[];
}

/** The series of one metric about repositories. A scope is the tag of a repository, or of an owner. */
export interface ScopedSeries extends MetricSeries {
  readonly row: SubjectRow;
  /** Gives those of some scopes alone. */
  of(takes: (scope: string) => boolean): MetricSeries;
}

/** Turns snapshots into series. It keeps counters and, for percentiles, bare ages; never a pull request, issue or series. */
export interface Measure {
  /**
   * Counts a repository's backlog in, with what GitHub says about the repository. Each repository once, in any order. Where it
   * throws, nothing of the repository is counted.
   */
  add(snapshot: Complete, traits?: Traits): void;
  /**
   * Gives all series when everything is added, in an order that does not depend on the order of adding. A repository
   * whose tag one that failed shares has none, nor has an owner whose sums would be short for it.
   */
  series(failures?: readonly Failure[]): readonly ScopedSeries[];
  /** Gives what was measured, whatever becomes of its series. To be asked for when everything is added. */
  measured(failures?: readonly Failure[]): readonly MeasuredMetric[];
  /** Gives the tags that stand for several repositories, of those added and the `others`. */
  sharedTags(grain: Grain, others?: readonly string[]): readonly SharedTag[];
}

/** Starts to measure a run. */
export function createMeasure(options: MeasureOptions): Measure {
  const taggers = { folding: createTagger(options.keeps), plain: createTagger() };
  const { constantTags, further } = options;
  const mostOwn = MOST_TAGS - constantTags.length - Math.max(further.keys.length, further.defaults.length);
  const counters = options.rows.flatMap((row) => createCounter(row, taggers, mostOwn));
  const { timestamp, staleSeconds, isBot } = options;
  const attribution = createAttribution(further);
  const repositories: string[] = [];
  const known = { repo: new Set<string>(), owner: new Set<string>() };
  const busy = { pullRequests: new Set<string>(), issues: new Set<string>() };
  return {
    add(snapshot, traits) {
      const { repository, hidden } = snapshot;
      const scopes = { repo: scopeTag("repo", repository), owner: scopeTag("owner", repository) };
      const circumstances = { timestamp, staleSeconds, isBot, repository, ...(hidden && { hidden }) };
      const counted = counters.map((counter) => counter.count(snapshot, scopes, circumstances));
      attribution.note(repository, traits);
      for (const add of counted) add();
      repositories.push(repository);
      for (const grain of GRAINS) known[grain].add(scopes[grain]);
      for (const list of LISTS) if (snapshot[list].length > 0) busy[list].add(scopes.repo);
    },
    series(failures = []) {
      const silent = silencedBy(failures);
      const sorted = (grain: Grain) => [...without(known[grain], silent[grain])].sort();
      const scopes = { repo: sorted("repo"), owner: sorted("owner") };
      const writerOf = createWriterOf(attribution, options);
      return counters.map((counter) => {
        const { row } = counter;
        const mine = scopes[row.tags[0]];
        const named = { metric: fullName(options.prefix, row), write: writerOf(counter) };
        const of = (takes: (scope: string) => boolean) =>
          createSeries(
            counter,
            mine.filter((scope) => takes(scope)),
            named,
          );
        return { ...createSeries(counter, mine, named), row, of };
      });
    },
    measured(failures = []) {
      const silent = silencedBy(failures);
      const scopes = { repo: without(known.repo, silent.repo), owner: without(known.owner, silent.owner) };
      const empty = {
        pullRequests: without(scopes.repo, busy.pullRequests),
        issues: without(scopes.repo, busy.issues),
      };
      return counters.map((counter) =>
        toMeasured(counter, scopes[counter.row.tags[0]], empty[counter.list], attribution),
      );
    },
    sharedTags: (grain, others = []) => findShared(grain, [...repositories, ...others]),
  };
}

const GRAINS = ["repo", "owner"] as const satisfies readonly Grain[];
const LISTS = ["pullRequests", "issues"] as const satisfies readonly ListName[];

/** Gives the writer of a counter's series, further tags included. */
type WriterOf = (counter: Counter) => SeriesWriter;

function createWriterOf(attribution: Attribution, options: SeriesOptions): WriterOf {
  const writerOf = createSeriesWriter(options);
  return ({ row }) => {
    const write = writerOf(row);
    return (own, value) => write([...own, ...attribution.tagsOf(row, own)], value);
  };
}

function createSeries(
  counter: Counter,
  scopes: readonly string[],
  { metric, write }: { readonly metric: string; readonly write: SeriesWriter },
): MetricSeries {
  const values = counter.values.result();
  const told = (scope: string): boolean => !counter.withheld.has(scope);
  return {
    metric,
    count: scopes.reduce((sum, scope) => sum + (told(scope) ? values.countOf(scope) : 0), 0),
    *[Symbol.iterator]() {
      for (const scope of scopes.filter(told))
        for (const [rest, value] of values.valuesOf(scope)) yield write([scope, ...partsOf(rest)], value);
    },
  };
}

function toMeasured(
  { row, values, withheld, unfolded }: Counter,
  scopes: ReadonlySet<string>,
  empty: ReadonlySet<string>,
  attribution: Attribution,
): MeasuredMetric {
  const known = values.result();
  const setOf = (scope: string, rest: string): TagSet => {
    const own = [scope, ...partsOf(rest)];
    return tagSetOf([...own, ...attribution.tagsOf(row, own)]);
  };
  return {
    row,
    scopes: without(scopes, withheld),
    withheld,
    empty,
    setOf,
    has: (scope, rest) => known.get(scope, rest) !== undefined || unfolded.get(scope, rest) !== undefined,
    setsOf: (scope) =>
      [...known.valuesOf(scope), ...unfolded.valuesOf(scope)].map(([rest]) => setOf(scope, rest)),
  };
}

/** The set itself where nothing is taken out: it can be one of ten thousand names, and there is one for each metric. */
function without(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return others.size === 0 ? names : new Set([...names].filter((name) => !others.has(name)));
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
