/**
 * What exists on the sandbox's GitHub. Written down once, served by both APIs, and counted by the oracle.
 * Nothing here is shared with `src`: a mistake there must not be able to hide here.
 */

/** Someone who opens or reviews; a bot's login is without `[bot]`, as GraphQL spells it. */
export interface PersonRecord {
  readonly login: string;
  readonly type: "User" | "Bot" | "Mannequin";
  /** How REST spells the login where that is not the login (users) or `login[bot]` (bots). */
  readonly restLogin?: string;
}

/** A review that was submitted: https://docs.github.com/en/graphql/reference/objects#pullrequestreview */
export interface ReviewRecord {
  /** Null is a deleted account. */
  readonly author: PersonRecord | null;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  /** ISO 8601, seconds, `Z`. */
  readonly submittedAt: string;
}

export interface PullRequestRecord {
  readonly number: number;
  /** ISO 8601, seconds, `Z`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Null is a deleted account. */
  readonly author: PersonRecord | null;
  readonly draft: boolean;
  readonly labels: readonly string[];
  readonly reviewers: readonly PersonRecord[];
  /** Slugs of requested teams. */
  readonly teams: readonly string[];
  /** Slugs of requested teams of the enterprise; none where missing. */
  readonly enterpriseTeams?: readonly string[];
  /** Null where the base branch requires no review, whatever reviews were given. */
  readonly reviewDecision: "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED" | null;
  /** The oldest first. */
  readonly reviews: readonly ReviewRecord[];
  readonly autoMerge: boolean;
  readonly inMergeQueue: boolean;
  readonly checks: "SUCCESS" | "FAILURE" | "ERROR" | "PENDING" | "EXPECTED" | null;
  /** GraphQL gives null and an error in its place, every time; REST lists it. */
  readonly unreturnable?: true;
}

export interface IssueRecord {
  readonly number: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly author: PersonRecord | null;
  readonly labels: readonly string[];
  readonly assignees: readonly PersonRecord[];
}

export interface RepositoryRecord {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly createdAt: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly fork: boolean;
  readonly disabled: boolean;
  readonly topics: readonly string[];
  /** Custom properties that have a value, by name; several values where the property takes several. */
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
  /** `owner/name` it had before: REST answers 301, GraphQL follows. */
  readonly formerNames: readonly string[];
  /** Legally blocked: 451 by REST, an error by GraphQL. */
  readonly blocked: boolean;
  /** Its issues are switched off: neither API shows any, whatever `issues` holds. */
  readonly issuesDisabled: boolean;
  /** Its pull requests are switched off: `has_pull_requests` is false, and their list answers 404. */
  readonly pullRequestsDisabled: boolean;
  /** Open ones only; both lists are sorted by number. */
  readonly pullRequests: readonly PullRequestRecord[];
  readonly issues: readonly IssueRecord[];
}

export interface OwnerRecord {
  readonly login: string;
  readonly type: "Organization" | "User";
}

/** A credential and what it may see. */
export interface TokenRecord {
  readonly token: string;
  /** The user whom it belongs to. */
  readonly login: string;
  /** `owner/name` in lower case of private repositories it may read; `all` for every one. */
  readonly privateRepositories: "all" | readonly string[];
  /** What it may not read: team names, review decisions, check states, issues, custom properties; per repository (`owner/name` in lower case) or everywhere (`*`). */
  readonly hidden: readonly {
    readonly repository: string;
    readonly what: "teams" | "reviewDecision" | "checks" | "issues" | "properties";
  }[];
  /** An app's: issues that it may not read are left out of REST's lists, where others are refused. */
  readonly installation: boolean;
  /** Classic token without `read:org`: a query that names a team's slug is refused whole. */
  readonly lacksReadOrg: boolean;
  /** Sent as `github-authentication-token-expiration`, where set. ISO 8601. */
  readonly expiresAt?: string;
  readonly revoked: boolean;
}

/** Where a GitHub App is installed. */
export interface InstallationRecord {
  readonly id: number;
  /** The login of the organisation or user; the slug of the enterprise. */
  readonly account: string;
  /** Whether an enterprise has it, which owns no repositories itself. */
  readonly ofEnterprise?: boolean;
  /** `owner/name` in lower case of those of the account's that it was given; `all` for every one. */
  readonly repositories: "all" | readonly string[];
  /** As GitHub spells them: `{ pull_requests: "read" }`. */
  readonly permissions: Readonly<Record<string, "read" | "write" | "admin">>;
  /** ISO 8601, where it is suspended. */
  readonly suspendedAt?: string;
}

export interface AppRecord {
  readonly id: number;
  readonly clientId: string;
  readonly name: string;
  /** The organisation that it belongs to. */
  readonly owner: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: readonly InstallationRecord[];
}

export interface Population {
  readonly owners: readonly OwnerRecord[];
  readonly repositories: readonly RepositoryRecord[];
  readonly tokens: readonly TokenRecord[];
  readonly apps?: readonly AppRecord[];
}
