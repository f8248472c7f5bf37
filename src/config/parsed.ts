import { escaped, maskKeys } from "./redact.ts";

/** What is wrong with a value, as the end of a sentence that begins with the variable's name. */
export interface Problem {
  readonly problem: string;
  /** A value that would be right here; without it the setting's own example is shown. */
  readonly example?: string;
}

/** A value, or everything that is wrong with its text. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A parser's result when the text is right. */
export function right<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

/** A parser's result when one thing is wrong with the text. */
export function wrong(problem: string, example?: string): { ok: false; problems: readonly Problem[] } {
  return { ok: false, problems: [example === undefined ? { problem } : { problem, example }] };
}

/** Parses every item and keeps all problems, so that a person can repair a whole list at once. */
export function parseEach<Item, Value>(
  items: readonly Item[],
  parse: (item: Item) => Parsed<Value>,
): Parsed<readonly Value[]> {
  const values: Value[] = [];
  const problems: Problem[] = [];
  for (const item of items) {
    const parsed = parse(item);
    if (parsed.ok) values.push(parsed.value);
    else for (const problem of parsed.problems) problems.push(problem);
  }
  return problems.length > 0 ? { ok: false, problems } : right(values);
}

const LONGEST_SHOWN = 80;

/** A value as a message may show it: quoted, without keys, short, with what cannot be seen as `\u00a0`. */
export function quote(text: string): string {
  // Masked first: what is left of a key that was cut has no form any more.
  const masked = maskKeys(text);
  let shown = "";
  for (const character of masked) {
    const more = character.replace(/(?! )[\p{C}\p{Z}]/u, escaped);
    if (shown.length + more.length > LONGEST_SHOWN) return `"${shown}…"`;
    shown += more;
  }
  return `"${shown}"`;
}
