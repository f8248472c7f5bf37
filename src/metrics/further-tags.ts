import type { Traits } from "../domain/traits.ts";
import { furtherTagOf, isFolded, keyOf } from "./tags.ts";

/** Tags for whatever it matches. */
export interface TagRule {
  matches(text: string): boolean;
  /** `key:value`, normalised, one for each key. */
  readonly tags: readonly string[];
}

/** Where tags beside a metric's own come from. In each list the first that gives a key wins. */
export interface TagSources {
  /** TAGS_FILE. `people` and `labels` match a tag of ours, such as `reviewer:alice`; `repositories` `owner/name`. */
  readonly file: Readonly<Record<"repositories" | "people" | "labels", readonly TagRule[]>>;
  /** REPO_TAGS. */
  readonly repositories: readonly TagRule[];
  /** PROPERTY_TAGS: a custom property, in lower case, and the key that its value goes under. */
  readonly properties: readonly { readonly property: string; readonly key: string }[];
  /** TOPIC_TAGS: what stands between `before` and `after` in a topic is the value. */
  readonly topics: readonly { readonly before: string; readonly after: string; readonly key: string }[];
}

type Tags = ReadonlyMap<string, string>;

/** What one repository gives to its series: what wins over people and labels, and what gives way to them. */
export interface RepositoryTags {
  readonly strong: Tags;
  readonly weak: Tags;
}

/** The tags beside a metric's own. They follow from those and from the repository: no two series become more by them. */
export interface FurtherTags {
  /** The keys that the sources can give, sorted. */
  readonly keys: readonly string[];
  /** Of DD_TAGS, those of other keys: every series has them. */
  readonly constantTags: readonly string[];
  /** Of DD_TAGS, those of these keys: what a series has that belongs to no one repository. */
  readonly defaults: readonly string[];
  ofRepository(repository: string, traits: Traits): RepositoryTags;
  /** Gives at most one for each key, sorted. `own` are the series' own tags; of a set that stands together none is looked at. */
  ofSeries(repository: RepositoryTags, own: readonly string[], together: boolean): readonly string[];
}

const PEOPLE: ReadonlySet<string> = new Set(["author", "reviewer", "assignee"]);
const LABEL = "label";
/** The key that Datadog routes by: where some have it, whoever has none is told so. */
export const TEAM = "team";
const UNOWNED = `${TEAM}:unowned`;

/** No source. */
export const NO_SOURCES: TagSources = {
  file: { repositories: [], people: [], labels: [] },
  repositories: [],
  properties: [],
  topics: [],
};

/** The keys that these sources can give, sorted. What a run comes across has no part in it. */
export function keysOf({ file, repositories, properties, topics }: TagSources): readonly string[] {
  const rules = [file.repositories, file.people, file.labels, repositories].flat();
  const fromRules = rules.flatMap(({ tags }) => tags.map(keyOf));
  return [...new Set([...fromRules, ...[...properties, ...topics].map(({ key }) => key)])].sort();
}

/** Puts the sources and DD_TAGS together. */
export function createFurtherTags(sources: TagSources, constantTags: readonly string[]): FurtherTags {
  const keys = keysOf(sources);
  const isConstant = (tag: string): boolean => !keys.includes(keyOf(tag));
  const defaults = constantTags.filter((tag) => !isConstant(tag));
  const last = keys.includes(TEAM) ? [...defaults, UNOWNED] : defaults;
  const known = new Map<string, Tags>();
  const ofValue = (tag: string): Tags => {
    const tags = known.get(tag) ?? firstOfEach(given(rulesFor(tag, sources), tag));
    known.set(tag, tags);
    return tags;
  };
  return {
    keys,
    constantTags: constantTags.filter(isConstant),
    defaults,
    ofRepository: (repository, traits) => ({
      strong: firstOfEach(given(sources.file.repositories, repository)),
      weak: firstOfEach([
        ...given(sources.repositories, repository),
        ...fromProperties(sources, traits),
        ...fromTopics(sources, traits),
        ...last,
      ]),
    }),
    ofSeries({ strong, weak }, own, together) {
      if (keys.length === 0) return [];
      const people = together ? [] : own.filter((tag) => PEOPLE.has(keyOf(tag)));
      const labels = together ? [] : own.filter((tag) => keyOf(tag) === LABEL);
      const levels = [strong, ...[...people, ...labels].map(ofValue), weak];
      return keys.flatMap((key) => levels.find((level) => level.has(key))?.get(key) ?? []);
    },
  };
}

function rulesFor(tag: string, { file }: TagSources): readonly TagRule[] {
  if (isFolded(tag) || tag === `${keyOf(tag)}:none`) return [];
  return keyOf(tag) === LABEL ? file.labels : file.people;
}

function given(rules: readonly TagRule[], text: string): readonly string[] {
  return rules.filter((rule) => rule.matches(text)).flatMap(({ tags }) => tags);
}

/** Of several values of one property the first in order of letters: a series has one tag for each key. */
function fromProperties({ properties }: TagSources, traits: Traits): readonly string[] {
  return properties.flatMap(({ property, key }) => {
    const values = traits.properties.get(property) ?? [];
    return values.toSorted().map((value) => furtherTagOf(key, value));
  });
}

function fromTopics({ topics }: TagSources, traits: Traits): readonly string[] {
  const known = traits.topics.map((topic) => topic.toLowerCase()).sort();
  return topics.flatMap(({ before, after, key }) =>
    known
      .filter((topic) => topic.startsWith(before) && topic.endsWith(after))
      .map((topic) => topic.slice(before.length, topic.length - after.length))
      .filter((value) => value !== "")
      .map((value) => furtherTagOf(key, value)),
  );
}

function firstOfEach(tags: readonly string[]): Tags {
  const first = new Map<string, string>();
  for (const tag of tags) if (!first.has(keyOf(tag))) first.set(keyOf(tag), tag);
  return first;
}
