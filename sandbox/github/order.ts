import type { IssueRecord, PullRequestRecord } from "../population.ts";

/** What a list is sorted by: a value, then an id that makes it unique. */
export type Key = readonly [string | number, string | number];

/** Order of two keys of one list. */
export function compare(a: Key, b: Key): number {
  return compareValues(a[0], b[0]) || compareValues(a[1], b[1]);
}

function compareValues(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Orders of a list of pull requests or issues that both APIs offer. */
export type Order = "created" | "updated";

interface Dated {
  readonly number: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The key of a pull request or issue in an order. Recorded times have one format, so they compare as texts. */
export function keyIn(order: Order, item: Dated): Key {
  return [order === "created" ? item.createdAt : item.updatedAt, item.number];
}

type Sorter<Item> = (list: readonly Item[], order: Order, descending: boolean) => readonly Item[];

/** Sorts a list once for each order and direction: a population's lists are never changed, only replaced. */
export function createSorter<Item extends Dated>(): Sorter<Item> {
  const copies = new WeakMap<readonly Item[], Map<string, readonly Item[]>>();
  return (list, order, descending) => {
    const known = copies.get(list) ?? new Map<string, readonly Item[]>();
    copies.set(list, known);
    const name = `${order}:${descending}`;
    const direction = descending ? -1 : 1;
    const copy =
      known.get(name) ?? list.toSorted((a, b) => compare(keyIn(order, a), keyIn(order, b)) * direction);
    known.set(name, copy);
    return copy;
  };
}

/** A list of pull requests in an order, the same copy at each call. */
export const sortPullRequests = createSorter<PullRequestRecord>();

/** A list of issues in an order, the same copy at each call. */
export const sortIssues = createSorter<IssueRecord>();
