import { type Parsed, quote, right, wrong } from "./parsed.ts";

/** Whether a text matches, as a whole and in any case. */
export type Matcher = (text: string) => boolean;

/** One state of the automaton: it takes a character, or leads on without taking one. */
type State =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "one" }
  | { readonly kind: "many" }
  | { readonly kind: "fork"; readonly targets: number[] };

/** A group that is still open: its fork, the ends of its alternatives, and whether any of them holds something. */
interface Group {
  readonly fork: number[];
  readonly ends: number[][];
  holdsText: boolean;
}

/**
 * Compiles `*` (any characters), `?` (one) and `{a,b}`; everything else is literal, brackets and dots included.
 * `apart` is a character that `*` and `?` do not match. Matching keeps a set of states instead of trying one
 * path after another, so its time is at most the product of both lengths (https://swtch.com/~rsc/regexp/regexp1.html).
 */
export function compileGlob(pattern: string, apart?: string): Parsed<Matcher> {
  if (pattern === "") return wrong("has an empty pattern");
  const states = parseStates([...pattern.toLowerCase()]);
  if (typeof states === "string") return wrong(`has ${quote(pattern)}, which is not a glob: ${states}`);
  return right((text) => matches(states, [...text.toLowerCase()], apart));
}

/** What every text that a glob matches begins with, in lower case. */
export function literalStart(pattern: string): string {
  return (/^[^*?{]*/.exec(pattern)?.[0] ?? "").toLowerCase();
}

/** The automaton, or why there is none. One pass with a stack of our own: deep braces cannot exhaust the call stack. */
function parseStates(characters: readonly string[]): readonly State[] | string {
  const states: State[] = [];
  const open: Group[] = [];
  for (const character of characters) {
    const group = open.at(-1);
    if (character === "{") {
      if (group) group.holdsText = true;
      open.push(openGroup(states));
    } else if (character === "}") {
      if (!group) return "a } has no {";
      if (!group.holdsText) return "braces hold nothing";
      for (const end of group.ends) end.push(states.length);
      open.pop();
    } else if (character === "," && group) {
      const end: number[] = [];
      states.push({ kind: "fork", targets: end });
      group.ends.push(end);
      group.fork.push(states.length);
    } else {
      if (group) group.holdsText = true;
      states.push(characterState(character));
    }
  }
  return open.length > 0 ? "a { has no }" : states;
}

function openGroup(states: State[]): Group {
  const fork = [states.length + 1];
  states.push({ kind: "fork", targets: fork });
  return { fork, ends: [], holdsText: false };
}

function characterState(character: string): State {
  if (character === "*") return { kind: "many" };
  return character === "?" ? { kind: "one" } : { kind: "character", character };
}

function matches(states: readonly State[], text: readonly string[], apart: string | undefined): boolean {
  let current = reach(states, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state?.kind === "character" && state.character === character) next.push(index + 1);
      else if (state?.kind === "one" && character !== apart) next.push(index + 1);
      else if (state?.kind === "many" && character !== apart) next.push(index);
    }
    if (next.length === 0) return false;
    current = reach(states, next);
  }
  return current.has(states.length);
}

/** Every state that is reached without taking a character. The state after the last one is the match. */
function reach(states: readonly State[], from: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const left = [...from];
  for (let index = left.pop(); index !== undefined; index = left.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index];
    if (state?.kind === "fork") for (const target of state.targets) left.push(target);
    else if (state?.kind === "many") left.push(index + 1);
  }
  return reached;
}
