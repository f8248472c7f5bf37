import type { PullRequestRecord } from "../population.ts";
import {
  ageClassTag,
  ageOf,
  authorTag,
  checksTag,
  idleOf,
  labelTags,
  reviewerTags,
  teamTags,
} from "./pull-request.ts";
import type { Terms } from "./repository.ts";
import { type Count, type Pulls, tally } from "./tally.ts";

/** The metrics of one repository that are only sent when they are asked for; none where its backlog is empty. */
export function furtherCounts(pulls: Pulls, terms: Terms): readonly Count[] {
  if (pulls.length === 0) return [];
  return [
    ...tally("open.by_age", pulls, (pull) => [[ageClassTag(pull, terms.timestamp)]]),
    ...(terms.checksKnown ? tally("open.by_checks", pulls, (pull) => [[checksTag(pull)]]) : []),
    ...times(
      pulls.filter(({ draft }) => !draft),
      terms,
    ),
    ...details(pulls, terms),
  ];
}

function times(ready: Pulls, { timestamp }: Terms): readonly Count[] {
  const ages = ready.map((pull) => ageOf(pull, timestamp)).sort((a, b) => a - b);
  return [
    { metric: "age.p50", tags: [], value: rank(ages, 50) },
    { metric: "age.p90", tags: [], value: rank(ages, 90) },
    { metric: "age.sum", tags: [], value: ages.reduce((sum, age) => sum + age, 0) },
    { metric: "idle.max", tags: [], value: Math.max(0, ...ready.map((pull) => idleOf(pull, timestamp))) },
  ];
}

/** The first in order that enough of them do not exceed; 0 of none. */
function rank(sorted: readonly number[], percent: number): number {
  return sorted.find((_, index) => (index + 1) * 100 >= percent * sorted.length) ?? 0;
}

function details(pulls: Pulls, terms: Terms): readonly Count[] {
  const ages = pulls
    .filter(({ draft }) => !draft)
    .map((pull) => ({
      metric: "detail.age",
      tags: [numberTag(pull), authorTag(pull, terms.kept)],
      value: ageOf(pull, terms.timestamp),
    }));
  if (!teamsKnown(pulls, terms)) return ages;
  return [
    ...ages,
    ...tally("open.combined", pulls, (pull) => [allTags(pull, terms)]),
    ...pulls.map((pull) => ({
      metric: "detail",
      tags: [numberTag(pull), ...allTags(pull, terms)],
      value: 1,
    })),
  ];
}

/** What a team's request hides leaves the whole repository without metrics that have teams for a tag. */
export function teamsKnown(pulls: Pulls, { teams }: Terms): boolean {
  return teams === "named" || (teams === "unseen" && pulls.every((pull) => pull.teams.length === 0));
}

function allTags(pull: PullRequestRecord, { teams, kept }: Terms): readonly string[] {
  return [
    authorTag(pull, kept),
    ...labelTags(pull, kept),
    ...reviewerTags(pull, teams, kept),
    ...teamTags(pull),
    `draft:${pull.draft ? "true" : "false"}`,
  ];
}

function numberTag({ number }: PullRequestRecord): string {
  return `number:${number}`;
}
