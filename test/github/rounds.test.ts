import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startRounds } from "../../src/github/client/rounds.ts";

const PER_PAGE = 2;

/** What somebody does to an entry just before a request is looked at. */
interface Change {
  readonly before: number;
  readonly entry: number;
  /** Makes it go where it is there, and come where it is not. */
  readonly times: 1 | 2;
}

/** A list of entries that may go and come back; each change leaves a mark on what it changes. */
function listOf(entries: readonly number[]) {
  const versions = new Map(entries.map((entry) => [entry, 0]));
  const there = new Set(entries);
  return {
    there,
    toggle(entry: number) {
      versions.set(entry, (versions.get(entry) ?? 0) + 1);
      if (!there.delete(entry)) there.add(entry);
    },
    page(number: number) {
      const all = [...there].sort((a, b) => a - b);
      const keys = all.slice((number - 1) * PER_PAGE, number * PER_PAGE);
      const pages = Math.max(1, Math.ceil(all.length / PER_PAGE));
      const etag = keys.map((key) => `${key}.${versions.get(key)}`).join();
      return { keys, etag, lastPage: pages };
    },
  };
}

/** Reads the list while it changes: what was seen, what was there throughout, and which pages were asked for. */
function read(entries: readonly number[], changes: readonly Change[]) {
  const list = listOf(entries);
  const first = list.page(1);
  const rounds = startRounds(first, PER_PAGE);
  const seen = new Set(first.keys);
  const stayed = new Set(entries);
  const asked = [1];
  for (let visit = rounds.next(); visit !== undefined; visit = rounds.next()) {
    for (const { entry, times } of changes.filter(({ before }) => before === asked.length)) {
      stayed.delete(entry);
      for (let i = 0; i < times; i++) list.toggle(entry);
    }
    asked.push(visit.page);
    const page = list.page(visit.page);
    const unchanged = visit.etag === page.etag;
    for (const key of page.keys) seen.add(key);
    rounds.note(unchanged ? { ...page, keys: [], unchanged } : { ...page, unchanged });
  }
  return { missed: [...stayed].filter((entry) => !seen.has(entry)), asked };
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("a list that stands still", () => {
  it.each([
    { pages: 1, asked: [1] },
    { pages: 2, asked: [1, 2, 1] },
    { pages: 3, asked: [1, 3, 2, 1, 3, 2] },
    { pages: 4, asked: [1, 4, 3, 2, 1, 4, 3, 2] },
  ])("of $pages pages is asked for in $asked", ({ pages, asked }) => {
    expect(read(numbered(pages * PER_PAGE), [])).toEqual({ missed: [], asked });
  });
});

describe("a list that changes", () => {
  it("grows at its end without being asked for more", () => {
    const grows = numbered(9).map((before) => ({ before, entry: 100 + before, times: 1 }) as const);
    expect(read(numbered(6), grows)).toMatchObject({ missed: [] });
  });

  it("misses nothing that was there throughout, whatever two change wherever and whenever", () => {
    const size = fc.integer({ min: 1, max: 9 });
    const away = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });
    const change = fc.record({
      before: fc.integer({ min: 1, max: 14 }),
      entry: fc.integer({ min: 1, max: 12 }),
      times: fc.constantFrom(1, 2),
    } satisfies { [Key in keyof Change]: fc.Arbitrary<Change[Key]> });
    fc.assert(
      fc.property(size, away, fc.array(change, { maxLength: 2 }), (count, gone, changes) => {
        const entries = numbered(count).filter((entry) => !gone.includes(entry));
        expect(read(entries, changes).missed).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  it("without end, with what was gone coming back in every round, is given up", () => {
    const back = numbered(99).map((entry) => ({ before: entry * 3, entry, times: 1 }) as const);
    const entries = numbered(8).map((entry) => entry * 100);
    expect(() => read(entries, back)).toThrow("changed each time it was read");
  });
});
