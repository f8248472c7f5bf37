import { fnv1a, mix } from "./hash.ts";

/** One of several workers that share a selection. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  /** How many workers there are. */
  readonly count: number;
}

/**
 * Gives the index of the shard, of `count`, that a key lies in: always the same, each key in exactly one. It is the one that
 * scores highest for the key (rendezvous hashing), so that one more shard only takes keys, about as many from each of
 * the others, and moves none between them. https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
export function shardOf(key: string, count: number): number {
  const seed = fnv1a(new TextEncoder().encode(key));
  let best = 0;
  let highest = -1;
  for (let index = 0; index < count; index += 1) {
    const score = mix(seed ^ mix(index + 1));
    if (score <= highest) continue;
    best = index;
    highest = score;
  }
  return best;
}
