import { type MetricSeries, walkSeries } from "../domain/series.ts";
import type { MeasuredMetric, ScopedSeries } from "./measure.ts";
import { createSeriesWriter, fullName, type SeriesOptions } from "./series.ts";
import { asciiOf, isAscii, type PartedTags, partTags, type TagSet, tagSetOf, tagsIn } from "./tag-sets.ts";
import { keyOf, normaliseTag } from "./tags.ts";

/** How Datadog groups series that lack a tag; a real value is in lower case. */
const LACKS_TAG = ":N/A";

/** A series of earlier runs, and its last value. */
export interface Past {
  /** Those of the metric itself and further ones, without constant ones, in any order. */
  readonly tags: readonly string[];
  readonly value: number;
}

/** A series of earlier runs that was above 0, and of which this run measured nothing. */
export interface Vanished extends PartedTags {
  readonly set: TagSet;
}

export interface VanishedOptions {
  /** Keys of the further tags by which earlier series were told apart: a change of one makes another series. */
  readonly furtherKeys: readonly string[];
  /** Tags of repositories of which not even the zeros that were measured are sent. */
  readonly heldBack: ReadonlySet<string>;
  /** Whether series of a repository or owner are of interest for which the metric was not computed, by its tag. */
  readonly concerns: (scope: string) => boolean;
  /** Called with a key that earlier series lack and that the exporter sets: nothing is known of what they were. */
  readonly onMissingKey?: (key: string) => void;
}

/** Whether earlier values of a metric are looked at: a series of several labels, or of one pull request, simply ends. */
export function isZeroFilled({ row }: Pick<MeasuredMetric, "row">): boolean {
  return !row.together;
}

/** One metric's earlier series above 0, held against what this run measured. */
export interface PastCompared {
  /** Each once; whether it is 0 now is another question. */
  readonly vanished: readonly Vanished[];
  /**
   * Tags of the repositories or owners for which this run computed nothing. Undefined where Datadog has no earlier
   * series, or does not say whose one was.
   */
  readonly absent: ReadonlySet<string> | undefined;
}

/**
 * Gives what has vanished since the earlier runs. An earlier series that may be one that is measured, since Datadog stores or drops
 * tags of it, is left alone.
 */
export function vanishedOf(
  metric: MeasuredMetric,
  past: readonly Past[],
  { furtherKeys, heldBack, concerns, onMissingKey }: VanishedOptions,
): PastCompared {
  const isFurther = (tag: string): boolean => furtherKeys.includes(keyOf(tag));
  const mayBeSent = createAliases(metric, past);
  const unreturned = createUnreturned(metric, past, furtherKeys);
  const vanished = new Map<TagSet, Vanished>();
  const absent = new Set<string>();
  let isWhole = past.length > 0;
  for (const { tags, value } of past) {
    if (!(value > 0)) continue;
    const set = setOfPast(tags);
    const parted = partTags(metric.row, tagsIn(set));
    if (parted === undefined) isWhole = false;
    else if (!metric.scopes.has(parted.scope)) absent.add(parted.scope);
    const missing = missingKeys(metric, set, parted, unreturned);
    for (const key of missing) onMissingKey?.(key);
    if (missing.length > 0 || parted === undefined || !parted.others.every(isFurther)) continue;
    const { scope, rest } = parted;
    const isMeasured = metric.has(scope, rest) && metric.setOf(scope, rest) === set;
    const isSent = isMeasured && !(rest === "" && heldBack.has(scope));
    const isGone = metric.scopes.has(scope) ? !isSent && !mayBeSent(set, scope) : concerns(scope);
    if (isGone) vanished.set(set, { ...parted, set });
  }
  return { vanished: [...vanished.values()], absent: isWhole ? absent : undefined };
}

/** Writes series down as 0, with the tags they had, sorted. */
export function zerosOf(
  { row }: Pick<MeasuredMetric, "row">,
  vanished: readonly Vanished[],
  options: SeriesOptions,
): MetricSeries {
  const write = createSeriesWriter(options)(row);
  const sorted = vanished.map(({ set }) => set).sort();
  return {
    metric: fullName(options.prefix, row),
    count: sorted.length,
    *[Symbol.iterator]() {
      for (const set of sorted) yield write(tagsIn(set), 0);
    },
  };
}

