import type { Item } from "./item.ts";

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

/**
 * One open pull request, the same whichever API it was read from.
 * A field that the run did not ask for (see `Field`) holds its empty value and must not be looked at:
 * the tag and value functions of the catalogue only see the fields they declare.
 */
export interface PullRequest extends Item {
  readonly draft: boolean;
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
  | "checks"
  /** That all requests for a review are shown: REST may leave out those of bots and teams. */
  | "everyRequest";

/** What a credential may not be allowed to read, or an API does not have: never a reason to fail. */
export type OptionalField =
  | Extract<Field, "reviewers" | "teams" | "reviewState" | "checks" | "everyRequest">
  | "issues";
