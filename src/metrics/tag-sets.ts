import type { Circumstances, Column, ItemRow } from "./item-row.ts";
import { cleanEnd, keyOf, type Tagger } from "./tags.ts";

/** No normalised tag has a comma: a set of tags is one string, which a map can count by. */
const SEPARATOR = ",";

/**
 * All tags of one series as one string, `{a:1,b:2}`: normalised, sorted by code units, each once. Two series of a metric are the
 * same to Datadog exactly where these are equal. Only `tagSetOf` makes one.
 */
export type TagSet = `{${string}}`;

/** Gives the set of these normalised tags, which can be in any order and be there twice. */
export function tagSetOf(tags: readonly string[]): TagSet {
  return `{${orderTags([...tags]).join(SEPARATOR)}}`;
}

/** Gives the tags of a set, sorted, each once. */
export function tagsIn(set: TagSet): readonly string[] {
  return partsOf(set.slice(1, -1));
}

/**
 * Gives the set as Datadog could have stored it if it knew no letters but ASCII's: which others it keeps, and in which form, is not
 * documented, and Unicode has new ones each year. https://docs.datadoghq.com/getting_started/tagging/#define-tags
 */
export function asciiOf(set: TagSet): TagSet {
  if (isAscii(set)) return set;
  return tagSetOf(tagsIn(set).map((tag) => cleanEnd(tag.replace(/[^ -~]+/g, "_"))));
}

/** Whether there is no doubt about how Datadog stores the tags. */
export function isAscii(set: TagSet): boolean {
  return !/[^ -~]/.test(set);
}

/** Sorts tags in place and takes out doubles. There can be hundreds of thousands of series, and hardly ever a double. */
export function orderTags(tags: string[]): readonly string[] {
  tags.sort();
  return tags.some((tag, index) => tag === tags[index + 1]) ? [...new Set(tags)] : tags;
}

/** The tags of one series of a metric, apart. */
export interface PartedTags {
  /** The tag of the repository or owner. */
  readonly scope: string;
  /** What `RestsOf` gives for the metric's other tags. */
  readonly rest: string;
  /** Tags under other keys than the metric's own. */
  readonly others: readonly string[];
}

/** Parts the tags of a series; undefined where it has not exactly one for each key of its metric. */
export function partTags(
  { tags: keys }: Pick<ItemRow<never>, "tags">,
  tags: readonly string[],
): PartedTags | undefined {
  const own = keys.map((key) => tags.filter((tag) => keyOf(tag) === key));
  const [[scope] = [], ...rest] = own;
  if (scope === undefined || own.some(({ length }) => length !== 1)) return undefined;
  const known: ReadonlySet<string> = new Set(own.flat());
  return {
    scope,
    rest: orderTags(rest.flat()).join(SEPARATOR),
    others: tags.filter((tag) => !known.has(tag)),
  };
}
/** A real value of that name is spelled `label_none`. */
const NONE = ":none";
/** Datadog keeps so many tags of a series, and chooses itself which. https://docs.datadoghq.com/metrics/custom_metrics/ */
export const MOST_TAGS = 100;

/**
 * Gives what the sets of tags have behind the first, the repository or owner, that a pull request or issue is counted under in
 * a metric, each once: one for each value of a tag with several, none where a tag has no value, `""` where there is no
 * further tag; where a row has its tags together, one that holds all values. Values that Datadog takes for one (`Bug`, `bug`)
 * are one. Tags are sorted, so that the same tags are the same text.
 */
export type RestsOf<Item> = (item: Item, circumstances: Circumstances, tagger: Tagger) => readonly string[];

/** Makes the function for a metric, whose series have at most `mostOwn` tags of their own, the first included. */
export function createRestsOf<Item>(
  row: Pick<ItemRow<Item>, "columns" | "together" | "legacy">,
  mostOwn: number,
): RestsOf<Item> {
  // No key of ours is the beginning of another up to a colon: in order of keys, tags are in order too.
  const columns = row.columns.slice(1).sort((one, other) => (`${one.key}:` < `${other.key}:` ? -1 : 1));
  return row.together ? inOne(columns, row.legacy ?? false, mostOwn - 1) : inEach(columns);
}

function inOne<Item>(columns: readonly Column<Item>[], legacy: boolean, most: number): RestsOf<Item> {
  // What there is one of comes first, to be kept; sorted within each key, so that the same labels are cut the same.
  const ordered = columns.toSorted((one, other) => Number(one.overlaps) - Number(other.overlaps));
  return (item, circumstances, tagger) => {
    const tags = ordered.flatMap((column) => tagsOf(column, item, circumstances, tagger).toSorted());
    const own = legacy ? tags.filter((tag) => tag !== `${keyOf(tag)}${NONE}`) : tags;
    return [orderTags(own.slice(0, most)).join(SEPARATOR)];
  };
}

const NO_REST = [""] as const;

function inEach<Item>(columns: readonly Column<Item>[]): RestsOf<Item> {
  const [first, ...others] = columns;
  if (first === undefined) return () => NO_REST;
  return (item, circumstances, tagger) => {
    let rests = tagsOf(first, item, circumstances, tagger);
    for (const column of others) {
      const tags = tagsOf(column, item, circumstances, tagger);
      rests = rests.flatMap((rest) => tags.map((tag) => `${rest}${SEPARATOR}${tag}`));
    }
    return rests;
  };
}

/** Takes what stands behind the first tag apart. */
export function partsOf(rest: string): readonly string[] {
  return rest === "" ? [] : rest.split(SEPARATOR);
}

function tagsOf<Item>(
  { key, lacks, values }: Column<Item>,
  item: Item,
  circumstances: Circumstances,
  tagger: Tagger,
): readonly string[] {
  if (lacks?.(item)) return circumstances.hidden?.get(key)?.("none") ? [] : [`${key}${NONE}`];
  const tags = values(item, circumstances).map((value) => tagger(key, value));
  return tags.length > 1 ? [...new Set(tags)] : tags;
}
