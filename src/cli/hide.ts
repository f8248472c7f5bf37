/** Shorter texts are words of every line: hiding them would hide nothing and leave no line readable. */
const SHORTEST = 6;
/** Of a secret that a message was cut in, this much is enough to be hidden: more than the beginning that all tokens of a kind share. */
const TELLTALE = 12;

/** Gives the function that takes secrets out of a text, however they are spelled in it: as they are, in JSON, in an address, in base64. */
export function createHider(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellingsOf);
  // The longest first: of a secret that contains another one, nothing must be left over.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce(hideSpelling, text);
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
