import type { PersonRecord, PullRequestRecord } from "../population.ts";
import { expectedTag } from "./tag-values.ts";

/**
 * How a credential sees requested teams: by name; only that somebody other than a user was asked; or as requests
 * that could be anybody's.
 */
export type TeamsSeen = "named" | "counted" | "unseen";

const secondsPerDay = 86_400;

/** Seconds since creation, 0 where clocks disagree. `timestamp` in seconds since 1970. */
export function ageOf(pull: PullRequestRecord, timestamp: number): number {
  return Math.max(0, Math.floor(timestamp - Date.parse(pull.createdAt) / 1000));
}

/** Whether nothing has happened for that many days. */
export function isIdle(pull: PullRequestRecord, timestamp: number, days: number): boolean {
  return timestamp - Date.parse(pull.updatedAt) / 1000 >= days * secondsPerDay;
}

/** A deleted account is `ghost`. */
export function authorTag({ author }: PullRequestRecord): string {
  return expectedTag("author", author ? restLogin(author) : "ghost");
}

/** `isMachineUser` knows machine users that GitHub calls users. */
export function authorTypeTag(
  { author }: PullRequestRecord,
  isMachineUser: (login: string) => boolean,
): string {
  const bot = author !== null && (author.type === "Bot" || isMachineUser(restLogin(author)));
  return `author_type:${bot ? "bot" : "human"}`;
}

/** Each tag once, also where two labels are one for Datadog. */
export function labelTags({ labels }: PullRequestRecord): ReadonlySet<string> {
  return new Set(labels.length > 0 ? labels.map((label) => expectedTag("label", label)) : ["label:none"]);
}

/** Who was asked; `none` where no user or bot was; nothing where that cannot be known. */
export function reviewerTags({ reviewers, teams }: PullRequestRecord, seen: TeamsSeen): ReadonlySet<string> {
  const named = reviewers.map((reviewer) => expectedTag("reviewer", restLogin(reviewer)));
  if (named.length > 0) return new Set(named);
  return new Set(seen === "unseen" && teams.length > 0 ? [] : ["reviewer:none"]);
}

/** Requested teams by slug. */
export function teamTags({ teams }: PullRequestRecord): ReadonlySet<string> {
  return new Set(teams.map((team) => expectedTag("reviewer_team", team)));
}

/** The first that applies, in the order of the rules. */
export function reviewStateTag(pull: PullRequestRecord): string {
  return `review_state:${reviewState(pull)}`;
}

function reviewState({ draft, inMergeQueue, autoMerge, reviewDecision }: PullRequestRecord): string {
  if (draft) return "draft";
  if (inMergeQueue || autoMerge) return "queued";
  if (reviewDecision === null) return "no_review_required";
  return reviewDecision === "REVIEW_REQUIRED" ? "awaiting_review" : reviewDecision.toLowerCase();
}

/** A login as REST spells it, which is how the exporter spells it whichever API it reads. */
function restLogin({ login, type, restLogin: special }: PersonRecord): string {
  return special ?? (type === "Bot" ? `${login}[bot]` : login);
}
