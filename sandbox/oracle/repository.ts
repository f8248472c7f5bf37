import type { PullRequestRecord } from "../population.ts";
import type { Kept } from "./others.ts";
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
import { apart, type Count, type Pulls, tally } from "./tally.ts";

/** What a run knows beside the pull requests. */
export interface Terms {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly staleDays: number;
  readonly bots: (login: string) => boolean;
  readonly teams: TeamsSeen;
  readonly reviewStateKnown: boolean;
  readonly checksKnown: boolean;
  readonly issuesKnown: boolean;
  readonly kept: Kept;
}

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
    ...tally("open.by_author", pulls, (pull) => [[authorTag(pull, terms.kept)]]),
    ...tally("open.by_label", pulls, (pull) => apart(labelTags(pull, terms.kept))),
    ...tally("open.by_reviewer", pulls, (pull) => apart(reviewerTags(pull, terms.teams, terms.kept))),
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

function isReady({ draft }: PullRequestRecord): boolean {
  return !draft;
}

function isStale(pull: PullRequestRecord, { timestamp, staleDays }: Terms): boolean {
  return isReady(pull) && isIdle(pull, timestamp, staleDays);
}

function oldest(pulls: Pulls, { timestamp }: Terms): number {
  return pulls.reduce((age, pull) => Math.max(age, ageOf(pull, timestamp)), 0);
}
