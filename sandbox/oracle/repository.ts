import type { PullRequestRecord } from "../population.ts";
import {
  ageOf,
  authorTag,
  authorTypeTag,
  isIdle,
  labelTags,
  reviewerTags,
  reviewStateTag,
  type TeamsSeen,
  teamTags,
} from "./pull-request.ts";

/** What a run knows beside the pull requests. */
export interface Terms {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly staleDays: number;
  readonly bots: (login: string) => boolean;
  readonly teams: TeamsSeen;
  readonly reviewStateKnown: boolean;
}

export interface Count {
  /** Below `pull_requests.`. */
  readonly metric: string;
  /** Those of the series itself, beside the repository's. */
  readonly tags: readonly string[];
  readonly value: number;
}

type Pulls = readonly PullRequestRecord[];

/** Every default metric of one repository. An empty backlog is two zeros and nothing else. */
export function repositoryCounts(pulls: Pulls, terms: Terms): readonly Count[] {
  const totals = [
    { metric: "open", tags: [], value: pulls.length },
    { metric: "age.max", tags: [], value: oldest(pulls.filter(isReady), terms) },
  ];
  if (pulls.length === 0) return totals;
  return [
    ...totals,
    { metric: "stale", tags: [], value: pulls.filter((pull) => isStale(pull, terms)).length },
    ...tally("open.by_author", pulls, (pull) => [[authorTag(pull)]]),
    ...tally("open.by_label", pulls, (pull) => apart(labelTags(pull))),
    ...tally("open.by_reviewer", pulls, (pull) => apart(reviewerTags(pull, terms.teams))),
    ...(terms.teams === "named"
      ? tally("open.by_reviewer_team", pulls, (pull) => apart(teamTags(pull)))
      : []),
    ...(terms.reviewStateKnown ? reviewStates(pulls, terms) : []),
  ];
}

function reviewStates(pulls: Pulls, terms: Terms): readonly Count[] {
  const states = new Set(pulls.map(reviewStateTag));
  return [
    ...tally("open.by_review_state", pulls, (pull) => [
      [reviewStateTag(pull), authorTypeTag(pull, terms.bots)],
    ]),
    ...[...states].map((state) => ({
      metric: "age.max.by_review_state",
      tags: [state],
      value: oldest(
        pulls.filter((pull) => reviewStateTag(pull) === state),
        terms,
      ),
    })),
  ];
}

/** How many pull requests carry each set of tags; a pull request may have several sets, each once. */
function tally(
  metric: string,
  pulls: Pulls,
  tagSets: (pull: PullRequestRecord) => readonly (readonly string[])[],
): readonly Count[] {
  const counts = new Map<string, { readonly tags: readonly string[]; value: number }>();
  for (const tags of pulls.flatMap(tagSets)) {
    const key = tags.join();
    const count = counts.get(key) ?? { tags, value: 0 };
    count.value += 1;
    counts.set(key, count);
  }
  return [...counts.values()].map(({ tags, value }) => ({ metric, tags, value }));
}

function apart(tags: ReadonlySet<string>): readonly (readonly string[])[] {
  return [...tags].map((tag) => [tag]);
}

function isReady({ draft }: PullRequestRecord): boolean {
  return !draft;
}

function isStale(pull: PullRequestRecord, { timestamp, staleDays }: Terms): boolean {
  return isReady(pull) && isIdle(pull, timestamp, staleDays);
}

function oldest(pulls: Pulls, { timestamp }: Terms): number {
  return pulls.reduce((age, pull) => Math.max(age, ageOf(pull, timestamp)), 0);
}
