/** Some of the values of a tag, and the filter that holds them. */
export interface Part {
  /** A value, or what several begin with and a `*`. */
  readonly filter: string;
  readonly values: readonly string[];
}

/**
 * Cuts distinct values, at least one, into parts by the first character in which they differ: every value is in exactly one
 * part, and its filter holds no value of another. `acme/api`, `acme/app` and `acme/web` make `acme/a*` and `acme/web`. A part
 * of a single value cannot be cut further.
 */
export function cut(values: readonly string[]): readonly Part[] {
  const start = commonStart(values);
  const groups = new Map<string, string[]>();
  for (const value of values) {
    const [next = ""] = value.slice(start.length);
    groups.set(next, [...(groups.get(next) ?? []), value]);
  }
  return [...groups].map(([next, held]) =>
    held.length === 1
      ? { filter: held[0] ?? "", values: held }
      : { filter: `${start}${next}*`, values: held },
  );
}

/** What all values begin with, in whole characters. */
function commonStart(values: readonly string[]): string {
  const [first = "", ...others] = values;
  let start = "";
  for (const character of first) {
    if (!others.every((other) => other.startsWith(start + character))) return start;
    start += character;
  }
  return start;
}
