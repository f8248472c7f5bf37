import type { IssueRecord, PersonRecord, PullRequestRecord, ReviewRecord } from "../population.ts";
import { type Kept, keptTag, keptTags } from "./others.ts";
import { expectedTag } from "./tag-values.ts";

/**
 * How a reader sees who was asked. `named`: everybody by name. `counted`: users and bots by name, and that somebody else was
 * asked. `unseen`: some requests of the repository could be anybody's. `listed`: REST's lists, from which GitHub may leave bots and teams out, so
 * that an empty one says nothing. `mixed`: some by GraphQL and some by REST, which counts nobody.
 */
export type RequestsSeen = "named" | "counted" | "unseen" | "listed" | "mixed";

/** What issues have too. */
type ItemRecord = PullRequestRecord | IssueRecord;

const secondsPerDay = 86_400;

/** Seconds since creation, 0 where clocks disagree. `timestamp` in seconds since 1970. */
export function ageOf(item: ItemRecord, timestamp: number): number {
  return Math.max(0, Math.floor(timestamp - Date.parse(item.createdAt) / 1000));
}

/** Seconds since anything happened, 0 where clocks disagree. */
export function idleOf(pull: PullRequestRecord, timestamp: number): number {
  return Math.max(0, Math.floor(timestamp - Date.parse(pull.updatedAt) / 1000));
}

/** The class of its age, the younger one's end not included. */
export function ageClassTag(pull: PullRequestRecord, timestamp: number): string {
  const days = Math.floor(ageOf(pull, timestamp) / secondsPerDay);
  if (days >= 30) return "age:gt_30d";
  if (days >= 14) return "age:14d_30d";
  if (days >= 7) return "age:7d_14d";
  if (days >= 3) return "age:3d_7d";
  return days >= 1 ? "age:1d_3d" : "age:lt_1d";
}

/** What its checks came to. */
export function checksTag({ checks }: PullRequestRecord): string {
  if (checks === null) return "checks:none";
  if (checks === "ERROR") return "checks:failure";
  return checks === "EXPECTED" ? "checks:pending" : `checks:${checks.toLowerCase()}`;
}

/** Whether nothing has happened for that many days. */
export function isIdle(item: ItemRecord, timestamp: number, days: number): boolean {
  return timestamp - Date.parse(item.updatedAt) / 1000 >= days * secondsPerDay;
}

/** A deleted account is `ghost`. */
export function authorTag({ author }: ItemRecord, kept: Kept): string {
  return keptTag("author", expectedTag("author", author ? restLogin(author) : "ghost"), kept);
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
export function labelTags({ labels }: ItemRecord, kept: Kept): ReadonlySet<string> {
  const tags = labels.map((label) => expectedTag("label", label));
  return keptTags("label", new Set(tags.length > 0 ? tags : ["label:none"]), kept);
}

/** Who was asked; `none` where no user or bot was; nothing where that cannot be known. */
export function reviewerTags(pull: PullRequestRecord, seen: RequestsSeen, kept: Kept): ReadonlySet<string> {
  const named = pull.reviewers.map((reviewer) => expectedTag("reviewer", restLogin(reviewer)));
  if (named.length > 0) return keptTags("reviewer", new Set(named), kept);
  return new Set(seen === "listed" || seen === "unseen" ? [] : ["reviewer:none"]);
}

/** Requested teams by slug, those of the enterprise among them. */
export function teamTags(pull: PullRequestRecord): ReadonlySet<string> {
  return new Set(teamsOf(pull).map((team) => expectedTag("reviewer_team", team)));
}

/** Slugs of all teams that were asked. */
export function teamsOf({ teams, enterpriseTeams = [] }: PullRequestRecord): readonly string[] {
  return [...teams, ...enterpriseTeams];
}

/** Whether `BOTS` takes a login, spelled as REST does. */
type IsMachineUser = (login: string) => boolean;

/** The first that applies, in the order of the rules. */
export function reviewStateTag(pull: PullRequestRecord, isMachineUser: IsMachineUser): string {
  return `review_state:${reviewState(pull, isMachineUser)}`;
}

function reviewState(pull: PullRequestRecord, isMachineUser: IsMachineUser): string {
  const { draft, inMergeQueue, autoMerge, reviewDecision: decision } = pull;
  if (draft) return "draft";
  if (inMergeQueue) return "queued";
  const opinions = decision === null ? standingOpinions(pull, isMachineUser) : [];
  const changesWanted = opinions.includes("CHANGES_REQUESTED");
  if (autoMerge && (decision === "APPROVED" || (decision === null && !changesWanted))) return "queued";
  if (decision === "CHANGES_REQUESTED" || changesWanted) return "changes_requested";
  if (decision === "APPROVED" || opinions.includes("APPROVED")) return "approved";
  if (decision === "REVIEW_REQUIRED") return "awaiting_review";
  return pull.reviewers.length + teamsOf(pull).length > 0 ? "awaiting_review" : "no_review_required";
}

/** What each person says last, comments aside; a review that was dismissed says nothing. The author and bots have no say. */
function standingOpinions({ author, reviews }: PullRequestRecord, isMachineUser: IsMachineUser) {
  const standing = new Map<string, ReviewRecord["state"]>();
  for (const { author: reviewer, state } of reviews) {
    const login = reviewer?.login ?? "";
    const isBot = reviewer !== null && (reviewer.type === "Bot" || isMachineUser(restLogin(reviewer)));
    const isAuthor = author !== null && author.login === login;
    if (!isBot && !isAuthor && state !== "COMMENTED") standing.set(login, state);
  }
  return [...standing.values()];
}

/** A login as REST spells it, which is how the exporter spells it whichever API it reads. */
function restLogin({ login, type, restLogin: special }: PersonRecord): string {
  return special ?? (type === "Bot" ? `${login}[bot]` : login);
}
