import type { WantedTraits } from "../domain/traits.ts";
import { keysOf, NO_SOURCES, type TagSources } from "../metrics/further-tags.ts";
import { keyOf } from "../metrics/tags.ts";
import { hasCredential } from "./app.ts";
import { type Parsed, quote } from "./parsed.ts";
import type { Reader } from "./reader.ts";
import type { Command } from "./setting.ts";
import { SETTINGS } from "./settings.ts";
import { doubledKeys } from "./tags.ts";
import { checkTagsFile, type TagsFile, type Tree } from "./tags-file.ts";

/** Tags beside the metrics' own. */
export interface Further {
  readonly sources: TagSources;
  /** What must be asked of GitHub for them. */
  readonly wanted: WantedTraits;
  /** Whom to notify about a person, by the value of the person's tag: a handle such as `@slack-payments`. */
  readonly notify: ReadonlyMap<string, string>;
}

/** Reads where further tags come from. `file` is the content of TAGS_FILE, which somebody else has to read. */
export function readFurther(
  read: Reader,
  command: Command,
  constantTags: readonly string[],
  file: Parsed<Tree> | undefined,
): Further {
  const { sources: fromFile, notify } = readTagsFile(read, file);
  const properties = read.optional(SETTINGS.propertyTags) ?? [];
  const topics = read.optional(SETTINGS.topicTags) ?? [];
  const repositories = read.optional(SETTINGS.repositoryTags) ?? [];
  const sources = { file: fromFile, repositories, properties, topics };
  if (properties.length > 0 && command !== "setup" && !hasCredential(read)) {
    const problem = "is set, but GitHub tells custom properties only with a token: set GITHUB_TOKEN";
    read.fault(SETTINGS.propertyTags, [{ problem }]);
  }
  refuseDoubled(read, sources, constantTags);
  refuseTooMany(read, sources, constantTags);
  return { sources, wanted: { topics: topics.length > 0, properties: properties.length > 0 }, notify };
}

function readTagsFile(read: Reader, file: Parsed<Tree> | undefined): TagsFile {
  const none = { sources: NO_SOURCES.file, notify: new Map<string, string>() };
  const path = read.optional(SETTINGS.tagsFile);
  if (path === undefined) return none;
  if (file === undefined) {
    read.fault(SETTINGS.tagsFile, [{ problem: `is ${quote(path)}, which was not read` }]);
    return none;
  }
  const checked = file.ok ? checkTagsFile(file.value) : file;
  if (checked.ok) return checked.value;
  const faults = checked.problems.map(({ problem }) => ({ problem: `is ${quote(path)}, where ${problem}` }));
  read.fault(SETTINGS.tagsFile, faults);
  return none;
}

/** Of the 100 tags that Datadog keeps of a series, so many are left to those that a metric does not have itself. */
const MOST_TAGS = 80;

function refuseTooMany(read: Reader, sources: TagSources, constantTags: readonly string[]): void {
  const keys = keysOf(sources);
  const count = constantTags.filter((tag) => !keys.includes(keyOf(tag))).length + keys.length;
  if (count <= MOST_TAGS) return;
  const problem = `comes to ${count} tags on a series, with those of TAGS_FILE, REPO_TAGS, PROPERTY_TAGS and TOPIC_TAGS: at most ${MOST_TAGS} are right, since Datadog keeps 100`;
  read.fault(SETTINGS.tags, [{ problem }]);
}

/** A tag that others may replace has one value, or two series would be one to whoever asks for it. */
function refuseDoubled(read: Reader, sources: TagSources, constantTags: readonly string[]): void {
  const keys = keysOf(sources);
  const doubled = doubledKeys(constantTags).filter((key) => keys.includes(key));
  const faults = doubled.map((key) => ({
    problem: `has two values for ${key}, which repositories have a value of their own for: one is right`,
  }));
  read.fault(SETTINGS.tags, faults);
}
