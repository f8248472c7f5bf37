/** Whether `LABELS`, `AUTHORS` and `REVIEWERS` take a value, as Datadog stores it; all of them where missing. */
export interface Kept {
  readonly label?: (value: string) => boolean;
  readonly author?: (value: string) => boolean;
  readonly reviewer?: (value: string) => boolean;
}

/** The tag, or `other` where its value is not kept. That there is none, and that an account is gone, always stays. */
export function keptTag(key: keyof Kept, tag: string, kept: Kept): string {
  const takes = kept[key];
  if (takes === undefined || tag === `${key}:none` || tag === "author:ghost") return tag;
  return takes(tag.replace(`${key}:`, "")) ? tag : `${key}:other`;
}

/** The same for several: what is not kept is one. */
export function keptTags(key: keyof Kept, tags: ReadonlySet<string>, kept: Kept): ReadonlySet<string> {
  return new Set([...tags].map((tag) => keptTag(key, tag, kept)));
}
