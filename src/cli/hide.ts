/** Shorter texts are words of every line: hiding them would hide nothing and leave no line readable. */
const SHORTEST = 6;
/** Of a secret that a message was cut in, this much is enough to be hidden: more than the beginning that all tokens of a kind share. */
const TELLTALE = 12;

/** What a run itself gets or makes, by its form: an installation's token, and the JSON web token that it is asked for with. */
const MADE = /\bghs_[A-Za-z0-9_.-]{16,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}/g;

/** Takes secrets out of a text, however they are spelled in it: as they are, in JSON, in an address, in base64. */
export interface Hider {
  (text: string): string;
  /** One more to take out from now on. */
  learn(secret: string): void;
}

/** Makes the function that takes these secrets out of a text, and those that it learns of later. */
export function createHider(secrets: readonly string[]): Hider {
  const spellings = new Set<string>();
  const learn = (...more: readonly string[]) => {
    for (const secret of more.filter(({ length }) => length >= SHORTEST)) {
      for (const spelling of spellingsOf(secret)) spellings.add(spelling);
    }
  };
  learn(...secrets);
  const hide = (text: string) => {
    const places = [...spellings].flatMap((spelling) => placesOf(text, spelling));
    return without(text, places).replaceAll(MADE, "***");
  };
  return Object.assign(hide, { learn: (secret: string) => learn(secret) });
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inText = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
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
    if (from >= end) rest += `${text.slice(end, from)}***`;
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
