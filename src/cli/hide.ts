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
  let ordered: readonly string[] = [];
  const learn = (...more: readonly string[]) => {
    for (const secret of more.filter(({ length }) => length >= SHORTEST)) {
      for (const spelling of spellingsOf(secret)) spellings.add(spelling);
    }
    // The longest first: of a secret that contains another one, nothing must be left over.
    ordered = [...spellings].sort((a, b) => b.length - a.length);
  };
  learn(...secrets);
  const hide = (text: string) => ordered.reduce(hideSpelling, text).replaceAll(MADE, "***");
  return Object.assign(hide, { learn: (secret: string) => learn(secret) });
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inText = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  return [...inText, bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
}

function hideSpelling(text: string, spelling: string): string {
  const start = spelling.slice(0, TELLTALE);
  let hidden = "";
  let rest = text;
  for (let at = rest.indexOf(start); at >= 0; at = rest.indexOf(start)) {
    hidden += `${rest.slice(0, at)}***`;
    rest = rest.slice(at + sharedLength(rest.slice(at, at + spelling.length), spelling));
  }
  return hidden + rest;
}

/** How many characters two texts have in common from their beginning. */
function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
