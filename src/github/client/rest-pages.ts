import { GitHubError } from "../errors.ts";
import type { Client, RestAnswer } from "./client.ts";

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
  /** Where the answer came from: another path than asked for after a redirect. */
  readonly url: string;
}

/** Reads page 1. Throws GitHubError or the signal's reason. */
export async function readFirstPage<T>(
  client: Client,
  list: PagedList<T>,
  signal: AbortSignal,
): Promise<FirstPage<T>> {
  const answer = await client.get(list.path(1), signal);
  const entries = list.parse(answer.data);
  const { etag } = answer.headers;
  return {
    entries,
    lastPage: lastPageOf(answer, entries.length),
    etag: typeof etag === "string" ? etag : undefined,
    url: answer.url,
  };
}

/**
 * Gives the pages of a list in the order that misses none: from the last to the second, then the first again. An
 * entry that goes meanwhile moves later ones forward, to pages still to be read; it may then be given twice. A first
 * page that did not change costs nothing (304). Throws GitHubError or the signal's reason: the list is whole only
 * when the iteration has ended.
 */
export async function* readPages<T>(
  client: Client,
  list: PagedList<T>,
  first: FirstPage<T>,
  signal: AbortSignal,
): AsyncGenerator<readonly T[]> {
  yield first.entries;
  for (let page = first.lastPage; page > 1; page--) {
    const answer = await client.get(list.path(page), signal);
    const entries = list.parse(answer.data);
    // Every page but the only one has links (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
    if (entries.length === PER_PAGE && answer.headers["link"] === undefined) throw withoutLinks();
    yield entries;
  }
  if (first.lastPage > 1) {
    const known = first.etag === undefined ? {} : { "if-none-match": first.etag };
    const again = await client.get(list.path(1), signal, known);
    if (again.status !== 304) yield list.parse(again.data);
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

/** The number of the last page. A full page without any link is not taken at its word: a proxy may have lost it. */
function lastPageOf(answer: RestAnswer, entries: number): number {
  const link = answer.headers["link"];
  if (typeof link !== "string") return entries < PER_PAGE ? 1 : 2;
  const last = /<([^>]+)>;\s*rel="last"/.exec(link)?.[1];
  const page = Number(last === undefined ? Number.NaN : new URL(last, answer.url).searchParams.get("page"));
  if (Number.isInteger(page) && page > 0) return page;
  throw new GitHubError(
    "invalid_answer",
    "final",
    "GitHub sent a Link header that does not tell the last page",
  );
}

function withoutLinks(): GitHubError {
  const message =
    "a list of several pages came without the Link header that tells how many: a proxy may drop it";
  return new GitHubError("invalid_answer", "final", message);
}
