import type { IssueRecord, PersonRecord, PullRequestRecord } from "../../sandbox/population.ts";
import type { Issue } from "../../src/domain/issue.ts";
import type { Checks, PullRequest, ReviewState } from "../../src/domain/pull-request.ts";

function expectedItem(record: PullRequestRecord | IssueRecord) {
  return {
    number: record.number,
    createdAt: Date.parse(record.createdAt) / 1000,
    updatedAt: Date.parse(record.updatedAt) / 1000,
    author: record.author
      ? { login: loginOf(record.author), bot: record.author.type === "Bot" }
      : { login: "ghost", bot: false },
    labels: record.labels,
  };
}

/** What must be read of an issue that stands in the population. */
export function expectedIssue(record: IssueRecord): Issue {
  const users = record.assignees.filter(({ type }) => type === "User");
  return { ...expectedItem(record), assignees: users.map(loginOf) };
}

/** What must be read of a pull request that stands in the population. */
export function expectedPull(record: PullRequestRecord): PullRequest {
  return {
    ...expectedItem(record),
    draft: record.draft,
    reviewers: record.reviewers.map(loginOf),
    teams: record.teams,
    unnamedReviewers: 0,
    reviewState: stateOf(record),
    checks: record.checks === null ? "none" : CHECKS[record.checks],
  };
}

function loginOf(person: PersonRecord): string {
  return person.restLogin ?? (person.type === "Bot" ? `${person.login}[bot]` : person.login);
}

const STATES = {
  CHANGES_REQUESTED: "changes_requested",
  APPROVED: "approved",
  REVIEW_REQUIRED: "awaiting_review",
} as const;

const CHECKS = {
  SUCCESS: "success",
  FAILURE: "failure",
  ERROR: "failure",
  PENDING: "pending",
  EXPECTED: "pending",
} as const satisfies Record<string, Checks>;

function stateOf(record: PullRequestRecord): ReviewState {
  if (record.draft) return "draft";
  const { autoMerge, inMergeQueue, reviewDecision } = record;
  if (inMergeQueue) return "queued";
  if (autoMerge && (reviewDecision === null || reviewDecision === "APPROVED")) return "queued";
  if (reviewDecision !== null) return STATES[reviewDecision];
  // Of pull requests without reviews: test/github/reviews.test.ts has the others.
  return record.reviewers.length + record.teams.length > 0 ? "awaiting_review" : "no_review_required";
}

/** Pull requests or issues in the order of their numbers, so that two readings can be compared. */
export function inOrder<Item extends { readonly number: number }>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => a.number - b.number);
}
