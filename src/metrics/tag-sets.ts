import type { PullRequest } from "../domain/pull-request.ts";
import type { PullRequestRow } from "./pull-request-rows.ts";
import {
  type Circumstances,
  type PullRequestTag,
  type PullRequestTagKey,
  pullRequestTags,
} from "./pull-request-tags.ts";
import type { Tagger } from "./tags.ts";

/** No normalised tag has a comma: a set of tags is one string, which a map can count by. */
const SEPARATOR = ",";

/**
 * Gives the sets of tags that a pull request is counted under in this metric, each once: one for each value of a tag
 * with several, none where a tag has no value. Values that Datadog takes for one (`Bug`, `bug`) are one.
 */
export function tagSetsOf(
  row: PullRequestRow,
  pullRequest: PullRequest,
  circumstances: Circumstances,
  tagger: Tagger,
): readonly string[] {
  let sets: readonly string[] = [];
  for (const [index, key] of row.tags.entries()) {
    const tags = tagsOf(key, pullRequest, circumstances, tagger);
    sets = index === 0 ? tags : sets.flatMap((set) => tags.map((tag) => `${set}${SEPARATOR}${tag}`));
  }
  return sets;
}

/** Takes a set of tags apart. */
export function splitTagSet(set: string): readonly string[] {
  return set.split(SEPARATOR);
}

function tagsOf(
  key: PullRequestTagKey,
  pullRequest: PullRequest,
  circumstances: Circumstances,
  tagger: Tagger,
): readonly string[] {
  const tag: PullRequestTag = pullRequestTags[key];
  if (tag.lacks?.(pullRequest)) return [`${key}:none`];
  const tags = tag.values(pullRequest, circumstances).map((value) => tagger(key, value));
  return tags.length > 1 ? [...new Set(tags)] : tags;
}
