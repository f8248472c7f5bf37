import { GitHubError } from "../errors.ts";

/** Requests for each page of a list that gives entries back as fast as they are read, before it is given up. */
const MOST_ROUNDS = 6;

/** What an answer tells of a list. */
export interface Seen {
  /** Of the page's entries, where they were given again. */
  readonly keys: readonly number[];
  /** Of what was read, if GitHub gave one. */
  readonly etag: string | undefined;
  /** The last page's number; undefined where the answer does not tell. */
  readonly lastPage: number | undefined;
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
  /** Takes in what came of it. Throws GitHubError where the list does not come to rest. */
  note(seen: Seen): void;
}

/**
 * From the last page down to the first, round and round, until each was asked for once more in a row and none showed what
 * is new and yet old. What goes meanwhile moves later entries forward, to pages still to be read; what comes back (a pull
 * request that is reopened) moves them to pages that were read before, where the second look finds them. Two pages need
 * three requests where nothing happens: what could hide an entry from the second has left its mark on the first. Keys grow
 * with time: what is newer than all of the first round was not in the list throughout.
 */
export function startRounds(first: Omit<Seen, "unchanged">): Rounds {
  const etags = new Map([[1, first.etag]]);
  const known = new Set(first.keys);
  let last = first.lastPage ?? 1;
  let page = last;
  let newest = Math.max(0, ...first.keys);
  /** Pages in a row that were asked for again and showed nothing. */
  let quiet = 0;
  let visits = 1;
  let over = last === 1;
  return {
    next: () => (over ? undefined : { page, etag: etags.get(page) }),
    note({ keys, etag, lastPage = 1, unchanged }) {
      visits += 1;
      const again = etags.has(page);
      const fresh = keys.filter((key) => !known.has(key));
      quiet = again && fresh.every((key) => key > newest) ? quiet + 1 : 0;
      if (!again) newest = Math.max(newest, ...keys);
      for (const key of fresh) known.add(key);
      etags.set(page, etag ?? etags.get(page));
      const grown = lastPage > last;
      over = !grown && (quiet >= last || (last === 2 && page === 1 && unchanged));
      page = grown ? lastPage : page === 1 ? last : page - 1;
      last = Math.max(last, lastPage);
      if (!over && visits > MOST_ROUNDS * last) throw restless();
    },
  };
}

function restless(): GitHubError {
  const message = "a list of several pages changed each time it was read: what had left it kept coming back";
  return new GitHubError("incomplete", "final", message);
}
