import { GitHubError } from "../errors.ts";
import type { Client, RestAnswer } from "./client.ts";
import { startRounds } from "./rounds.ts";

/** Entries that are asked for on each page: the most that GitHub gives. */
export const PER_PAGE = 100;
/** Entries on a page when `per_page` does not reach GitHub. */
const DEFAULT_PER_PAGE = 30;
/** A million entries: far above any list of open pull requests, issues or repositories. */
const MOST_PAGES = 10_000;

/** A list that REST gives in pages, oldest first: new entries append and an update moves none. */
export interface PagedList<T> {
  /** Path of a page, counted from 1, with its query. It asks for PER_PAGE entries. */
  path(page: number): string;
  /** Throws GitHubError when the body is not as documented. */
  parse(data: unknown): T[];
  /** What tells two entries apart. */
  key(entry: T): number;
}

/** Page 1 of a list, and where the list goes on. */
export interface FirstPage<T> {
  readonly entries: readonly T[];
  /** Milliseconds since 1970, by the clock of the run, at which it was asked for. */
  readonly began: number;
  /** The last page by the answer's own links; 1 where the list pages by cursor, which does not tell. */
  readonly lastPage: number;
  /** The query of the next page, where the list pages by cursor. */
  readonly next: URLSearchParams | undefined;
  /** Nothing tells that there is more, but the number of entries is what a page holds: the next page decides. */
  readonly doubtful: boolean;
  readonly etag: string | undefined;
  /** As in RestAnswer. */
  readonly repositoryId: string | undefined;
}

/** Reads page 1. Throws GitHubError or the signal's reason. */
export async function readFirstPage<T>(
  client: Client,
  list: PagedList<T>,
  signal: AbortSignal,
): Promise<FirstPage<T>> {
  const began = client.now();
  const { entries, links, lastPage, etag, repositoryId } = await readPage(client, list, { page: 1 }, signal);
  const next = links.has("last") ? undefined : links.get("next");
  if (next !== undefined && !next.has("after")) {
    throw mismatch("its Link header tells neither the last page nor a cursor");
  }
  const doubtful = links.size === 0 && isFull(entries.length);
  return { entries, began, lastPage, next, doubtful, etag, repositoryId };
}

/**
 * Gives the pages of a list, in rounds that miss no entry which was in it throughout; some are given twice. A page that
 * did not change costs nothing (304). Throws GitHubError or the signal's reason: the list is whole only when the
 * iteration has ended.
 */
export async function* readPages<T>(
  client: Client,
  list: PagedList<T>,
  first: FirstPage<T>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  yield first.entries;
  if (first.next !== undefined) {
    yield* followCursors(client, list, first, first.next, signal);
    return;
  }
  const { lastPage, doubtful, etag } = first;
  const keys = first.entries.map(list.key);
  const rounds = startRounds({ keys, etag, lastPage }, PER_PAGE, doubtful ? 2 : lastPage);
  for (let visit = rounds.next(); visit !== undefined; visit = rounds.next()) {
    const { entries, ...seen } = await readPage(client, list, visit, signal);
    rounds.note({ ...seen, keys: entries.map(list.key) });
    yield entries;
  }
}

/** Requests that count against the rate limit for a list of so many entries. */
export function requestsFor(entries: number, authenticated: boolean): number {
  const lastPage = Math.max(1, Math.ceil(entries / PER_PAGE));
  return 1 + requestsAfter({ lastPage, doubtful: lastPage === 1 && isFull(entries) }, authenticated);
}

/** The same after its first page. Each page is read twice; with a credential, one that did not change is free. */
export function requestsAfter(
  { lastPage, doubtful }: Pick<FirstPage<unknown>, "lastPage" | "doubtful">,
  authenticated: boolean,
): number {
  if (lastPage === 1) return doubtful ? 1 : 0;
  if (authenticated) return lastPage - 1;
  return lastPage === 2 ? 2 : 2 * lastPage - 1;
}

function isFull(entries: number): boolean {
  return entries === PER_PAGE || entries === DEFAULT_PER_PAGE;
}

/** A cursor stands for an entry, not for a place: each page is read once, in order, and none is missed. */
async function* followCursors<T>(
  client: Client,
  list: PagedList<T>,
  first: FirstPage<T>,
  begin: URLSearchParams,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  const known = new Set(first.entries.map(list.key));
  let next: URLSearchParams | undefined = begin;
  for (let page = 2; next !== undefined; page++) {
    const { entries, links }: Page<T> = await readPage(client, list, { page, cursor: next }, signal);
    const before = known.size;
    for (const entry of entries) known.add(list.key(entry));
    if (known.size === before || page > MOST_PAGES) {
      throw new GitHubError("incomplete", "final", "a list went on and on without a new entry");
    }
    yield entries;
    next = links.get("next");
  }
}

/** Reads a whole list, each entry once, as it was last seen. Throws like readPages: never gives a part of the list. */
export async function readEveryPage<T>(
  client: Client,
  list: PagedList<T>,
  first: FirstPage<T>,
  signal: AbortSignal,
): Promise<T[]> {
  const byKey = new Map<number, T>();
  for await (const page of readPages(client, list, first, signal)) {
    for (const entry of page) byKey.set(list.key(entry), entry);
  }
  return [...byKey.values()];
}

