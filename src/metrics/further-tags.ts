import type { Traits } from "../domain/traits.ts";
import { furtherTagOf, isFolded, keyOf } from "./tags.ts";

/** Tags for whatever it matches. */
export interface TagRule {
  matches(text: string): boolean;
  /** Every text that it matches begins with one of these, in lower case; without them it may be any. */
  readonly starts?: readonly string[];
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
  const { file } = sources;
  const people = createLookup(file.people);
  const labels = createLookup(file.labels);
  const strong = createLookup(file.repositories);
  const weak = createLookup(sources.repositories);
  const known = new Map<string, Tags>();
  const rulesFor = (tag: string): readonly string[] => {
    if (isFolded(tag) || tag === `${keyOf(tag)}:none`) return [];
    return keyOf(tag) === LABEL ? labels(tag) : people(tag);
  };
  const ofValue = (tag: string): Tags => {
    const tags = known.get(tag) ?? firstOfEach(rulesFor(tag));
    known.set(tag, tags);
    return tags;
  };
  return {
    keys,
    constantTags: constantTags.filter(isConstant),
    defaults,
    ofRepository: (repository, traits) => ({
      strong: firstOfEach(strong(repository)),
      weak: firstOfEach([
        ...weak(repository),
        ...fromProperties(sources, traits),
        ...fromTopics(sources, traits),
        ...last,
      ]),
    }),
    ofSeries(repository, own, together) {
      if (keys.length === 0) return [];
      const persons = together ? [] : own.filter((tag) => PEOPLE.has(keyOf(tag)));
      const named = together ? [] : own.filter((tag) => keyOf(tag) === LABEL);
      const levels = [repository.strong, ...[...persons, ...named].map(ofValue), repository.weak];
      return keys.flatMap((key) => levels.find((level) => level.has(key))?.get(key) ?? []);
    },
  };
}

/** The tags of all rules that match a text, in their order. Only rules that begin like it are tried, so thousands cost no more than one. */
function createLookup(rules: readonly TagRule[]): (text: string) => readonly string[] {
  const byStart = new Map<string, number[]>();
  for (const [place, { starts = [""] }] of rules.entries()) {
    for (const start of new Set(starts)) {
      const places = byStart.get(start) ?? [];
      places.push(place);
      byStart.set(start, places);
    }
  }
  return (text) => {
    const lower = text.toLowerCase();
    const places = new Set<number>();
    for (let end = 0; end <= lower.length; end += 1) {
      for (const place of byStart.get(lower.slice(0, end)) ?? []) places.add(place);
    }
    return [...places]
      .sort((one, other) => one - other)
      .flatMap((place) => {
        const rule = rules[place];
        return rule?.matches(text) ? rule.tags : [];
      });
  };
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
