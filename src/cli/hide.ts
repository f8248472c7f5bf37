import { MASK, maskKeys, visibleLines } from "../config/redact.ts";
import type { Stream } from "./paint.ts";

/** Shorter texts are words of every line: hiding them would hide nothing and leave no line readable. */
export const SHORTEST_SECRET = 6;
/** Of a secret that a message was cut in, this much is enough to be hidden: more than the beginning that all tokens of a kind share. */
const TELLTALE = 12;

/** Takes secrets out of a text, however they are spelled in it: as they are, in any case, in JSON, in an address, in base64. */
export interface Hider {
  (text: string): string;
  /** One more to take out from now on. */
  learn(secret: string): void;
}

/** Makes the function that takes out of a text these secrets, those that it learns of later, and what has the form of a key. */
export function createHider(secrets: readonly string[]): Hider {
  const spellings = new Set<string>();
  const learn = (secret: string) => {
    if (secret.length < SHORTEST_SECRET) return;
    for (const spelling of spellingsOf(secret)) spellings.add(lowerCase(spelling));
  };
  for (const secret of secrets) learn(secret);
  const hide = (text: string) => {
    const lower = lowerCase(text);
    const places = [...spellings].flatMap((spelling) => placesOf(lower, spelling));
    return maskKeys(without(text, places));
  };
  return Object.assign(hide, { learn });
}

/**
 * The same stream for everything that the program writes: without secrets, and with what would move a terminal's cursor or turn
 * the direction of writing shown as `\u202e`. A terminal gets our own colours and the status line's returns.
 */
export function redacted(stream: Stream, hide: (text: string) => string): Stream {
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
    write(text) {
      const hidden = hide(text);
      return stream.write(stream.isTTY ? aroundOurs(hidden) : visibleLines(hidden));
    },
  };
}

const ESCAPE = String.fromCharCode(27);
const OURS = new RegExp(`(${ESCAPE}\\[[\\d;]*m|\\r)`);

/** Every second part is what the pattern matched. */
function aroundOurs(text: string): string {
  const parts = text.split(OURS);
  return parts.map((part, index) => (index % 2 === 0 ? visibleLines(part) : part)).join("");
}

/** Of the same length as the text, which that of other alphabets need not be. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inText = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(bytes.toString())];
  return [...inText, bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
}

/** A part of a text. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where a text holds a secret spelled so, as far as it goes. */
function placesOf(text: string, spelling: string): readonly Place[] {
  const start = spelling.slice(0, TELLTALE);
  const places: Place[] = [];
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    places.push({ from: at, to: at + sharedLength(text.slice(at, at + spelling.length), spelling) });
  }
  return places;
}

/** A text without these parts. Where they overlap, as two spellings of one secret do that begin alike, all that any covers goes. */
function without(text: string, places: readonly Place[]): string {
  let rest = "";
  let end = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from)) {
    if (from >= end) rest += text.slice(end, from) + MASK;
    end = Math.max(end, to);
  }
  return rest + text.slice(end);
}

/** How many characters two texts have in common from their beginning. */
function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
