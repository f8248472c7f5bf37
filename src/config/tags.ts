import { keyOf, normaliseTag } from "../metrics/tags.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";

/** Tag keys that the series carry themselves, and those that Datadog gives a meaning of its own. */
export const RESERVED_KEYS: readonly string[] = [
  "repo",
  "owner",
  "author",
  "author_type",
  "label",
  "reviewer",
  "reviewer_team",
  "review_state",
  "draft",
  "age",
  "checks",
  "number",
  "assignee",
  "status",
  "reason",
  "resource",
  "kind",
  "shard",
  "host",
  "device",
];

/** `key:value` items between commas or white space, as Datadog will keep them: normalised, sorted, each once. */
export function parseTags(text: string): Parsed<readonly string[]> {
  const items = text.split(/[\s,]+/).filter((item) => item !== "");
  if (items.length === 0) return wrong("lists no tag");
  const tags = parseEach(items, parseTag);
  return tags.ok ? right([...new Set(tags.value)].sort()) : tags;
}

/** One `key:value`, normalised. */
export function parseTag(item: string): Parsed<string> {
  if (!/^\p{L}[^:]*:./u.test(item))
    return wrong(`has ${quote(item)}, which is not a key that starts with a letter, a colon and a value`);
  const tag = normaliseTag(item);
  if (isReserved(keyOf(tag))) return reserved(item, keyOf(tag));
  return /^[^:]+:./.test(tag)
    ? right(tag)
    : wrong(`has ${quote(item)}, of which Datadog would keep no value`);
}

/** A key that tags can go under, as Datadog will keep it. */
export function parseKey(text: string): Parsed<string> {
  if (!/^\p{L}[^:]*$/u.test(text))
    return wrong(`has ${quote(text)}, which is no key: one starts with a letter and holds no colon`);
  const key = keyOf(normaliseTag(`${text}:x`));
  return isReserved(key) ? reserved(text, key) : right(key);
}

function isReserved(key: string): boolean {
  return RESERVED_KEYS.includes(key);
}

function reserved(item: string, key: string): Parsed<never> {
  return wrong(`has ${quote(item)}, but the tag ${key} is the exporter's or Datadog's own`);
}

/** Keys that two of these tags have. */
export function doubledKeys(tags: readonly string[]): readonly string[] {
  const keys = tags.map(keyOf);
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}

/** A parser of a value that becomes a tag under a key of ours, such as `env`. */
export function valueOfTag(key: string): (text: string) => Parsed<string> {
  return (text) => {
    const tag = normaliseTag(`${key}:${text}`);
    return /^[^:]+:./.test(tag)
      ? right(tag)
      : wrong(`is ${quote(text)}, of which Datadog would keep nothing`);
  };
}

/** The tags, and those of the others whose key none of them has. */
export function addMissing(
  tags: readonly string[],
  others: readonly (string | undefined)[],
): readonly string[] {
  const keys = new Set(tags.map(keyOf));
  const added = others.filter((tag) => tag !== undefined && !keys.has(keyOf(tag)));
  return [...tags, ...added].filter((tag) => tag !== undefined).sort();
}
