import type { Field, OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import { type NestedList, type NestedPage, type ParsedNode, withPart } from "./graphql-fields.ts";

/** Slots of the largest page: the whole of a query. */
export const LARGEST_PAGE = 60;
/** What to try for a repository whose pages are too heavy; below the last, REST. */
const SMALLER_PAGES = [25, 10, 5] as const;

/** Which end of the list a page is read from. Both at once halve the chain of cursors of a long list. */
export type End = "first" | "last";

/** One alias of a query: a page of a repository's pull requests, or the rest of a list inside one of them. */
export type Ask = PageAsk | NestedAsk;

interface PageAsk {
  readonly kind: "page";
  readonly work: Work;
  readonly slots: number;
  readonly end: End;
  readonly cursor: string | null;
  readonly lastTry?: true;
}

interface NestedAsk {
  readonly kind: "nested";
  readonly work: Work;
  readonly slots: 1;
  readonly number: number;
  readonly list: NestedList;
  readonly after: string | null;
  readonly lastTry?: true;
}

/** How far one repository has been read. */
export interface Work {
  readonly repository: string;
  readonly name: FullName;
  readonly pulls: Map<number, PullRequest>;
  /** Fields that this repository turned out not to tell. */
  readonly unknown: Set<OptionalField>;
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
  /** Asks on their way or waiting for a query. */
  open: number;
  again: boolean;
  /** Its snapshot is made, or REST makes it: answers that still come are not looked at. */
  closed: boolean;
}

export function createWork(repository: string, name: FullName, count: number): Work {
  return {
    repository,
    name,
    pulls: new Map(),
    unknown: new Set(),
    cursors: { first: null, last: null },
    whole: count === 0,
    total: count,
    pageSize: LARGEST_PAGE,
    open: 0,
    again: false,
    closed: false,
  };
}

/** Room for what is opened between the count and the page, so that a short list needs one page only. */
function padded(count: number, most: number): number {
  return Math.min(most, count + Math.max(2, Math.ceil(count / 10)));
}

/** What a repository needs next, given that nothing of it is on its way. */
export type Step =
  | { readonly kind: "ask"; readonly asks: readonly Ask[] }
  | { readonly kind: "complete" }
  | { readonly kind: "incomplete"; readonly message: string };

/**
 * Complete is what was read from end to end and has as many pull requests as GitHub last counted. Another number means that some came or went
 * between the pages: all is read once more, and what does not agree then has no number in this run.
 */
export function nextStep(work: Work): Step {
  const pages = nextPages(work);
  if (pages.length > 0) return { kind: "ask", asks: pages };
  if (work.pulls.size === work.total) return { kind: "complete" };
  if (work.again) {
    return { kind: "incomplete", message: `read ${work.pulls.size} pull requests of ${work.total}, twice` };
  }
  startAgain(work);
  return nextStep(work);
}

/** Forgets what was read, to read it once more: pull requests came and went between the pages. */
function startAgain(work: Work): void {
  work.again = true;
  work.pulls.clear();
  work.cursors.first = null;
  work.cursors.last = null;
  work.whole = work.total === 0;
}

/** From both ends while more than a page is left; nothing when the list is whole, or more was read than there is. */
function nextPages(work: Work): Ask[] {
  const left = work.total - work.pulls.size;
  if (left < 0 || work.whole) return [];
  const asks = [pageAsk(work, "first", padded(left, work.pageSize))];
  const rest = left - work.pageSize;
  if (rest > 0) asks.push(pageAsk(work, "last", padded(rest, work.pageSize)));
  return asks;
}

function pageAsk(work: Work, end: End, slots: number): PageAsk {
  return { kind: "page", work, slots, end, cursor: work.cursors[end] };
}

/** A page as GitHub answered it. */
export interface PageContent {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly nodes: readonly ParsedNode[];
}

/** Keeps a page's pull requests; gives the asks for those lists inside them that go on. */
export function keepPage(work: Work, end: End, content: PageContent): Ask[] {
  const { pageInfo, nodes } = content;
  work.total = content.totalCount;
  const more = end === "first" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
  const cursor = end === "first" ? pageInfo.endCursor : pageInfo.startCursor;
  work.cursors[end] = cursor;
  const fresh = nodes.filter(({ pullRequest }) => !work.pulls.has(pullRequest.number));
  if (!more || fresh.length < nodes.length) work.whole = true;
  for (const { pullRequest } of fresh) {
    if (pullRequest.unnamedReviewers > 0) work.unknown.add("teams");
    work.pulls.set(pullRequest.number, pullRequest);
  }
  return fresh.flatMap(({ pullRequest, overflows }) =>
    overflows.map(({ list, after }) => nestedAsk(work, pullRequest.number, list, after)),
  );
}

/** Adds a further page of a list inside a pull request; gives the ask for the page after it, if there is one. */
export function keepNested(ask: NestedAsk, page: NestedPage): Ask[] {
  const known = ask.work.pulls.get(ask.number);
  if (known === undefined) return [];
  if (page.part.unnamedReviewers > 0) ask.work.unknown.add("teams");
  ask.work.pulls.set(ask.number, withPart(known, page.part));
  const { hasNextPage, endCursor } = page.pageInfo;
  return hasNextPage ? [nestedAsk(ask.work, ask.number, ask.list, endCursor)] : [];
}

function nestedAsk(work: Work, number: number, list: NestedList, after: string | null): NestedAsk {
  return { kind: "nested", work, slots: 1, number, list, after };
}

/**
 * The same ask in a smaller size, for the rest of this repository. The smallest is tried once more, since its weight
 * can hardly be what failed it; undefined after that.
 */
export function smaller(ask: Ask): Ask | undefined {
  const size = SMALLER_PAGES.find((step) => step < ask.slots);
  if (ask.kind === "nested" || size === undefined) return ask.lastTry ? undefined : { ...ask, lastTry: true };
  ask.work.pageSize = Math.min(ask.work.pageSize, size);
  return { ...ask, slots: size };
}

/** The fields to ask this repository for. */
export function askedFields(
  fields: ReadonlySet<Field>,
  work: Work,
  dropped: ReadonlySet<OptionalField>,
): ReadonlySet<Field> {
  if (work.unknown.size === 0 && dropped.size === 0) return fields;
  const lost: ReadonlySet<Field> = new Set([...work.unknown, ...dropped]);
  return new Set([...fields].filter((field) => !lost.has(field)));
}
