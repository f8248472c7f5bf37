import { compare, type Key } from "./order.ts";

/**
 * A list that can be paged through. A cursor holds the key of an item, not its place: what is closed or opened
 * elsewhere in the list never moves what a cursor means, as with GitHub's own.
 */
export interface Pageable<Item> {
  readonly items: readonly Item[];
  cursorOf(item: Item): string;
  /** Where the items before and after the cursor's item end and begin; undefined for a cursor that is none. */
  locate(cursor: string): { readonly before: number; readonly after: number } | undefined;
}

const prefix = "cursor:v2:";

function encode(order: string, key: Key): string {
  return Buffer.from(prefix + JSON.stringify([order, ...key])).toString("base64");
}

function decode(order: string, cursor: string): Key | undefined {
  const text = Buffer.from(cursor, "base64").toString();
  if (!text.startsWith(prefix)) return undefined;
  const parts = parse(text.slice(prefix.length));
  if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== order) return undefined;
  const [, value, id] = parts;
  return isScalar(value) && isScalar(id) ? [value, id] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Pages through a list that is sorted by its keys. `order` names it: a cursor of another order is refused. */
export function byKey<Item>(
  items: readonly Item[],
  order: string,
  descending: boolean,
  keyOf: (item: Item) => Key,
): Pageable<Item> {
  const direction = descending ? -1 : 1;
  return {
    items,
    cursorOf: (item) => encode(order, keyOf(item)),
    locate(cursor) {
      const key = decode(order, cursor);
      if (!key) return undefined;
      return {
        before: firstWhere(items, (item) => compare(keyOf(item), key) * direction >= 0),
        after: firstWhere(items, (item) => compare(keyOf(item), key) * direction > 0),
      };
    },
  };
}

/** Index of the first item for which a test holds that, once it holds, holds to the end of the list. */
function firstWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Pages through a short list of things with names (labels, requested reviewers) in the order it has. Here a cursor holds a place, as the
 * library that GitHub uses makes them by default: what is removed before it moves what is behind it.
 * https://graphql-ruby.org/pagination/cursors.html
 */
export function byName<Item>(items: readonly Item[], nameOf: (item: Item) => string): Pageable<Item> {
  return {
    items,
    cursorOf: (item) => encode("name", [items.indexOf(item), nameOf(item)]),
    locate(cursor) {
      const key = decode("name", cursor);
      if (!key) return undefined;
      const place = Number(key[0]);
      return { before: place, after: place + 1 };
    },
  };
}
