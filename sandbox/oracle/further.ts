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
import { type Terms, teamsCounted } from "./repository.ts";
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
  // REST may have left out bots and teams that were asked, which these metrics have for tags.
  if (terms.requests === "listed" || !teamsCounted(terms)) return ages;
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

function allTags(pull: PullRequestRecord, { requests, kept }: Terms): readonly string[] {
  return [
    authorTag(pull, kept),
    ...labelTags(pull, kept),
    ...reviewerTags(pull, requests, kept),
    ...teamTags(pull),
    `draft:${pull.draft ? "true" : "false"}`,
  ];
}

function numberTag({ number }: PullRequestRecord): string {
  return `number:${number}`;
}
