import type { PullRequestRecord } from "../population.ts";
import type { Kept } from "./others.ts";
import {
  ageOf,
  authorTag,
  authorTypeTag,
  isIdle,
  labelTags,
  type RequestsSeen,
  reviewerTags,
  reviewStateTag,
  teamTags,
} from "./pull-request.ts";
import { apart, type Count, type Pulls, tally } from "./tally.ts";

/** What a run knows beside the pull requests. */
export interface Terms {
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly staleDays: number;
  readonly bots: (login: string) => boolean;
  readonly requests: RequestsSeen;
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
    ...(terms.requests === "mixed"
      ? []
      : tally("open.by_reviewer", pulls, (pull) => apart(reviewerTags(pull, terms.requests, terms.kept)))),
    ...(teamsCounted(terms) ? tally("open.by_reviewer_team", pulls, (pull) => apart(teamTags(pull))) : []),
    ...(terms.reviewStateKnown ? reviewStates(pulls, terms) : []),
  ];
}

/** Whether requests to teams are counted: all of them were read by name, or REST's list is taken as it is. */
export function teamsCounted({ requests }: Terms): boolean {
  return requests === "named" || requests === "listed";
}

function reviewStates(pulls: Pulls, terms: Terms): readonly Count[] {
  const stateOf = (pull: PullRequestRecord) => reviewStateTag(pull, terms.bots);
  const states = new Set(pulls.map(stateOf));
  return [
    ...tally("open.by_review_state", pulls, (pull) => [[stateOf(pull), authorTypeTag(pull, terms.bots)]]),
    ...[...states].map((state) => ({
      metric: "age.max.by_review_state",
      tags: [state],
      value: oldest(
        pulls.filter((pull) => stateOf(pull) === state),
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
