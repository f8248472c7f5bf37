import { fnv1a } from "../domain/hash.ts";
import { own } from "../domain/own.ts";

/**
 * Tags as Datadog keeps them, so that what is merged here is what Datadog would merge there: lower case;
 * letters of any script, digits and `_ - : . /`, everything else an underscore; runs of underscores are one;
 * no underscore or colon at the end; a letter at the start of the whole tag; at most 200 bytes.
 * https://docs.datadoghq.com/getting_started/tagging/#define-tags
 */
const MAX_TAG_BYTES = 200;
const HASH_BYTES = 8;
const FORBIDDEN = /[^\p{L}\p{Nd}_\-:./]+/gu;
/** Values that mean something of ours: a real one of that name is told apart by its key. */
const OURS: ReadonlySet<string> = new Set(["none", "other"]);

/**
 * Turns a tag of somebody else's (`key:value` or a single word) into what Datadog would make of it; `""` where
 * nothing is left. Idempotent.
 */
export function normaliseTag(tag: string): string {
  return shorten(clean(tag).replace(/^\P{L}+/u, ""));
}

/**
 * Gives the tag of one value of GitHub's: never empty, and never `none` or `other`, which only mean something said
 * by us.
 */
export function tagOf(key: string, value: string): string {
  const named = nameOf(value);
  return shorten(`${key}:${OURS.has(named) ? `${key}_${named}` : named}`);
}

/** The same under a key that is not ours, where no value means anything else. */
export function furtherTagOf(key: string, value: string): string {
  return shorten(`${key}:${nameOf(value)}`);
}

/** The part of a tag before its first colon. */
export function keyOf(tag: string): string {
  return tag.split(":", 1)[0] ?? tag;
}

/** The tag of a repository, `owner/name`. */
export function repositoryTag(repository: string): string {
  return tagOf("repo", repository);
}

/** The owner in a repository's name, which may also be the value of its tag. */
export function ownerOf(repository: string): string {
  return repository.split("/", 1)[0] ?? "";
}

/** The tag of a repository's owner. */
export function ownerTag(repository: string): string {
  return tagOf("owner", ownerOf(repository));
}

/** A `tagOf` that remembers: the same labels and logins come back for every pull request. */
export type Tagger = (key: string, value: string) => string;

/** By the key of a tag, which of its values are kept as they are, after normalisation: all others become `other`. */
export type Keeps = Readonly<Partial<Record<string, (value: string) => boolean>>>;

/** Says nothing of a person, but that the account is gone. */
const NEVER_FOLDED = "author:ghost";

/** How the tag ends that stands for values that are not kept. */
export const OTHER = ":other";

/** Whether the tag stands for values that are not kept: a real `other` is spelled apart. */
export function isFolded(tag: string): boolean {
  return tag.endsWith(OTHER) && tag.indexOf(":") === tag.length - OTHER.length;
}

/** Makes a tagger with a memory of its own, which grows with the distinct values it has seen. */
export function createTagger(keeps: Keeps = {}): Tagger {
  const known = new Map<string, Map<string, string>>();
  return (key, value) => {
    const tag = known.get(key)?.get(value);
    if (tag !== undefined) return tag;
    const values = known.get(key) ?? new Map<string, string>();
    const made = foldOther(key, tagOf(key, value), keeps);
    known.set(key, values.set(value, made));
    return made;
  };
}

function foldOther(key: string, tag: string, keeps: Keeps): string {
  const kept = own(keeps, key)?.(tag.slice(key.length + 1)) ?? true;
  return kept || tag === NEVER_FOLDED ? tag : `${key}${OTHER}`;
}

function clean(text: string): string {
  return cleanEnd(text.toLowerCase().replace(FORBIDDEN, "_"));
}

/** Makes runs of underscores one, and takes what Datadog cuts from the end. */
export function cleanEnd(text: string): string {
  return text.replace(/_{2,}/g, "_").replace(/[_:]+$/, "");
}

/** What stands behind the key: never empty. */
function nameOf(value: string): string {
  return clean(value) || nameOfCodePoints(value);
}

/** `🔥` is `u1f525`, `🔥🚀` is `u1f525_u1f680`: readable, and two names do not become one. */
function nameOfCodePoints(value: string): string {
  return [...value].map((character) => `u${character.codePointAt(0)?.toString(16)}`).join("_") || "u0";
}

/**
 * Cuts a tag that is too long, and makes the rest unique by a hash of the whole value (of the whole tag, where it
 * has no value).
 */
function shorten(tag: string): string {
  if (tag.length * 3 <= MAX_TAG_BYTES) return tag;
  const encoder = new TextEncoder();
  if (encoder.encode(tag).length <= MAX_TAG_BYTES) return tag;
  const room = new Uint8Array(MAX_TAG_BYTES - HASH_BYTES - 1);
  const { read } = encoder.encodeInto(tag, room);
  const value = tag.slice(tag.indexOf(":") + 1);
  return `${tag.slice(0, read).replace(/_+$/, "")}_${digest(encoder.encode(value))}`;
}

/** As 8 hexadecimal digits. */
function digest(bytes: Uint8Array): string {
  return fnv1a(bytes).toString(16).padStart(HASH_BYTES, "0");
}
