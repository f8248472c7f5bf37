import { GitHubError } from "../errors.ts";
import type { Client, RestAnswer } from "./client.ts";
import { startRounds } from "./rounds.ts";

export const PER_PAGE = 100;

/** A list that REST gives in pages, oldest first: new entries append and an update moves none. */
export interface PagedList<T> {
  /** Path of a page, counted from 1. */
  path(page: number): string;
  /** Throws GitHubError when the body is not as documented. */
  parse(data: unknown): T[];
  /** What tells two entries apart. */
  key(entry: T): number;
}

/** Page 1 of a list, and what it tells of the others. */
export interface FirstPage<T> {
  readonly entries: readonly T[];
  readonly lastPage: number;
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
  const answer = await client.get(list.path(1), signal, list.parse);
  const entries = answer.data;
  return {
    entries,
    lastPage: lastPageOf(answer, entries.length),
    etag: etagOf(answer),
    repositoryId: answer.repositoryId,
  };
}

function etagOf({ headers }: RestAnswer): string | undefined {
  const { etag } = headers;
  return typeof etag === "string" ? etag : undefined;
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
  const rounds = startRounds({ ...first, keys: first.entries.map(list.key) });
  for (let visit = rounds.next(); visit !== undefined; visit = rounds.next()) {
    const { page, etag } = visit;
    const known = etag === undefined ? {} : { "if-none-match": etag };
    const parse = (data: unknown, status: number) => (status === 304 ? [] : list.parse(data));
    const answer = await client.get(list.path(page), signal, parse, known);
    const unchanged = answer.status === 304;
    const entries = answer.data;
    // Every page but the only one has links (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
    const whole = page === 1 || entries.length < PER_PAGE || answer.headers["link"] !== undefined;
    if (!whole) throw withoutLinks();
    const keys = entries.map(list.key);
    rounds.note({ keys, etag: etagOf(answer), lastPage: linkedLast(answer), unchanged });
    yield entries;
  }
}

/** Requests that count against the rate limit for a list of so many pages: each page is read twice, and with a credential a 304 is free. */
export function requestsFor(pages: number, authenticated: boolean): number {
  if (pages === 1 || authenticated) return pages;
  return pages === 2 ? 3 : 2 * pages;
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

/** The number of the last page. A full page without any link is not taken at its word: a proxy may have lost it. */
function lastPageOf(answer: RestAnswer, entries: number): number {
  if (typeof answer.headers["link"] !== "string") return entries < PER_PAGE ? 1 : 2;
  const last = linkedLast(answer);
  if (last !== undefined) return last;
  throw new GitHubError(
    "invalid_answer",
    "final",
    "GitHub sent a Link header that does not tell the last page",
  );
}

/** The last page that the links of an answer lead to; undefined where none does, as on the last page itself. */
function linkedLast({ headers, url }: RestAnswer): number | undefined {
  const target = /<([^>]+)>;\s*rel="last"/.exec(String(headers["link"]))?.[1];
  const page = Number(
    target && URL.canParse(target, url) ? new URL(target, url).searchParams.get("page") : "",
  );
  return Number.isInteger(page) && page > 0 ? page : undefined;
}

function withoutLinks(): GitHubError {
  const message =
    "a list of several pages came without the Link header that tells how many: a proxy may drop it";
  return new GitHubError("invalid_answer", "final", message);
}
