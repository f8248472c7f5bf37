import { tagKey } from "./tags.ts";

/** Whether a series, by its stored tags, is within the braces of a query. */
export type Scope = (tags: readonly string[]) => boolean;

/** A stored tag in either case; its value may begin or end with `*`, or be just that. */
const filter = /^\p{L}[\p{L}\p{Nd}_\-./]*(?::(?:\*|\*?[\p{L}\p{Nd}_\-:./]+\*?))?$/u;
const word = /[()]|,|[^\s(),]+/g;

/**
 * Reads what stands in the braces of a monitor's query: `*`; tags that commas join and `!` negates; or, but not both, `AND`, `OR`,
 * `NOT`, `IN` and `NOT IN` with parentheses: https://docs.datadoghq.com/metrics/advanced-filtering/
 * Throws SyntaxError for everything else.
 */
export function parseScope(text: string): Scope {
  if (text === "*") return () => true;
  return /[\s(]/.test(text.replace(/\s*,\s*/g, ",").trim()) ? parseWords(text) : parseSymbols(text);
}

function parseSymbols(text: string): Scope {
  const parts = text.split(",").map((part) => {
    const tag = part.trim();
    const holds = tagFilter(tag.replace(/^!/, ""));
    return tag.startsWith("!") ? negate(holds) : holds;
  });
  return (tags) => parts.every((holds) => holds(tags));
}

/** The words that are still to be read. */
interface Words {
  readonly list: string[];
  /** Takes the next word where it is this one. */
  take(wanted: string): boolean;
  /** Takes the next word, whatever it is. */
  next(): string;
}

function parseWords(text: string): Scope {
  const list = text.match(word) ?? [];
  const words: Words = {
    list,
    take(wanted) {
      const found = list[0]?.toUpperCase() === wanted;
      if (found) list.shift();
      return found;
    },
    next() {
      const first = list.shift();
      if (first === undefined) throw new SyntaxError(`something is missing at the end of ${text}`);
      return first;
    },
  };
  const scope = either(words);
  if (list.length > 0) throw new SyntaxError(`not understood in ${text}: ${list.join(" ")}`);
  return scope;
}

function either(words: Words): Scope {
  const parts = [both(words)];
  while (words.take("OR")) parts.push(both(words));
  return (tags) => parts.some((holds) => holds(tags));
}

function both(words: Words): Scope {
  const parts = [one(words)];
  while (words.take("AND")) parts.push(one(words));
  return (tags) => parts.every((holds) => holds(tags));
}

function one(words: Words): Scope {
  if (words.take("NOT")) return negate(one(words));
  if (words.take("(")) {
    const inner = either(words);
    expectWord(words, ")");
    return inner;
  }
  const tag = words.next();
  if (words.take("IN")) return among(tag, words);
  if (!words.take("NOT")) return tagFilter(tag);
  expectWord(words, "IN");
  return negate(among(tag, words));
}

function among(key: string, words: Words): Scope {
  expectWord(words, "(");
  const values = [words.next()];
  while (words.take(",")) values.push(words.next());
  expectWord(words, ")");
  const filters = values.map((value) => tagFilter(`${key}:${value}`));
  return (tags) => filters.some((holds) => holds(tags));
}

function expectWord(words: Words, wanted: string): void {
  if (!words.take(wanted)) throw new SyntaxError(`${wanted} is missing before ${words.list.join(" ")}`);
}

function negate(holds: Scope): Scope {
  return (tags) => !holds(tags);
}

/** Without regard to case. */
function tagFilter(text: string): Scope {
  if (!filter.test(text)) throw new SyntaxError(`not a filter: ${text}`);
  const wanted = text.toLowerCase();
  const key = tagKey(wanted);
  if (!wanted.includes("*")) return (tags) => tags.includes(wanted);
  const matches = matcher(wanted.slice(key.length + 1));
  return (tags) => tags.some((tag) => tagKey(tag) === key && matches(tag.slice(key.length + 1)));
}

function matcher(pattern: string): (value: string) => boolean {
  const middle = pattern.replace(/^\*|\*$/g, "");
  const [open, closed] = [pattern.startsWith("*"), pattern.endsWith("*")];
  if (open && closed) return (value) => value.includes(middle);
  return open ? (value) => value.endsWith(middle) : (value) => value.startsWith(middle);
}
