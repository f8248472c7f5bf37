import type { Point } from "../datadog/store.ts";
import { tagKey } from "../datadog/tags.ts";

/** One repository's line, as its points say; a metric that was not sent is undefined. */
export interface RepositoryLine {
  readonly repository: string;
  readonly open: number;
  readonly stale: number | undefined;
  /** Seconds. */
  readonly oldest: number | undefined;
}

/** How many open pull requests one value of a tag has, over all repositories. */
export interface TagCount {
  readonly value: string;
  readonly open: number;
}

/** The values of one tag of a metric, added up over repositories, largest first; `none` goes last. */
export function countByTag(points: readonly Point[], key: "reviewer" | "label"): readonly TagCount[] {
  const counts = new Map<string, number>();
  for (const point of pointsOf(points, `open.by_${key}`)) {
    const value = tagValue(point, key);
    counts.set(value, (counts.get(value) ?? 0) + point.value);
  }
  return [...counts].map(([value, open]) => ({ value, open })).sort(largestFirst);
}

/** The repositories in the order of their names. */
export function countByRepository(points: readonly Point[]): readonly RepositoryLine[] {
  const stale = valuesByRepository(points, "stale");
  const oldest = valuesByRepository(points, "age.max");
  return [...valuesByRepository(points, "open")]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([repository, open]) => ({
      repository,
      open,
      stale: stale.get(repository),
      oldest: oldest.get(repository),
    }));
}

/** The total of all repositories that were read. */
export function countOpen(points: readonly Point[]): number {
  return pointsOf(points, "open").reduce((sum, { value }) => sum + value, 0);
}

/** For each review state the age of its oldest pull request in any repository, in seconds; the oldest first. */
export function oldestByState(points: readonly Point[]): readonly { state: string; age: number }[] {
  const ages = new Map<string, number>();
  for (const point of pointsOf(points, "age.max.by_review_state")) {
    const state = tagValue(point, "review_state");
    ages.set(state, Math.max(ages.get(state) ?? 0, point.value));
  }
  return [...ages].map(([state, age]) => ({ state, age })).sort((one, other) => other.age - one.age);
}

function pointsOf(points: readonly Point[], metric: string): readonly Point[] {
  return points.filter((point) => point.metric === `github.pull_requests.${metric}`);
}

function valuesByRepository(points: readonly Point[], metric: string): ReadonlyMap<string, number> {
  return new Map(pointsOf(points, metric).map((point) => [tagValue(point, "repo"), point.value]));
}

function tagValue({ tags }: Point, key: string): string {
  return tags.find((tag) => tagKey(tag) === key)?.slice(key.length + 1) ?? "";
}

function largestFirst(one: TagCount, other: TagCount): number {
  if (one.value === "none" || other.value === "none") return one.value === "none" ? 1 : -1;
  return other.open - one.open || (one.value < other.value ? -1 : 1);
}
