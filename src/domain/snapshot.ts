import type { Issue } from "./issue.ts";
import type { OptionalField, PullRequest } from "./pull-request.ts";
import type { ListName } from "./wanted.ts";

/** Why a repository has no numbers in this run. */
export type FailureReason =
  | "not_found"
  | "forbidden"
  | "unauthorized"
  | "blocked"
  | "moved_and_gone"
  | "incomplete"
  | "too_heavy"
  | "rate_limited"
  | "deadline"
  | "interrupted"
  | "server_error"
  | "network"
  | "invalid_answer"
  /** A defect of the exporter itself. */
  | "internal_error";

/** A repository's whole backlog, as it was read during the run; a list that the run does not read is empty. */
export interface Complete {
  readonly kind: "complete";
  /** `owner/name` as the configuration spells it, else as GitHub does. */
  readonly repository: string;
  readonly pullRequests: readonly PullRequest[];
  readonly issues: readonly Issue[];
  /** Fields that could not be read here: no metric that needs one is computed for this repository. */
  readonly unknown: ReadonlySet<OptionalField>;
  /**
   * The lists that were read in several requests, and when their reading began: milliseconds since 1970 by the clock of the
   * run. What moved between two of those requests may be in neither answer. A list that one answer held is not here.
   */
  readonly readSince?: ReadSince;
  /**
   * Tag values that this reading may not have seen although they are there, by the key of the tag: zero-fill never sets
   * them to 0 for this repository. The predicate gets the value as Datadog stores it (`renovate_bot`, `none`).
   * A reading by REST, which hides bots among the reviewers, gives `reviewer` with a predicate that takes them.
   */
  readonly hidden?: ReadonlyMap<string, (value: string) => boolean>;
}

/** When the reading of lists began. */
export type ReadSince = Readonly<Partial<Record<ListName, number>>>;

/** A repository (or `owner/*`, where an owner could not be listed) that gets no number in this run. */
export interface Failed {
  readonly kind: "failed";
  readonly repository: string;
  readonly reason: FailureReason;
  /** One sentence for a person: what happened and what to look at. Holds no secret. */
  readonly message: string;
}

/** Either all that is open in a repository, or the reason there is nothing: never a part of it. */
export type Snapshot = Complete | Failed;
