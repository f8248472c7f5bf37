import type { IssueRecord, PersonRecord, PullRequestRecord, RepositoryRecord } from "../population.ts";
import { connect, type PageArguments } from "./connections.ts";
import type { Context } from "./context.ts";
import { byName } from "./cursors.ts";
import { typedError } from "./graphql-errors.ts";
import { idOf, itemIdOf, nodeIdOf } from "./ids.ts";
import { hides } from "./visibility.ts";

/** A requested reviewer: a person, or a team by its slug. */
type Requested = PersonRecord | { readonly team: string };

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
  const requested: Requested[] = [...pullRequest.reviewers, ...pullRequest.teams.map((team) => ({ team }))];
  const list = byName(requested, (one) => ("team" in one ? `team ${one.team}` : `person ${one.login}`));
  return connect(list, page, (one) => ({ requestedReviewer: showRequested(one, repository, context) }));
}

/** Without the right to read members a team is null, without an error. */
function showRequested(one: Requested, repository: RepositoryRecord, context: Context) {
  if (!("team" in one)) return showPerson(one);
  if (hides(context.token, repository, "teams")) return null;
  return { __typename: "Team", id: nodeIdOf("T", idOf(one.team)), slug: one.team, name: one.team };
}
