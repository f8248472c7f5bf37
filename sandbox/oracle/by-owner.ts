import { expectedTag } from "./tag-values.ts";
import type { Pulls } from "./tally.ts";

/** What `GRAIN` can say of a metric. */
export type Grain = "repo" | "owner";

/** A number of one repository. */
export interface OfRepository {
  /** `owner/name`, as it is tagged. */
  readonly repository: string;
  /** Below the prefix. */
  readonly metric: string;
  /** Beside the repository's. */
  readonly tags: readonly string[];
  readonly value: number;
}

export interface Sum {
  readonly metric: string;
  /** The owner's among them. */
  readonly tags: readonly string[];
  readonly value: number;
}

/** Whether a metric can be for owners at all: it breaks something down. */
export function isBreakdown(metric: string): boolean {
  return metric.includes(".by_");
}

/** Puts the numbers of each owner's repositories together: the oldest is the oldest of all, counts add up. */
export function sumsByOwner(numbers: readonly OfRepository[]): readonly Sum[] {
  const groups = new Map<string, { metric: string; tags: readonly string[]; values: number[] }>();
  for (const { repository, metric, tags, value } of numbers) {
    const all = [ownerTagOf(repository), ...tags];
    const key = `${metric} ${all.toSorted().join()}`;
    const group = groups.get(key) ?? { metric, tags: all, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ metric, tags, values }) => ({
    metric,
    tags,
    value: metric.includes(".age.max") ? Math.max(...values) : values.reduce((sum, one) => sum + one, 0),
  }));
}

/** `owner:acme` of `Acme/api`. */
export function ownerTagOf(repository: string): string {
  return expectedTag("owner", repository.slice(0, repository.indexOf("/")));
}

/** The breakdowns that a repository cannot give, since its credential does not see what they are by. */
export function hiddenBreakdowns(
  pulls: Pulls,
  known: Readonly<Record<"reviewers" | "teams" | "reviewState" | "checks" | "issues", boolean>>,
): readonly string[] {
  const issues = known.issues ? [] : ["by_author", "by_label", "by_assignee"];
  const ofIssues = issues.map((name) => `issues.open.${name}`);
  if (pulls.length === 0) return ofIssues;
  const ofPulls = [
    ...(known.reviewers ? [] : ["open.by_reviewer"]),
    ...(known.teams ? [] : ["open.by_reviewer_team"]),
    ...(known.reviewState ? [] : ["open.by_review_state", "age.max.by_review_state"]),
    ...(known.checks ? [] : ["open.by_checks"]),
  ].map((name) => `pull_requests.${name}`);
  return [...ofIssues, ...ofPulls];
}
