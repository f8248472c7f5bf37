import type { OptionalField } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { ReadSince } from "../../domain/snapshot.ts";
import type { ItemField, ListName, Wanted } from "../../domain/wanted.ts";
import type { Counts } from "../target.ts";
import type { Position } from "./connection.ts";
import type { Entry } from "./graphql-fields.ts";
import type { NestedList } from "./graphql-nested.ts";

/** Slots of the largest page: the whole of a query. */
export const LARGEST_PAGE = 60;
/** What to try for a repository whose pages are too heavy; below the last, REST. */
const SMALLER_PAGES = [25, 10, 5] as const;

/** Which end of the list a page is read from. Both at once halve the chain of cursors of a long list. */
export type End = "first" | "last";

/** One alias of a query: a page of a list of a repository, or the rest of a list inside one of its entries. */
export type Ask = PageAsk | NestedAsk;

export interface PageAsk {
  readonly kind: "page";
  readonly work: Work;
  readonly list: List;
  readonly slots: number;
  readonly end: End;
  readonly cursor: string | null;
  readonly lastTry?: true;
}

export interface NestedAsk {
  readonly kind: "nested";
  readonly work: Work;
  readonly list: List;
  readonly slots: 1;
  readonly number: number;
  readonly inner: NestedList;
  readonly position: Position;
  readonly lastTry?: true;
}

/** How far one list of a repository has been read. */
export interface List {
  readonly name: ListName;
  readonly entries: Map<number, Entry>;
  /** Cursors of pull requests that GitHub could not return, each asked for alone. */
  readonly lost: Set<string>;
  /** Where the next page from each end begins. */
  readonly cursors: Record<End, string | null>;
  /**
   * The pages reach from one end to the other, or have met: none that was open throughout is left out. The count alone
   * cannot tell, since what was closed behind a page makes up for what is still missing.
   */
  whole: boolean;
  /** The last totalCount that GitHub gave. */
  total: number;
  pageSize: number;
  /** How often it was begun again, since the entries and the count disagreed. */
  restarts: number;
  /** Milliseconds since 1970 at which its first page was asked for. */
  began: number | undefined;
  /** Answers that were kept of it, those for lists inside its entries included. */
  answers: number;
}

/** How far one repository has been read. */
export interface Work {
  readonly repository: string;
  readonly name: FullName;
  readonly lists: readonly List[];
  /** The clock of the run. */
  readonly now: () => number;
  /** Fields that this repository turned out not to tell. */
  readonly unknown: Set<OptionalField>;
  /** Asks on their way or waiting for a query. */
  open: number;
  /** Its snapshot is made, or REST makes it: answers that still come are not looked at. */
  closed: boolean;
}

/** The work of reading the lists that are wanted. A list that GitHub would not count is taken to have an entry: its first page tells. */
export function createWork(
  repository: string,
  name: FullName,
  wanted: Wanted,
  counts: Counts,
  now: () => number,
): Work {
  const names = (["pullRequests", "issues"] as const).filter((list) => wanted[list] !== undefined);
  return {
    repository,
    name,
    lists: names.map((list) => createList(list, counts[list] ?? 1)),
    now,
    unknown: new Set(),
    open: 0,
    closed: false,
  };
}

function createList(name: ListName, count: number): List {
  return {
    name,
    entries: new Map(),
    lost: new Set(),
    cursors: { first: null, last: null },
    whole: count === 0,
    total: count,
    pageSize: LARGEST_PAGE,
    restarts: 0,
    began: undefined,
    answers: 0,
  };
}

/** The lists that were read in several requests, and when that began. */
export function readSinceOf(work: Work): ReadSince {
  const several = readable(work).filter(({ answers, lost }) => answers > 1 || lost.size > 0);
  return Object.fromEntries(several.map(({ name, began }) => [name, began]));
}

/** What was read of a list; nothing where it was not to be read, or could not be. */
export function entriesOf(work: Work, name: ListName): readonly Entry[] {
  const list = readable(work).find((one) => one.name === name);
  return list === undefined ? [] : [...list.entries.values()];
}

/** Whether what an ask is for is not to be read, since the credential may not read it. */
export function isGivenUp({ work, list, ...ask }: Ask, dropped: ReadonlySet<OptionalField>): boolean {
  const forState = ask.kind === "nested" && ask.inner === "latestOpinionatedReviews";
  const isLost = (field: OptionalField) => work.unknown.has(field) || dropped.has(field);
  return isHidden(work, list) || (forState && isLost("reviewState"));
}

/** Whether the credential may not read a list. */
export function isHidden(work: Work, list: List): boolean {
  return list.name === "issues" && work.unknown.has("issues");
}

function readable(work: Work): readonly List[] {
  return work.lists.filter((list) => !isHidden(work, list));
}

/** How many of a list are known to be open. */
function countOf({ entries, lost }: List): number {
  return entries.size + lost.size;
}

