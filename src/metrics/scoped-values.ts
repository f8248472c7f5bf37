/**
 * Values by sets of tags: by scope, which is the first tag of a set, and by what the set has behind it, `""` where that is nothing.
 * Texts are not put together: the same ones stand behind thousands of scopes.
 */
export interface ScopedValues<Value> {
  get(scope: string, rest: string): Value | undefined;
  set(scope: string, rest: string, value: Value): void;
  /** Each once, in any order. */
  scopes(): ReadonlySet<string>;
  /** How many values a scope has. */
  countOf(scope: string): number;
  /** A scope's values by what is behind it, in order of letters. */
  valuesOf(scope: string): readonly (readonly [string, Value])[];
}

/** Starts without a value. */
export function createScopedValues<Value>(): ScopedValues<Value> {
  // A scope alone, as totals have it, is worth no map of its own.
  const alone = new Map<string, Value>();
  const parted = new Map<string, Map<string, Value>>();
  return {
    get: (scope, rest) => (rest === "" ? alone.get(scope) : parted.get(scope)?.get(rest)),
    set(scope, rest, value) {
      if (rest === "") alone.set(scope, value);
      else partsOf(parted, scope).set(rest, value);
    },
    scopes: () => new Set([...alone.keys(), ...parted.keys()]),
    countOf: (scope) => Number(alone.has(scope)) + (parted.get(scope)?.size ?? 0),
    valuesOf(scope) {
      const own = alone.get(scope);
      const parts = [...(parted.get(scope) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
      return own === undefined ? parts : [["", own], ...parts];
    },
  };
}

function partsOf<Value>(parted: Map<string, Map<string, Value>>, scope: string): Map<string, Value> {
  const known = parted.get(scope);
  if (known !== undefined) return known;
  const parts = new Map<string, Value>();
  parted.set(scope, parts);
  return parts;
}
