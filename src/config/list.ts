/**
 * Splits at commas and white space outside braces, so that `acme/{api,web}` stays one item.
 * Empty items are dropped; a brace that never closes keeps the rest together, for the glob's own message.
 */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let start = 0;
  let depth = 0;
  const cut = (end: number): void => {
    if (end > start) items.push(text.slice(start, end));
    start = end + 1;
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "{") depth += 1;
    else if (character === "}") depth = Math.max(0, depth - 1);
    else if (depth === 0 && /[\s,]/.test(character)) cut(index);
  }
  cut(text.length);
  return items;
}

/** An entry of a list of globs: what it matches, and whether it adds (`+`), takes away (`!`) or just names. */
export interface Entry {
  readonly sign: "" | "+" | "!";
  readonly pattern: string;
  readonly text: string;
}

/** Reads the sign in front of an item; only the signs that the list knows are read. */
export function readEntry(text: string, signs: readonly ("+" | "!")[]): Entry {
  const sign = signs.find((candidate) => text.startsWith(candidate)) ?? "";
  return { sign, pattern: text.slice(sign.length), text };
}

/** The last of the entries that matches decides; without one it is as at the start. */
export function lastMatchDecides(
  entries: readonly { readonly takes: boolean; matches(text: string): boolean }[],
  text: string,
  atStart: boolean,
): boolean {
  return entries.findLast((entry) => entry.matches(text))?.takes ?? atStart;
}
