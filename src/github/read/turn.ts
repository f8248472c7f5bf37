import { fnv1a, mix } from "../../domain/hash.ts";

/**
 * The ring has as many beginnings, and each hour goes on by so many. A prime: runs every 2, 6, 24 hours come to all of them too, and a
 * step that is neither small nor near a half, whatever the interval, lets nobody wait long.
 */
const BEGINNINGS = 23;
const STEP = 9;

/** Each time round, the beginnings lie elsewhere between their neighbours (by the golden ratio), so that none stays just behind another. */
const SHIFT = (Math.sqrt(5) - 1) / 2;
const HOUR_MS = 3_600_000;

/**
 * When it is a repository's turn, from 0 to below 1, in the hour of `now` (ms since 1970). Repositories stand on a ring by
 * a hash of their names, and each hour begins elsewhere on it, so that all have early turns, and nothing need be remembered.
 */
export function turnOf(repository: string, now: number): number {
  const place = mix(fnv1a(new TextEncoder().encode(repository.toLowerCase()))) / 2 ** 32;
  const hour = Math.floor(now / HOUR_MS);
  const shift = (Math.floor(hour / BEGINNINGS) * SHIFT) % 1;
  const start = (((hour * STEP) % BEGINNINGS) + shift) / BEGINNINGS;
  return (place - start + 2) % 1;
}

/** In the order of the hour of `now`. */
export function inTurn<T>(items: readonly T[], nameOf: (item: T) => string, now: number): readonly T[] {
  return items
    .map((item) => ({ item, turn: turnOf(nameOf(item), now) }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ item }) => item);
}
