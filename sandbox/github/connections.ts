import type { Pageable } from "./cursors.ts";
import { typedError } from "./graphql-errors.ts";

/** The arguments that every connection has. */
export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/**
 * One page of a list, as the fields of a connection. The bounds of `first` and `last` were checked when the query
 * was inspected.
 * @throws GraphQLError of type INVALID_CURSOR_ARGUMENTS for a cursor that does not belong to this list
 */
export function connect<Item>(list: Pageable<Item>, page: PageArguments, toNode: (item: Item) => unknown) {
  const { start, end } = bounds(list, page);
  const items = list.items.slice(start, end);
  return {
    totalCount: list.items.length,
    pageInfo: () => pageInfo(list, items, start, end),
    nodes: () => items.map(toNode),
    edges: () => items.map((item) => ({ cursor: list.cursorOf(item), node: toNode(item) })),
  };
}

function bounds<Item>(list: Pageable<Item>, page: PageArguments): { start: number; end: number } {
  const from = page.after != null ? place(list, page.after).after : 0;
  const to = page.before != null ? place(list, page.before).before : list.items.length;
  if (page.first) return { start: from, end: Math.max(from, Math.min(to, from + page.first)) };
  return { start: Math.max(from, to - (page.last ?? 0)), end: Math.max(from, to) };
}

function place<Item>(list: Pageable<Item>, cursor: string): { before: number; after: number } {
  const found = list.locate(cursor);
  if (found) return found;
  throw typedError("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
}

function pageInfo<Item>(list: Pageable<Item>, items: readonly Item[], start: number, end: number) {
  const first = items[0];
  const last = items.at(-1);
  return {
    hasPreviousPage: start > 0,
    hasNextPage: end < list.items.length,
    startCursor: first === undefined ? null : list.cursorOf(first),
    endCursor: last === undefined ? null : list.cursorOf(last),
  };
}
