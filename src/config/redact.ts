/** A kind of key or token that is known by its form alone. */
export interface KeyForm {
  readonly kind: string;
  /** The setting that holds such a key. */
  readonly variable: string;
  readonly pattern: RegExp;
}

/** A token begins after no letter or digit, except those of an escape: `%3A`, `\n`, `\u0007`. */
const START = String.raw`(?:(?<![A-Za-z0-9])|(?<=%[\dA-Fa-f]{2}|\\u[\dA-Fa-f]{4}|\\[a-z]))`;
/** Not inside the digits of an escape: JSON would be broken. */
const HEX = String.raw`(?<!\\u[\dA-Fa-f]{0,3})[\dA-Fa-f]`;
const SPACE = String.raw`(?: |\+|%20)`;

/**
 * Forms of keys. A beginning of one is enough, because messages are cut.
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 * https://docs.datadoghq.com/account_management/api-app-keys/
 */
const FORMS: readonly KeyForm[] = [
  {
    kind: "a private key",
    variable: "GITHUB_APP_PRIVATE_KEY",
    // To its end or, where that is cut off, to the end of the text or of the quoted part. Or its base64, or a line of either.
    pattern: new RegExp(
      [
        `-----BEGIN(?:${SPACE}[A-Z0-9]+){0,4}${SPACE}PRIVATE${SPACE}KEY-----[^"]*?(?:-----END[A-Z0-9 %+]*-----|(?="|$))`,
        String.raw`LS0tLS1CRUdJTi[\w+/-]{48,}=*`,
        String.raw`(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]{60})(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]+=*`,
      ].join("|"),
      "g",
    ),
  },
  {
    kind: "a GitHub token",
    variable: "GITHUB_TOKEN",
    pattern: new RegExp(`${START}(?:gh[pousr]_[\\w.-]{16,}|github_pat_\\w{16,})`, "gi"),
  },
  {
    kind: "a Datadog application key",
    variable: "DD_APP_KEY",
    pattern: new RegExp(
      `${START}ddapp_[A-Za-z0-9]{16,}|(?<![\\dA-Fa-f])[\\dA-Fa-f]{40}(?![\\dA-Fa-f])`,
      "gi",
    ),
  },
  {
    kind: "a Datadog API key",
    variable: "DD_API_KEY",
    pattern: new RegExp(`${HEX}{32,}`, "g"),
  },
];

/** What a run makes for itself: the JSON web token of an App. */
const WEB_TOKEN = /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}/g;

/** What stands in the place of a secret. */
export const MASK = "***";

/** The text without whatever has the form of a key or token. */
export function maskKeys(text: string): string {
  const masked = FORMS.reduce((rest, { pattern }) => rest.replace(pattern, MASK), text);
  return masked.replace(WEB_TOKEN, MASK);
}

/** The first kind of key or token that a text holds. */
export function keyIn(text: string): KeyForm | undefined {
  return FORMS.find(({ pattern }) => text.search(pattern) >= 0);
}

/** Line breaks and tabs. */
const BREAKS = /[\t\n\v\f\r]+/g;
/** What moves a cursor, turns the direction of writing, or cannot be seen. Joiners stay: emoji and some scripts need them. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text of others as one line without keys that shows each of its characters: those that cannot be seen as `\u202e`, line breaks
 * as a space. For what is laid out or spelled in another way afterwards, where a key has no form any more.
 */
export function visible(text: string): string {
  return maskKeys(text).replace(BREAKS, " ").replace(UNSEEN, escaped);
}

/** The same for a text with lines of its own: line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (character) => (/[\t\n]/.test(character) ? character : escaped(character)));
}

/** As JSON writes it. */
export function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
