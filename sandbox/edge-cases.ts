import { edgeIssues, interleaved } from "./edge-issues.ts";
import { edgePulls, manyPulls } from "./edge-pulls.ts";
import type { Population, RepositoryRecord, TokenRecord } from "./population.ts";
import { issue, repository } from "./records.ts";
import { isoSeconds } from "./time.ts";
import { fullToken, tokenRecord } from "./tokens.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** The credentials of `edgeCases`, by what is special about them. */
export interface EdgeTokens {
  readonly full: TokenRecord;
  /** Sees public repositories only. */
  readonly publicOnly: TokenRecord;
  /** Gets null for every requested team. */
  readonly withoutTeams: TokenRecord;
  readonly withoutReviewState: TokenRecord;
  /** May not read review decisions in `acme/states`, everything elsewhere. */
  readonly withoutReviewStateInOne: TokenRecord;
  readonly withoutChecks: TokenRecord;
  /** A classic token: a query that names a team's slug is refused whole. */
  readonly withoutReadOrg: TokenRecord;
  /** Is refused the issues, everywhere or in `acme/issues` alone. */
  readonly withoutIssues: TokenRecord;
  readonly withoutIssuesInOne: TokenRecord;
  /** An app's that may not read issues. */
  readonly appWithoutIssues: TokenRecord;
  readonly revoked: TokenRecord;
  /** Expires in ten days. */
  readonly expiring: TokenRecord;
}

/** The credentials of `edgeCases(now)`. `now` is milliseconds since 1970. */
export function edgeTokens(now: number): EdgeTokens {
  return {
    full: fullToken,
    publicOnly: tokenRecord("sandbox-public-only", { privateRepositories: [] }),
    withoutTeams: tokenRecord("sandbox-without-teams", { hidden: [{ repository: "*", what: "teams" }] }),
    withoutReviewState: tokenRecord("sandbox-without-review-state", {
      hidden: [{ repository: "*", what: "reviewDecision" }],
    }),
    withoutReviewStateInOne: tokenRecord("sandbox-without-review-state-in-one", {
      hidden: [{ repository: "acme/states", what: "reviewDecision" }],
    }),
    withoutChecks: tokenRecord("sandbox-without-checks", { hidden: [{ repository: "*", what: "checks" }] }),
    withoutReadOrg: tokenRecord("sandbox-without-read-org", { lacksReadOrg: true }),
    withoutIssues: tokenRecord("sandbox-without-issues", { hidden: [{ repository: "*", what: "issues" }] }),
    withoutIssuesInOne: tokenRecord("sandbox-without-issues-in-one", {
      hidden: [{ repository: "acme/issues", what: "issues" }],
    }),
    appWithoutIssues: tokenRecord("sandbox-app-without-issues", {
      hidden: [{ repository: "*", what: "issues" }],
      installation: true,
    }),
    revoked: tokenRecord("sandbox-revoked", { revoked: true }),
    expiring: tokenRecord("sandbox-expiring", { expiresAt: isoSeconds(now + 10 * day) }),
  };
}

/**
 * Everything that has ever gone wrong in counting pull requests and issues, picked by hand: two organisations and a user, with
 * repositories named after what is special about them. `now` is milliseconds since 1970.
 */
export function edgeCases(now: number): Population {
  return {
    owners: [
      { login: "acme", type: "Organization" },
      { login: "Mixed-Case", type: "Organization" },
      { login: "solo", type: "User" },
    ],
    repositories: specialRepositories(now).map((special, index) =>
      repository(index + 1, special.fullName, now - (index + 400) * day, special.record),
    ),
    tokens: Object.values(edgeTokens(now)),
  };
}

interface Special {
  readonly fullName: string;
  readonly record?: Partial<RepositoryRecord>;
}

function specialRepositories(now: number): readonly Special[] {
  return [...sizes(now), ...kinds(now), ...contents(now)];
}

function sizes(now: number): readonly Special[] {
  return [
    { fullName: "acme/empty" },
    { fullName: "acme/issues-only", record: { issues: [issue(1, now - day), issue(2, now - hour)] } },
    ...[1, 60, 100, 101, 250].map((count) => ({
      fullName: `acme/with-${count}`,
      record: { pullRequests: manyPulls(count, now) },
    })),
  ];
}

function kinds(now: number): readonly Special[] {
  const few = manyPulls(3, now);
  return [
    { fullName: "acme/archived", record: { archived: true, pullRequests: few } },
    { fullName: "acme/fork", record: { fork: true, pullRequests: few } },
    { fullName: "acme/disabled", record: { disabled: true, pullRequests: few } },
    { fullName: "acme/private", record: { private: true, pullRequests: few } },
    {
      fullName: "acme/renamed",
      record: { formerNames: ["acme/old-name", "solo/older-name"], pullRequests: few },
    },
    { fullName: "acme/blocked", record: { blocked: true, pullRequests: few } },
    { fullName: "acme/topics", record: { topics: ["team-payments", "public-api"], pullRequests: few } },
    { fullName: "acme/.github", record: { pullRequests: few } },
    { fullName: "acme/under_score.and-dots", record: { topics: ["public-api"], pullRequests: few } },
    { fullName: "Mixed-Case/UPPER", record: { pullRequests: few } },
    { fullName: "solo/.dotfiles", record: { pullRequests: few } },
    { fullName: "solo/secret", record: { private: true, pullRequests: few } },
  ];
}

function contents(now: number): readonly Special[] {
  const { labels, people, reviewers, states } = edgePulls(now);
  return [
    { fullName: "acme/labels", record: { pullRequests: labels } },
    { fullName: "acme/people", record: { pullRequests: people } },
    { fullName: "acme/reviewers", record: { pullRequests: reviewers } },
    { fullName: "acme/states", record: { pullRequests: states } },
    {
      fullName: "acme/drafts-only",
      record: { pullRequests: manyPulls(2, now).map((pull) => ({ ...pull, draft: true })) },
    },
    { fullName: "acme/issues", record: { issues: edgeIssues(now) } },
    { fullName: "acme/interleaved", record: interleaved(now) },
    {
      fullName: "acme/issues-disabled",
      record: { issuesDisabled: true, issues: edgeIssues(now), pullRequests: manyPulls(2, now) },
    },
  ];
}
