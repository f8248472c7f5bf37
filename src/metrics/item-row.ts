import type { Complete } from "../domain/snapshot.ts";
import type { ItemField } from "../domain/wanted.ts";
import type { Grain, Metric, TagText } from "./row.ts";

/** What a tag or a value may look at beside the pull request or issue itself. */
export interface Circumstances {
  /** `owner/name`, as it is to be shown. */
  readonly repository: string;
  /** Start of the run, whole seconds since 1970. */
  readonly timestamp: number;
  /** Without activity for so many seconds, a pull request or issue is stale. */
  readonly staleSeconds: number;
  /** Tag values that the reading may not have seen, by key: whether `none` holds cannot be told where it is one of them. */
  readonly hidden?: Complete["hidden"];
  /** Whether a login belongs to a machine that GitHub calls a user. */
  isBot(login: string): boolean;
}

/** What a tag is made of: `Part` is all of an item that it may look at. */
export interface TagParts<F extends ItemField, Part> extends TagText {
  readonly needs: readonly F[];
  /** GitHub's own spelling; none where the item has no such tag. */
  readonly values: (item: Part, circumstances: Circumstances) => readonly string[];
  /** Whether an item without a value is tagged `none`. */
  readonly lacks?: (item: Part) => boolean;
}

/** A tag of pull requests or issues: from their fields to its values, before normalisation. */
export type ItemTag<Item> = TagParts<ItemField, Item>;

/** What a row is made of, before its tags are looked up in the table of its subject. */
export interface RowParts<Key extends string, F extends ItemField, Part> extends Metric {
  /** The first is the one that tells repositories apart, or owners where a metric is summed for each (see `Grain`). */
  readonly tags: readonly [Grain, ...Key[]];
  /** True where all values of its tags stand on one series; else each value makes a series of its own. */
  readonly together: boolean;
  /** Fields that the value needs; those of the tags are added to them. */
  readonly needs: readonly F[];
  /**
   * What one item gives to each of its series, of a kind that `fold` can put together; undefined where it has no part
   * in the metric.
   */
  readonly value: (item: Part, circumstances: Circumstances) => number | undefined;
  /**
   * Whether a repository that was read has this metric, by `repo` alone and as 0, also where no item has a part in it:
   * even without any, only where one is open, or not at all.
   */
  readonly zero: "always" | "where_open" | "never";
}

/** A metric that is folded from the open pull requests, or from the open issues, of a repository. */
export interface ItemRow<Item> extends Omit<RowParts<string, ItemField, Item>, "needs"> {
  /** What must be known of a repository for it: by its value and by its tags. */
  readonly needs: readonly ItemField[];
  /** Its tags in their order, looked up. */
  readonly columns: readonly Column<Item>[];
}

/** One tag of a row. */
export interface Column<Item> extends ItemTag<Item> {
  readonly key: string;
}

/** Completes a row with the tags of its subject's table. */
export function withColumns<Item, Key extends string>(
  parts: RowParts<Key, ItemField, Item>,
  table: Readonly<Record<Key | Grain, ItemTag<Item>>>,
): ItemRow<Item> {
  const columns = parts.tags.map((key) => ({ key, ...table[key] }));
  return { ...parts, columns, needs: [...parts.needs, ...columns.flatMap(({ needs }) => needs)] };
}

/** What the counts have in common; each adds its tags. */
export const count = {
  unit: "item",
  stability: "stable",
  byDefault: true,
  fold: "sum",
  together: false,
  needs: [],
  zero: "never",
  value: () => 1,
} as const;
