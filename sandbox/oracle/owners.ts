import { tagKey } from "../datadog/tags.ts";
import type { RepositoryRecord } from "../population.ts";
import { expectedTag } from "./tag-values.ts";

/** Values by key. */
type Values = Readonly<Record<string, string>>;

/** What TAGS_FILE, REPO_TAGS, PROPERTY_TAGS and TOPIC_TAGS say, put down by a test in its own words. */
export interface Owners {
  /** Every key that they can give. */
  readonly keys: readonly string[];
  /** What the file says of a repository, by its name. */
  readonly filed?: (repository: string) => Values;
  /** What the file says of people and labels, by their tags: `reviewer:alice`, `label:bug`. */
  readonly tagged?: Readonly<Record<string, Values>>;
  /** What the rest says of a repository; the first that has a key decides. */
  readonly others: readonly ((repository: string, record: RepositoryRecord) => Values)[];
}

/** A series before anybody owns it. */
export interface Unowned {
  /** `owner/name`, as it is shown. */
  readonly repository: string;
  readonly record: RepositoryRecord;
  /** Below the prefix. */
  readonly metric: string;
  readonly tags: readonly string[];
}

/** Every person and every label of these stands on one series, which belongs to none of them. */
const wholeSets: readonly string[] = [
  "pull_requests.open.combined",
  "pull_requests.detail",
  "pull_requests.detail.age",
];
const telling: readonly string[] = ["author", "reviewer", "assignee", "label"];

/** Whose a series is, one tag for each key at most. `defaults` is DD_TAGS. */
export function ownerTags(series: Unowned, owners: Owners, defaults: readonly string[]): readonly string[] {
  const { repository, record, metric, tags } = series;
  const own = wholeSets.includes(metric) ? [] : tags.filter((tag) => telling.includes(tagKey(tag)));
  const byPerson = own.filter((tag) => !tag.startsWith("label:"));
  const byLabel = own.filter((tag) => tag.startsWith("label:"));
  const answers = [
    owners.filed?.(repository) ?? {},
    ...[...byPerson, ...byLabel].map((tag) => owners.tagged?.[tag] ?? {}),
    ...owners.others.map((answer) => answer(repository, record)),
  ];
  return owners.keys.flatMap((key) => {
    const value = answers.find((answer) => answer[key] !== undefined)?.[key];
    if (value !== undefined) return [expectedTag(key, value)];
    const usual = defaults.filter((tag) => tagKey(tag) === key);
    return usual.length === 0 && key === "team" ? ["team:unowned"] : usual;
  });
}
