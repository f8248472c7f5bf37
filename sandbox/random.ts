/** A small seeded source of chance: the same seed gives the same numbers on every machine. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, at least 0, below `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** Normally distributed, mean 0, deviation 1. */
  normal(): number;
  /** Exponentially distributed: never negative, on average `mean`. */
  exponential(mean: number): number;
  /** One of the entries, each as likely as its weight. */
  weighted<T>(entries: readonly (readonly [weight: number, value: T])[]): T;
  /** `count` different ones, the earlier the likelier; all where there are not as many. */
  pick<T>(from: readonly T[], count: number): readonly T[];
}

/** Mulberry32 (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c): 32 bits of state are enough here. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: (mean) => -mean * Math.log(1 - next()),
    weighted: (entries) => weighted(entries, next()),
    pick: (from, count) => pick(from, count, next),
  };
}

function weighted<T>(entries: readonly (readonly [number, T])[], position: number): T {
  let rest = position * entries.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of entries) {
    rest -= weight;
    if (rest < 0) return value;
  }
  throw new RangeError("nothing to choose from");
}

function pick<T>(from: readonly T[], count: number, next: () => number): readonly T[] {
  const picked = new Set<T>();
  const wanted = Math.min(count, from.length);
  while (picked.size < wanted) {
    const value = from[Math.floor(next() ** 2 * from.length)];
    if (value !== undefined) picked.add(value);
  }
  return [...picked];
}
