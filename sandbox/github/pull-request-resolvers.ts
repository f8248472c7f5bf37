import type {
  IssueRecord,
  PersonRecord,
  PullRequestRecord,
  RepositoryRecord,
  ReviewRecord,
} from "../population.ts";
import { connect, type PageArguments } from "./connections.ts";
import type { Context } from "./context.ts";
import { byName } from "./cursors.ts";
import { typedError } from "./graphql-errors.ts";
import { idOf, itemIdOf, nodeIdOf } from "./ids.ts";
import { hides } from "./visibility.ts";

/** A requested reviewer: a person, or a team by its slug. */
type Requested = PersonRecord | { readonly team: string; readonly kind: "Team" | "EnterpriseTeam" };

/** A pull request in a list or alone; an error where GitHub cannot return it, which makes it null. */
export function showOne(repository: RepositoryRecord, pullRequest: PullRequestRecord) {
  if (!pullRequest.unreturnable) return showPullRequest(repository, pullRequest);
  return typedError("INTERNAL", "Something went wrong while executing your query on this pull request.");
}

/** A pull request as GraphQL shows it. */
export function showPullRequest(repository: RepositoryRecord, pullRequest: PullRequestRecord) {
  const id = itemIdOf(repository.id, pullRequest.number);
  /** The same for the pull request and for its last commit. */
  const rollup = (_: unknown, context: Context) => {
    refuseWhere(context, repository, "checks");
    return pullRequest.checks && { id: nodeIdOf("SCR", id), state: pullRequest.checks };
  };
  return {
    __typename: "PullRequest",
    id: nodeIdOf("PR", id),
    fullDatabaseId: String(id),
    number: pullRequest.number,
    state: "OPEN",
    isDraft: pullRequest.draft,
    createdAt: pullRequest.createdAt,
    updatedAt: pullRequest.updatedAt,
    author: pullRequest.author && showPerson(pullRequest.author),
    labels: (page: PageArguments) => connectLabels(pullRequest.labels, page),
    reviewRequests: (page: PageArguments, context: Context) =>
      connectRequests(repository, pullRequest, page, context),
    latestOpinionatedReviews: (page: ReviewArguments) => connectOpinions(pullRequest, page),
    reviewDecision: (_: unknown, context: Context) => {
      refuseWhere(context, repository, "reviewDecision");
      return pullRequest.reviewDecision;
    },
    isInMergeQueue: pullRequest.inMergeQueue,
    mergeQueueEntry: pullRequest.inMergeQueue ? { id: nodeIdOf("MQE", id) } : null,
    autoMergeRequest: pullRequest.autoMerge ? { enabledAt: pullRequest.updatedAt } : null,
    statusCheckRollup: rollup,
    commits: (page: PageArguments) =>
      connect(
        byName([String(id)], (name) => name),
        page,
        () => ({ commit: { statusCheckRollup: rollup } }),
      ),
  };
}

/** An issue as GraphQL shows it. */
export function showIssue(repository: RepositoryRecord, issue: IssueRecord) {
  const id = itemIdOf(repository.id, issue.number);
  return {
    __typename: "Issue",
    id: nodeIdOf("I", id),
    fullDatabaseId: String(id),
    number: issue.number,
    state: "OPEN",
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
    author: issue.author && showPerson(issue.author),
    labels: (page: PageArguments) => connectLabels(issue.labels, page),
    assignees: (page: PageArguments) => connectAssignees(issue, page),
  };
}

/** @throws GraphQLError of type FORBIDDEN where the token may not read that part of the repository */
export function refuseWhere(
  context: Context,
  repository: RepositoryRecord,
  what: "reviewDecision" | "checks" | "issues",
): void {
  if (!hides(context.token, repository, what)) return;
  throw typedError("FORBIDDEN", "Resource not accessible by personal access token");
}

function showPerson(person: PersonRecord) {
  return { __typename: person.type, id: nodeIdOf("U", idOf(person.login)), login: person.login };
}

interface ReviewArguments extends PageArguments {
  readonly writersOnly?: boolean | null;
}

/**
 * Of each author the latest review that approves, requests changes or was dismissed; a comment changes no opinion.
 * https://docs.github.com/en/graphql/reference/objects#pullrequest, latestOpinionatedReviews
 */
export function latestOpinions({ reviews }: PullRequestRecord): readonly ReviewRecord[] {
  const latest = new Map<string, ReviewRecord>();
  for (const review of reviews) {
    if (review.state === "COMMENTED") continue;
    const author = review.author === null ? "" : `${review.author.type} ${review.author.login}`;
    latest.delete(author);
    latest.set(author, review);
  }
  return [...latest.values()];
}

function connectOpinions(pullRequest: PullRequestRecord, page: ReviewArguments) {
  if (page.writersOnly) throw typedError("SANDBOX", "The sandbox does not know who may write.");
  const list = byName(latestOpinions(pullRequest), ({ author }) => author?.login ?? "");
  return connect(list, page, ({ author, state, submittedAt }) => ({
    __typename: "PullRequestReview",
    author: author && showPerson(author),
    state,
    submittedAt,
  }));
}

/** Users only; bots are kept back: https://github.com/microsoft/vscode-pull-request-github/issues/7324 */
function connectAssignees({ assignees }: IssueRecord, page: PageArguments) {
  const users = assignees.filter(({ type }) => type === "User");
  return connect(
    byName(users, ({ login }) => login),
    page,
    showPerson,
  );
}

function connectLabels(labels: readonly string[], page: PageArguments) {
  return connect(
    byName(labels, (label) => label),
    page,
    (name) => ({ id: nodeIdOf("LA", idOf(name)), name }),
  );
}

function connectRequests(
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
  page: PageArguments,
  context: Context,
) {
  const { reviewers, teams, enterpriseTeams = [] } = pullRequest;
  const requested: Requested[] = [
    ...reviewers,
    ...teams.map((team) => ({ team, kind: "Team" as const })),
    ...enterpriseTeams.map((team) => ({ team, kind: "EnterpriseTeam" as const })),
  ];
  const list = byName(requested, (one) =>
    "team" in one ? `${one.kind} ${one.team}` : `person ${one.login}`,
  );
  return connect(list, page, (one) => ({ requestedReviewer: showRequested(one, repository, context) }));
}

/** Without the right to read members a team is null, without an error. */
function showRequested(one: Requested, repository: RepositoryRecord, context: Context) {
  if (!("team" in one)) return showPerson(one);
  if (hides(context.token, repository, "teams")) return null;
  return { __typename: one.kind, id: nodeIdOf("T", idOf(one.team)), slug: one.team, name: one.team };
}
