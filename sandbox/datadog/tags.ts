/**
 * What Datadog's intake makes of names and tags.
 * Rules: https://docs.datadoghq.com/getting_started/tagging/ and https://docs.datadoghq.com/metrics/custom_metrics/
 */

/** Longest tag that the intake keeps whole, in bytes of UTF-8. */
export const maxTagBytes = 200;

/** Most tags that a series can carry. */
export const maxTags = 100;

const forbidden = /[^\p{L}\p{Nd}_\-:./]/gu;

/** A tag as Datadog stores it, before its length is looked at: lower case, foreign characters replaced, no ragged end. */
export function normaliseTag(tag: string): string {
  return tag
    .toLowerCase()
    .replace(forbidden, "_")
    .replace(/_+/g, "_")
    .replace(/[_:]+$/, "");
}

/** The part before the first colon. */
export function tagKey(tag: string): string {
  return tag.split(":", 1)[0] ?? "";
}

/** Length on the wire. */
export function bytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest beginning of `text` that fits into `limit` bytes without cutting a character in two. */
export function cutAtCharacter(text: string, limit: number): string {
  let kept = "";
  let room = limit;
  for (const character of text) {
    room -= bytes(character);
    if (room < 0) return kept;
    kept += character;
  }
  return kept;
}

/** What tells two series apart, as one text: for maps and for messages. Tags in any order. */
export function seriesKey(metric: string, tags: readonly string[]): string {
  return `${metric}{${[...tags].sort().join(",")}}`;
}
