import { type Fold, fold, type Metric, type Percentile } from "./row.ts";

/** The values of one metric while they are put together, by set of tags. */
export interface Folding {
  /** Sees to it that there is a value: 0 where none is added. */
  open(set: string): void;
  /** Takes in a value, which is not negative. */
  add(set: string, value: number): void;
  /** Gives what each set has come to. Nothing is to be added after that: what it came from is let go. */
  result(): ReadonlyMap<string, number>;
}

const PERCENT: Readonly<Record<Percentile, number>> = { p50: 50, p90: 90 };

/** Starts to put values together. */
export function createFolding(how: Metric["fold"]): Folding {
  return how === "sum" || how === "max" ? foldAsTheyCome(how) : keepToRank(PERCENT[how]);
}

function foldAsTheyCome(how: Fold): Folding {
  const values = new Map<string, number>();
  const add = (set: string, value: number): void => {
    values.set(set, fold(how, values.get(set), value));
  };
  return { open: (set) => add(set, 0), add, result: () => values };
}

/** A rank is only known at the end, since two repositories can have one tag: until then the bare numbers are kept. */
function keepToRank(percent: number): Folding {
  const lists = new Map<string, number[]>();
  const ranked = new Map<string, number>();
  const listOf = (set: string): number[] => {
    const list = lists.get(set) ?? [];
    lists.set(set, list);
    return list;
  };
  return {
    open: listOf,
    add: (set, value) => listOf(set).push(value),
    result() {
      for (const [set, list] of lists) ranked.set(set, nearestRank(list, percent));
      lists.clear();
      return ranked;
    },
  };
}

/** The least value that `percent` of all do not exceed. https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method */
function nearestRank(values: number[], percent: number): number {
  values.sort((one, other) => one - other);
  return values[Math.ceil((values.length * percent) / 100) - 1] ?? 0;
}
