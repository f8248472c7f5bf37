import type {
  IssueRecord,
  PersonRecord,
  PullRequestRecord,
  RepositoryRecord,
  ReviewRecord,
} from "./population.ts";
import { isoSeconds } from "./time.ts";

/** A user of GitHub. */
export function user(login: string): PersonRecord {
  return { login, type: "User" };
}

/** An app's account, without the `[bot]` that REST adds. */
export function bot(login: string): PersonRecord {
  return { login, type: "Bot" };
}

/** Copilot's coding agent: GraphQL and REST know it by different names. */
export const copilotAgent: PersonRecord = { login: "copilot-swe-agent", type: "Bot", restLogin: "Copilot" };

/** Copilot as a reviewer is another account, of the same name by REST. */
export const copilotReviewer: PersonRecord = {
  login: "copilot-pull-request-reviewer",
  type: "Bot",
  restLogin: "Copilot",
};

/** A review; `submittedAt` is milliseconds since 1970. */
export function review(
  author: PersonRecord | null,
  state: ReviewRecord["state"],
  submittedAt: number,
): ReviewRecord {
  return { author, state, submittedAt: isoSeconds(submittedAt) };
}

/** A pull request of which nothing is special but what is said. Times are milliseconds since 1970. */
export function pullRequest(
  number: number,
  createdAt: number,
  special: Partial<PullRequestRecord> = {},
): PullRequestRecord {
  return {
    number,
    createdAt: isoSeconds(createdAt),
    updatedAt: isoSeconds(createdAt),
    author: user("dev-1"),
    draft: false,
    labels: [],
    reviewers: [],
    teams: [],
    reviewDecision: "REVIEW_REQUIRED",
    reviews: [],
    autoMerge: false,
    inMergeQueue: false,
    checks: null,
    ...special,
  };
}

/** An issue of which nothing is special but what is said. */
export function issue(number: number, createdAt: number, special: Partial<IssueRecord> = {}): IssueRecord {
  return {
    number,
    createdAt: isoSeconds(createdAt),
    updatedAt: isoSeconds(createdAt),
    author: user("dev-1"),
    labels: [],
    assignees: [],
    ...special,
  };
}

/** An empty public repository but for what is said. `fullName` is `owner/name`. */
export function repository(
  id: number,
  fullName: string,
  createdAt: number,
  special: Partial<RepositoryRecord> = {},
): RepositoryRecord {
  const [owner = "", name = ""] = fullName.split("/");
  return {
    id,
    owner,
    name,
    createdAt: isoSeconds(createdAt),
    private: false,
    archived: false,
    fork: false,
    disabled: false,
    topics: [],
    properties: {},
    formerNames: [],
    blocked: false,
    issuesDisabled: false,
    pullRequestsDisabled: false,
    pullRequests: [],
    issues: [],
    ...special,
  };
}
