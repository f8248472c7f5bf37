/** Shorter texts are words of every line: hiding them would hide nothing and leave no line readable. */
const SHORTEST = 6;

/** Gives the function that takes secrets out of a text, however they are spelled in it: as they are, in JSON, in an address, in base64. */
export function createHider(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellingsOf);
  // The longest first: of a secret that contains another one, nothing must be left over.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((hidden, spelling) => hidden.replaceAll(spelling, "***"), text);
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // Base64 within a longer text may end without its padding, and may go on with other characters.
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  const spellings = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  return [...spellings, base64, bytes.toString("base64url")];
}