/** Room for what is opened between the count and the page, so that a short list needs one page only. */
function padded(count: number, most: number): number {
  return Math.min(most, count + Math.max(2, Math.ceil(count / 10)));
}

/** What a repository needs next, given that nothing of it is on its way. */
export type Step =
  | { readonly kind: "ask"; readonly asks: readonly Ask[] }
  | { readonly kind: "complete" }
  /** The same but for so many pull requests, which GitHub could not return. */
  | { readonly kind: "lacking"; readonly lost: number }
  /** Entries and count have disagreed too often: another way to read may help. */
  | { readonly kind: "incomplete" };

/**
 * Complete is what was read from end to end and has as many entries as GitHub last counted, in each list. Another number means
 * that some came or went between the pages, or that GitHub left some out: all is read again.
 */
export function nextStep(work: Work): Step {
  const lists = readable(work);
  const pages = lists.flatMap((list) => nextPages(work, list));
  if (pages.length > 0) return { kind: "ask", asks: pages };
  const odd = lists.filter((list) => countOf(list) !== list.total);
  if (odd.length > 0) return restart(work, odd);
  const lost = lists.reduce((sum, list) => sum + list.lost.size, 0);
  return lost === 0 ? { kind: "complete" } : { kind: "lacking", lost };
}

/** Once more as before, then once more by smaller pages. */
const MOST_RESTARTS = 2;

/** Reads these lists once more, if they were not read too often already. */
export function restart(work: Work, lists: readonly List[] = readable(work)): Step {
  if (lists.some((list) => list.restarts >= MOST_RESTARTS)) return { kind: "incomplete" };
  for (const list of lists) startAgain(list);
  return nextStep(work);
}

/** Forgets what was read, to read it once more: entries came and went between the pages. */
function startAgain(list: List): void {
  list.restarts += 1;
  if (list.restarts === MOST_RESTARTS) list.pageSize = Math.min(list.pageSize, SMALLER_PAGES[0]);
  list.entries.clear();
  list.lost.clear();
  list.began = undefined;
  list.answers = 0;
  list.cursors.first = null;
  list.cursors.last = null;
  list.whole = list.total === 0;
}

/** From both ends while more than a page is left; nothing when the list is whole, or more was read than there is. */
function nextPages(work: Work, list: List): Ask[] {
  const left = list.total - countOf(list);
  if (left < 0 || list.whole) return [];
  list.began ??= work.now();
  const asks = [pageAsk(work, list, "first", padded(left, list.pageSize))];
  const rest = left - list.pageSize;
  if (rest > 0) asks.push(pageAsk(work, list, "last", padded(rest, list.pageSize)));
  return asks;
}

/** The slots of all pages that a list of so many entries takes; undefined where GitHub would not count it. */
export function pageSizes(count = 1): number[] {
  const sizes: number[] = [];
  for (let left = count; left > 0; left -= 2 * LARGEST_PAGE) {
    sizes.push(padded(left, LARGEST_PAGE));
    if (left > LARGEST_PAGE) sizes.push(padded(left - LARGEST_PAGE, LARGEST_PAGE));
  }
  // Pages that end exactly where the others begin have not met: one more shows that nothing lies between.
  if (count > LARGEST_PAGE && count % LARGEST_PAGE === 0) sizes.push(padded(0, LARGEST_PAGE));
  return sizes;
}

function pageAsk(work: Work, list: List, end: End, slots: number): PageAsk {
  return { kind: "page", work, list, slots, end, cursor: list.cursors[end] };
}

/**
 * The same ask in a smaller size, for the rest of this list. The smallest is tried once more, since its weight can
 * hardly be what failed it; undefined after that.
 */
export function smaller(ask: Ask): Ask | undefined {
  const size = SMALLER_PAGES.find((step) => step < ask.slots);
  if (ask.kind === "nested" || size === undefined) return ask.lastTry ? undefined : { ...ask, lastTry: true };
  ask.list.pageSize = Math.min(ask.list.pageSize, size);
  return { ...ask, slots: size };
}

/** A page of those `before` an entry that GitHub cannot return; where it is the first, a page of that one alone, twice. */
export function narrow(ask: PageAsk, before: number): PageAsk {
  if (ask.slots === 1) return { ...ask, lastTry: true };
  return { ...ask, slots: Math.max(1, before) };
}

/** The fields to ask for, of those that are wanted of this list. */
export function askedFields(
  wanted: Wanted,
  { work, list }: Ask,
  dropped: ReadonlySet<OptionalField>,
): ReadonlySet<ItemField> {
  const fields = wanted[list.name] ?? new Set();
  if (work.unknown.size === 0 && dropped.size === 0) return fields;
  const lost: ReadonlySet<ItemField> = new Set([...work.unknown, ...dropped]);
  return new Set([...fields].filter((field) => !lost.has(field)));
}
