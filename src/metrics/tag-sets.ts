import type { Circumstances, Column, ItemRow } from "./item-row.ts";
import type { Tagger } from "./tags.ts";

/** No normalised tag has a comma: a set of tags is one string, which a map can count by. */
const SEPARATOR = ",";
/** A real value of that name is spelled `label_none`. */
const NONE = ":none";
/**
 * Datadog keeps 100 tags of a series, and which it drops is not ours to choose; ten are left to constant tags.
 * https://docs.datadoghq.com/metrics/custom_metrics/
 */
const MOST_TAGS = 90;

/**
 * Gives what the sets of tags have behind the first, the repository or owner, that a pull request or issue is counted under in
 * a metric, each once: one for each value of a tag with several, none where a tag has no value, `""` where there is no
 * further tag; where a row has its tags together, one that holds all values. Values that Datadog takes for one (`Bug`, `bug`)
 * are one.
 */
export type RestsOf<Item> = (item: Item, circumstances: Circumstances, tagger: Tagger) => readonly string[];

/** Makes the function for a metric. */
export function createRestsOf<Item>(
  row: Pick<ItemRow<Item>, "columns" | "together" | "legacy">,
): RestsOf<Item> {
  const [, ...columns] = row.columns;
  return row.together ? inOne(columns, row.legacy ?? false) : inEach(columns);
}

function inOne<Item>(columns: readonly Column<Item>[], legacy: boolean): RestsOf<Item> {
  // What there is one of comes first, to be kept; in order within each key, since the same labels can come in any.
  const ordered = columns.toSorted((one, other) => Number(one.overlaps) - Number(other.overlaps));
  return (item, circumstances, tagger) => {
    const tags = ordered.flatMap((column) => tagsOf(column, item, circumstances, tagger).toSorted());
    const own = legacy ? tags.filter((tag) => !tag.endsWith(NONE)) : tags;
    return [own.slice(0, MOST_TAGS - 1).join(SEPARATOR)];
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

/** Puts tags together in the order of the row's keys; undefined where it is not one tag for each key and no other. */
export function joinTagSet({ tags: keys }: Pick<ItemRow<never>, "tags">, tags: readonly string[]) {
  const ordered = keys.map((key) => tags.filter((tag) => tag.startsWith(`${key}:`)));
  const whole = tags.length === keys.length && ordered.every((found) => found.length === 1);
  return whole ? ordered.join(SEPARATOR) : undefined;
}

/** Takes a set of tags apart. */
export function splitTagSet(set: string): readonly string[] {
  return set.split(SEPARATOR);
}

/** Parts a set of tags into its first and what it has behind that. */
export function partTagSet(set: string): readonly [scope: string, rest: string] {
  const end = set.indexOf(SEPARATOR);
  return end < 0 ? [set, ""] : [set.slice(0, end), set.slice(end + 1)];
}

/** Takes what stands behind the first tag apart. */
export function partsOf(rest: string): readonly string[] {
  return rest === "" ? [] : splitTagSet(rest);
}

function tagsOf<Item>(
  { key, lacks, values }: Column<Item>,
  item: Item,
  circumstances: Circumstances,
  tagger: Tagger,
): readonly string[] {
  if (lacks?.(item)) return [`${key}${NONE}`];
  const tags = values(item, circumstances).map((value) => tagger(key, value));
  return tags.length > 1 ? [...new Set(tags)] : tags;
}
