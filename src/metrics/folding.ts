import { type Fold, fold, type Metric, type Percentile } from "./row.ts";
import { createScopedValues, type ScopedValues } from "./scoped-values.ts";

/** The values of one metric while they are put together, by set of tags: its scope, and what it has behind that. */
export interface Folding {
  /** Sees to it that a scope has a value by itself: 0 where none is added. */
  open(scope: string): void;
  /** Takes in a value, which is not negative. */
  add(scope: string, rest: string, value: number): void;
  /** Gives what each set has come to. Nothing is to be added after that: what it came from is let go. */
  result(): ScopedValues<number>;
}

const PERCENT: Readonly<Record<Percentile, number>> = { p50: 50, p90: 90 };

/** Starts to put values together. */
export function createFolding(how: Metric["fold"]): Folding {
  return how === "sum" || how === "max" ? foldAsTheyCome(how) : keepToRank(PERCENT[how]);
}

function foldAsTheyCome(how: Fold): Folding {
  const values = createScopedValues<number>();
  const add = (scope: string, rest: string, value: number): void => {
    values.set(scope, rest, fold(how, values.get(scope, rest), value));
  };
  return { open: (scope) => add(scope, "", 0), add, result: () => values };
}

/** A rank is only known at the end, since two repositories can have one tag: until then the bare numbers are kept. */
function keepToRank(percent: number): Folding {
  let lists = createScopedValues<number[]>();
  const ranked = createScopedValues<number>();
  const listOf = (scope: string, rest: string): number[] => {
    const list = lists.get(scope, rest) ?? [];
    lists.set(scope, rest, list);
    return list;
  };
  return {
    open: (scope) => listOf(scope, ""),
    add: (scope, rest, value) => listOf(scope, rest).push(value),
    result() {
      for (const scope of lists.scopes())
        for (const [rest, list] of lists.valuesOf(scope)) ranked.set(scope, rest, nearestRank(list, percent));
      lists = createScopedValues();
      return ranked;
    },
  };
}

/** The least value that `percent` of all do not exceed. https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method */
function nearestRank(values: number[], percent: number): number {
  values.sort((one, other) => one - other);
  return values[Math.ceil((values.length * percent) / 100) - 1] ?? 0;
}
