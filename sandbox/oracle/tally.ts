import type { PullRequestRecord } from "../population.ts";

export interface Count {
  /** Below `pull_requests.` or `issues.`. */
  readonly metric: string;
  /** Those of the series itself, beside the repository's. */
  readonly tags: readonly string[];
  readonly value: number;
}

export type Pulls = readonly PullRequestRecord[];

/** How many pull requests or issues carry each set of tags; one may have several sets, each once. */
export function tally<Item>(
  metric: string,
  items: readonly Item[],
  tagSets: (item: Item) => readonly (readonly string[])[],
): readonly Count[] {
  const counts = new Map<string, { readonly tags: readonly string[]; value: number }>();
  for (const tags of items.flatMap(tagSets)) {
    const key = [...tags].sort().join();
    const count = counts.get(key) ?? { tags, value: 0 };
    count.value += 1;
    counts.set(key, count);
  }
  return [...counts.values()].map(({ tags, value }) => ({ metric, tags, value }));
}

/** Each tag as a set of its own. */
export function apart(tags: ReadonlySet<string>): readonly (readonly string[])[] {
  return [...tags].map((tag) => [tag]);
}
