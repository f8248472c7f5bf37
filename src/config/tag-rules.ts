import type { TagRule, TagSources } from "../metrics/further-tags.ts";
import { splitList } from "./list.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";
import { parsePattern } from "./repositories.ts";
import { doubledKeys, parseKey, parseTags } from "./tags.ts";

/** REPO_TAGS: `pattern=key:value,key:value`, between semicolons or line breaks. */
export function parseRepositoryTags(text: string): Parsed<readonly TagRule[]> {
  const entries = text.split(/[;\n]/).map((entry) => entry.trim());
  const items = entries.filter((entry) => entry !== "");
  return items.length === 0 ? wrong("lists no repository") : parseEach(items, parseEntry);
}

function parseEntry(item: string): Parsed<TagRule> {
  const sign = item.indexOf("=");
  if (sign < 0) return wrong(`has ${quote(item)} without a = between the repositories and their tags`);
  const pattern = parsePattern(item.slice(0, sign).trim());
  const tags = parseTags(item.slice(sign + 1));
  if (!pattern.ok) return pattern;
  if (!tags.ok) return tags;
  const [doubled] = doubledKeys(tags.value);
  if (doubled !== undefined) return wrong(`has ${quote(item)} with two values for ${doubled}: one is right`);
  return right({ ...pattern.value, tags: tags.value });
}

/** PROPERTY_TAGS: names of custom properties, each with the key of its tag behind a colon where that is another. */
export function parsePropertyTags(text: string): Parsed<TagSources["properties"]> {
  const items = splitList(text);
  if (items.length === 0) return wrong("lists no property");
  return parseEach(items, (item) => {
    const [property = "", key = property] = cutAtLast(item);
    const parsed = parseKey(key);
    // https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization
    if (!/^[\w$#-]{1,75}$/.test(property)) return wrong(`has ${quote(item)}, which no property is called`);
    return parsed.ok ? right({ property: property.toLowerCase(), key: parsed.value }) : parsed;
  });
}

/** TOPIC_TAGS: topics with one `*`, which stands for the value, and the key of its tag behind a colon. */
export function parseTopicTags(text: string): Parsed<TagSources["topics"]> {
  const items = splitList(text);
  if (items.length === 0) return wrong("lists no topic");
  return parseEach(items, (item) => {
    const [topic = "", key] = cutAtLast(item);
    if (key === undefined) return wrong(`has ${quote(item)} without a colon and the key of its tag`);
    const [before = "", after, more] = topic.toLowerCase().split("*");
    if (after === undefined || more !== undefined || !/^[a-z0-9-]*$/.test(before + after))
      return wrong(
        `has ${quote(topic)}: letters, digits, hyphens and one *, which stands for the tag's value`,
      );
    const parsed = parseKey(key);
    return parsed.ok ? right({ before, after, key: parsed.value }) : parsed;
  });
}

function cutAtLast(item: string): readonly string[] {
  const colon = item.lastIndexOf(":");
  return colon < 0 ? [item] : [item.slice(0, colon), item.slice(colon + 1)];
}
