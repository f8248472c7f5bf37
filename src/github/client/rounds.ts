import { GitHubError } from "../errors.ts";

/** Requests for each page of a list that gives entries back as fast as they are read, before it is given up. */
const MOST_ROUNDS = 6;
/** Pages that bring no entry when they are first read. A list that shrinks while it is read has few. */
const MOST_BARREN = 3;

/** What an answer tells of a list. */
export interface Seen {
  /** Of the page's entries, where they were given again. */
  readonly keys: readonly number[];
  /** Of what was read, if GitHub gave one. */
  readonly etag: string | undefined;
  /** The last page's number, by this answer; of no account where the page is unchanged. */
  readonly lastPage: number;
  /** Whether the page is, to the last letter, as it was before (304). */
  readonly unchanged: boolean;
}

/** A page to be asked for, and the ETag of what is known of it. */
interface Visit {
  readonly page: number;
  readonly etag: string | undefined;
}

/** The order in which the pages of a list are read after its first. */
export interface Rounds {
  /** The next page; undefined when the list is whole. */
  next(): Visit | undefined;
  /** Takes in what came of it. Throws GitHubError where the list does not come to rest, or its pages bring nothing. */
  note(seen: Seen): void;
}

/**
 * From the last page down to the first, round and round, until each was asked for once more in a row and none showed what
 * is new and yet old. What goes meanwhile moves later entries forward, to pages still to be read; what comes back (a pull
 * request that is reopened) moves them to pages that were read before, where the second look finds them. Two pages need
 * three requests where nothing happens: what could hide an entry from the second has left its mark on the first. Keys grow
 * with time: what is newer than all of the first round was not in the list throughout.
 *
 * `begin` is the page to begin with: the last one, or one behind it that is to show that there is no more.
 */
export function startRounds(first: Omit<Seen, "unchanged">, perPage: number, begin = first.lastPage): Rounds {
  const etags = new Map([[1, first.etag]]);
  const known = new Set(first.keys);
  let last = begin;
  /** The last page by the latest answer, and by the latest one about page 1. */
  let told = first.lastPage;
  let claimed = told;
  let page = last;
  let newest = first.keys.reduce((a, b) => Math.max(a, b), 0);
  /** Pages in a row that were asked for again and showed nothing. */
  let quiet = 0;
  let barren = 0;
  let visits = 1;
  let mostPages = last;
  let over = last === 1;
  /** So many pages have so many entries: fewer are not the whole list. */
  const enough = () => known.size > (Math.max(told, claimed) - 1) * perPage;
  return {
    next() {
      if (over) return undefined;
      // An unchanged page 1 does not show how many pages there are by now.
      return { page, etag: page === 1 && !enough() ? undefined : etags.get(page) };
    },
    note({ keys, etag, lastPage, unchanged }) {
      visits += 1;
      const again = etags.has(page);
      // The links of an unchanged page may be left out, or be as old as the page.
      if (!unchanged) told = lastPage;
      if (!unchanged && page === 1) claimed = lastPage;
      const fresh = keys.filter((key) => !known.has(key));
      quiet = again && fresh.every((key) => key > newest) ? quiet + 1 : 0;
      if (!again) {
        newest = keys.reduce((a, b) => Math.max(a, b), newest);
        if (fresh.length === 0 && ++barren > MOST_BARREN) throw restless();
        if (keys.length === 0) last = Math.min(last, told);
      }
      for (const key of fresh) known.add(key);
      etags.set(page, etag ?? etags.get(page));
      const grown = told > last;
      const alone = last === 1 && known.size < perPage;
      over = !grown && enough() && (alone || quiet >= last || (last === 2 && page === 1 && unchanged));
      page = grown ? told : page === 1 ? last : Math.min(page - 1, last);
      last = Math.max(last, told);
      mostPages = Math.max(mostPages, last);
      if (!over && visits > MOST_ROUNDS * mostPages)
        throw enough() ? restless() : short(known.size, Math.max(told, claimed));
    },
  };
}

function restless(): GitHubError {
  const message =
    "a list of several pages changed each time it was read, or has more pages by its links than bring an entry";
  return new GitHubError("incomplete", "final", message);
}

function short(entries: number, pages: number): GitHubError {
  const message = `a list has ${pages} pages by its links, but only ${entries} entries`;
  return new GitHubError("invalid_answer", "final", message);
}
