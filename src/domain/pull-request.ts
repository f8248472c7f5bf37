/** What GitHub's review rules say about a pull request, as a partition of all open ones. */
export type ReviewState =
  | "draft"
  | "queued"
  | "changes_requested"
  | "approved"
  | "awaiting_review"
  | "no_review_required";

/** What GitHub makes of all checks and commit statuses of a pull request's last commit; `none`: there are none. */
export type Checks = "success" | "failure" | "pending" | "none";

/** Who opened a pull request or was asked to review it, spelled as GitHub's REST API spells it (`renovate[bot]`). */
export interface Account {
  readonly login: string;
  readonly bot: boolean;
}

/**
 * One open pull request, the same whichever API it was read from. Times are seconds since 1970.
 * A field that the run did not ask for (see `Field`) holds its empty value and must not be looked at:
 * the tag and value functions of the catalogue only see the fields they declare.
 */
export interface PullRequest {
  readonly number: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly draft: boolean;
  /** A deleted account is `ghost`, as on GitHub's own pages. */
  readonly author: Account;
  readonly labels: readonly string[];
  /** Logins of the users and bots that were asked for a review and have not given one. */
  readonly reviewers: readonly string[];
  /** Slugs of the teams that were asked. */
  readonly teams: readonly string[];
  /** Requested reviewers that GitHub would not name: neither a user nor `none`. */
  readonly unnamedReviewers: number;
  readonly reviewState: ReviewState;
  readonly checks: Checks;
}

/** A part of a pull request that a metric can need; GitHub is asked for no other. */
export type Field =
  | "createdAt"
  | "updatedAt"
  | "draft"
  | "author"
  | "labels"
  | "reviewers"
  | "teams"
  | "reviewState"
  | "checks";

/** Fields that a credential may not be allowed to read, or an API does not have: never a reason to fail. */
export type OptionalField = Extract<Field, "teams" | "reviewState" | "checks">;