/** The tags of an earlier series, as they are today. One that Datadog says is lacking is no tag. */
function setOfPast(tags: readonly string[]): TagSet {
  return tagSetOf(tags.filter((tag) => !tag.endsWith(LACKS_TAG)).map(normaliseTag));
}

/**
 * Keys that the exporter sets on such a series and that Datadog has none of. Either Datadog's tag configuration of the metric drops
 * them, and the series may be one that is sent now, or the settings are new. A series of an owner's sum has no `repo`, or the other way round.
 */
function missingKeys(
  { row, scopes, setOf }: MeasuredMetric,
  set: TagSet,
  parted: PartedTags | undefined,
  unreturned: () => readonly string[],
): readonly string[] {
  const held = new Set(tagsIn(set).map(keyOf));
  const lacks = (key: string): boolean => !held.has(key);
  if (parted === undefined) return held.has(row.tags[0]) ? row.tags.filter(lacks) : [];
  if (!scopes.has(parted.scope)) return unreturned().filter(lacks);
  return tagsIn(setOf(parted.scope, parted.rest)).map(keyOf).filter(lacks);
}

/**
 * Gives the further keys that no earlier series of the metric has, though one that is measured has them, or none is measured. Of a repository that was not
 * read it is not known which of them its series had.
 */
function createUnreturned(
  metric: MeasuredMetric,
  past: readonly Past[],
  furtherKeys: readonly string[],
): () => readonly string[] {
  let known: readonly string[] | undefined;
  const keysOf = (sets: readonly TagSet[]): ReadonlySet<string> =>
    new Set(sets.flatMap((set) => tagsIn(set).map(keyOf)));
  return () => {
    if (known !== undefined) return known;
    const returned = keysOf(past.map(({ tags }) => setOfPast(tags)));
    const sent = keysOf([...metric.scopes].flatMap((scope) => metric.setsOf(scope)));
    known = furtherKeys.filter((key) => (sent.size === 0 || sent.has(key)) && !returned.has(key));
    return known;
  };
}

/**
 * Says of an earlier series whether it may be one that is measured, with letters that Datadog stores in another way than they were sent:
 * one that Datadog has no series of as it was sent.
 */
function createAliases(
  metric: MeasuredMetric,
  past: readonly Past[],
): (set: TagSet, scope: string) => boolean {
  const aliases = new Map<string, ReadonlySet<TagSet>>();
  let known: ReadonlySet<TagSet> | undefined;
  const aliasesIn = (scope: string): ReadonlySet<TagSet> => {
    const doubtful = metric.setsOf(scope).filter((set) => !isAscii(set));
    if (doubtful.length === 0) return new Set();
    const stored = known ?? new Set(past.map(({ tags }) => setOfPast(tags)));
    known = stored;
    return new Set(doubtful.filter((set) => !stored.has(set)).map(asciiOf));
  };
  return (set, scope) => {
    const found = aliases.get(scope) ?? aliasesIn(scope);
    aliases.set(scope, found);
    return found.size > 0 && found.has(asciiOf(set));
  };
}

/**
 * Gives the zeros that stand under no tags of a series that is sent. Here both meet, and only here: a series never has its value and a
 * 0 in one run.
 */
export function withoutSent(
  zeros: readonly MetricSeries[],
  sent: readonly MetricSeries[],
): readonly MetricSeries[] {
  return zeros.map((one) => {
    if (one.count === 0) return one;
    const left = new Map([...one].map((zero) => [tagSetOf(zero.tags), zero]));
    for (const { tags } of walkSeries(sent.filter(({ metric }) => metric === one.metric)))
      left.delete(tagSetOf(tags));
    if (left.size === one.count) return one;
    return { metric: one.metric, count: left.size, [Symbol.iterator]: () => left.values() };
  });
}

/**
 * Takes out the zeros of repositories that are held back, whose tags `heldBackOf` gives by full name of the metric; nothing
 * else of them has a series.
 */
export function holdBack(
  series: readonly ScopedSeries[],
  heldBackOf: (metric: string) => ReadonlySet<string> | undefined,
): readonly MetricSeries[] {
  return series.map((one) => {
    const repositories = heldBackOf(one.metric);
    return repositories?.size ? one.of((scope) => !repositories.has(scope)) : one;
  });
}
