import { bytes, cutAtCharacter, maxTagBytes, normaliseTag } from "../datadog/tags.ts";

/** Values that the exporter itself gives a meaning: a real one of that spelling gets its key in front. */
const reserved: ReadonlySet<string> = new Set(["none", "other"]);

/** `_` and eight digits. */
const suffixBytes = 9;

/** `key:value` as a name given by people must arrive at Datadog: label, login, slug or repository. */
export function expectedTag(key: string, name: string): string {
  const value = normaliseTag(`${key}:${name}`).slice(key.length + 1) || codePoints(name);
  const tag = reserved.has(value) ? `${key}:${key}_${value}` : `${key}:${value}`;
  return bytes(tag) > maxTagBytes ? shorten(tag, value) : tag;
}

/** A readable name where nothing of the real one is left: `u1f525`. */
function codePoints(name: string): string {
  return [...name].map((character) => `u${character.codePointAt(0)?.toString(16)}`).join("_");
}

function shorten(tag: string, value: string): string {
  const kept = cutAtCharacter(tag, maxTagBytes - suffixBytes).replace(/_+$/, "");
  return `${kept}_${fnv1a(value).toString(16).padStart(8, "0")}`;
}

/** 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
