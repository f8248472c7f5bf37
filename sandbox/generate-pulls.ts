import type { PersonRecord, PullRequestRecord } from "./population.ts";
import type { Random } from "./random.ts";
import { bot, copilotAgent, pullRequest, user } from "./records.ts";
import { isoSeconds } from "./time.ts";

/** Who works in an organisation; the first are the busiest. */
export interface Team {
  readonly people: readonly PersonRecord[];
  readonly slugs: readonly string[];
}

/** That many people, and a team for every eight of them. */
export function teamOf(people: number): Team {
  return {
    people: numbered("dev", people).map(user),
    slugs: numbered("team", Math.ceil(people / 8)),
  };
}

/** One pull request that is `age` milliseconds old; its last activity lies somewhere between then and now. */
export function generatePull(
  number: number,
  age: number,
  now: number,
  team: Team,
  random: Random,
): PullRequestRecord {
  const author = authorOf(team, random);
  const reviewers = random.pick(team.people, random.weighted(reviewerCounts));
  return pullRequest(number, now - age, {
    updatedAt: isoSeconds(now - age * random.next()),
    author,
    draft: author?.type === "User" && random.chance(0.12),
    labels: labelsOf(author, random),
    reviewers: reviewers.filter(({ login }) => login !== author?.login),
    teams: random.chance(0.15) ? random.pick(team.slugs, 1) : [],
    reviewDecision: random.weighted(decisions),
    autoMerge: random.chance(0.02),
    inMergeQueue: random.chance(0.005),
    checks: random.weighted(checks),
  });
}

const reviewerCounts = [
  [45, 0],
  [35, 1],
  [15, 2],
  [5, 3],
] as const;

const decisions = [
  [55, "REVIEW_REQUIRED"],
  [20, "APPROVED"],
  [10, "CHANGES_REQUESTED"],
  [15, null],
] as const;

const checks = [
  [65, "SUCCESS"],
  [15, "FAILURE"],
  [3, "ERROR"],
  [8, "PENDING"],
  [2, "EXPECTED"],
  [7, null],
] as const;

const labelNames = [
  "bug",
  "enhancement",
  "documentation",
  "needs review",
  "work in progress",
  "good first issue",
  "area/api",
  "area/web",
  "type: chore",
  "security",
];

function authorOf({ people }: Team, random: Random): PersonRecord | null {
  const kind = random.weighted([
    [75, "person"],
    [13, "renovate"],
    [9, "dependabot"],
    [2, "copilot"],
    [1, "deleted"],
  ]);
  if (kind === "deleted") return null;
  if (kind === "copilot") return copilotAgent;
  return kind === "person" ? (random.pick(people, 1)[0] ?? null) : bot(kind);
}

function labelsOf(author: PersonRecord | null, random: Random): readonly string[] {
  if (author?.login === "renovate" || author?.login === "dependabot") return ["dependencies"];
  return random.pick(labelNames, Math.min(4, Math.floor(random.exponential(0.9))));
}

function numbered(word: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${word}-${index + 1}`);
}
