/** No name that anything is compared with is longer, so more of a text would only cost time. */
const LONGEST = 64;

/**
 * How many letters must be put in, left out, replaced, or swapped with their neighbour to turn one text into the
 * other (Damerau and Levenshtein, in the restricted form: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance).
 */
export function distance(from: string, to: string): number {
  const [a, b] = [from.slice(0, LONGEST), to.slice(0, LONGEST)];
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = swaps ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(replaced, at(last, column) + 1, at(current, column - 1) + 1, swapped));
    }
    [before, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** The candidate that a name is probably a misspelling of, in any case; undefined where it is far from all of them. */
export function meant(name: string, candidates: readonly string[]): string | undefined {
  return nearest(
    name,
    candidates.filter((candidate) => isClose(name.toLowerCase(), candidate.toLowerCase())),
  );
}

/** Two slips in a long name, one in a short one: two would turn HOST into BOTS. */
function isClose(name: string, candidate: string): boolean {
  const slips = candidate.length < 8 ? 1 : 2;
  return Math.abs(name.length - candidate.length) <= slips && distance(name, candidate) <= slips;
}

/** The candidate that is nearest to a text in any case, the first of several; undefined without candidates. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const steps = distance(lower, candidate.toLowerCase());
    if (best === undefined || steps < best.distance) best = { candidate, distance: steps };
  }
  return best?.candidate;
}