/** Reads the last page too, which shows whether the pages that come are those that were asked for. Throws like readPages. */
export async function tryLastPage<T>(
  client: Client,
  list: PagedList<T>,
  first: FirstPage<T>,
  signal: AbortSignal,
): Promise<void> {
  const { next, lastPage, doubtful } = first;
  if (next !== undefined) await readPage(client, list, { page: 2, cursor: next }, signal);
  else if (doubtful) await readPage(client, list, { page: 2 }, signal);
  else if (lastPage > 1) await readPage(client, list, { page: lastPage }, signal);
}

/** Which page to ask for. */
interface Visit {
  readonly page: number;
  /** Of what is known of the page. */
  readonly etag?: string | undefined;
  /** The query that leads there, where the list pages by cursor. */
  readonly cursor?: URLSearchParams;
}

interface Page<T> {
  readonly entries: T[];
  readonly links: Links;
  /** The last page, by this page's links. */
  readonly lastPage: number;
  readonly etag: string | undefined;
  readonly unchanged: boolean;
  readonly repositoryId: string | undefined;
}

/** Throws GitHubError, also where the answer is to another question. */
async function readPage<T>(
  client: Client,
  list: PagedList<T>,
  { page, etag, cursor }: Visit,
  signal: AbortSignal,
): Promise<Page<T>> {
  const [path = ""] = list.path(page).split("?");
  const asked = cursor === undefined ? list.path(page) : `${path}?${cursor}`;
  const known = etag === undefined ? {} : { "if-none-match": etag };
  const parse = (body: unknown, { status, headers }: Pick<RestAnswer, "status" | "headers">) => {
    const unchanged = status === 304;
    if (unchanged && etag === undefined)
      throw mismatch("it says that nothing changed, though nothing was known");
    const entries = unchanged ? [] : list.parse(body);
    const links = linksOf(headers);
    if (!unchanged) expectAnswerTo(page, cursor !== undefined, entries.length, links);
    const lastPage = lastPageOf(page, entries.length, links);
    return { entries, links, lastPage, etag: etagOf(headers), unchanged };
  };
  const { data, repositoryId } = await client.get(asked, signal, parse, known);
  return { ...data, repositoryId };
}

function etagOf({ etag }: RestAnswer["headers"]): string | undefined {
  return typeof etag === "string" ? etag : undefined;
}

/** The queries that the links of an answer lead to, by their relation. */
type Links = ReadonlyMap<string, URLSearchParams>;

function linksOf(headers: RestAnswer["headers"]): Links {
  const links = new Map<string, URLSearchParams>();
  for (const [, query = "", relation = ""] of String(headers["link"] ?? "").matchAll(LINK)) {
    links.set(relation, new URLSearchParams(query));
  }
  return links;
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api#using-link-headers */
const LINK = /<[^<>?]*\??([^<>]*)>;\s*rel="(\w+)"/g;

/**
 * Throws where an answer does not correspond to the question: a proxy may drop the query, serve one page for another, or
 * lose the links. Each page but an only one has links, which repeat the query (docs/decisions/0006).
 */
function expectAnswerTo(page: number, byCursor: boolean, entries: number, links: Links): void {
  if (entries > PER_PAGE) throw mismatch(`it has ${entries} entries, ${PER_PAGE} were asked for`);
  for (const query of links.values()) {
    if (query.get("per_page") !== String(PER_PAGE)) throw mismatch("its links are for pages of another size");
  }
  if (byCursor) {
    if (entries === PER_PAGE && links.size === 0) throw mismatch("it lacks the Link header");
    return;
  }
  const [before, after, last] = ["prev", "next", "last"].map((relation) => numberOf(links.get(relation)));
  // A page beyond the end is empty, and names the last page that there is as the one before it.
  const follows = entries > 0 ? before === page - 1 : links.size === 0 || (before ?? page) < page;
  const fits =
    (page === 1 ? !links.has("prev") : follows) &&
    (!links.has("next") || after === page + 1) &&
    (!links.has("last") || (last !== undefined && (entries === 0 || last >= page)));
  if (!fits) throw mismatch("its links are those of another page");
  if (last !== undefined && last > MOST_PAGES) throw mismatch(`its links tell of ${last} pages`);
}

/** The number of the last page, as the page that was asked for tells it. */
function lastPageOf(page: number, entries: number, links: Links): number {
  const last = numberOf(links.get("last"));
  if (entries > 0) return last ?? page;
  // Whatever the links say, there is nothing on an empty page or behind it.
  return Math.max(1, Math.min(last ?? page, numberOf(links.get("prev")) ?? page, page - 1));
}

function numberOf(query: URLSearchParams | undefined): number | undefined {
  const page = Number(query?.get("page") ?? "");
  return Number.isInteger(page) && page > 0 ? page : undefined;
}

function mismatch(why: string): GitHubError {
  const message = `a page of a list does not correspond to what was asked for: ${why}. A proxy may change requests or answers`;
  return new GitHubError("invalid_answer", "transient", message);
}
