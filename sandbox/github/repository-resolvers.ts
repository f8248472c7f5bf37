import type { OwnerRecord, RepositoryRecord } from "../population.ts";
import { connect, type PageArguments } from "./connections.ts";
import type { Context } from "./context.ts";
import { byKey, byName } from "./cursors.ts";
import { typedError } from "./graphql-errors.ts";
import { idOf, nodeIdOf } from "./ids.ts";
import { type ListArguments, listIssues, listPullRequests, type OrderBy } from "./list-resolvers.ts";
import type { Key } from "./order.ts";
import { refuseWhere, showIssue, showOne } from "./pull-request-resolvers.ts";
import { canSee, issuesOf, pullRequestsOf } from "./visibility.ts";

interface RepositoriesArguments extends PageArguments {
  readonly isArchived?: boolean | null;
  readonly isFork?: boolean | null;
  readonly privacy?: "PUBLIC" | "PRIVATE" | null;
  readonly visibility?: "PUBLIC" | "PRIVATE" | "INTERNAL" | null;
  readonly ownerAffiliations?: readonly string[] | null;
  readonly orderBy?: OrderBy | null;
  readonly affiliations?: unknown;
  readonly hasIssuesEnabled?: boolean | null;
  readonly isLocked?: boolean | null;
}

/** An organisation or a user as GraphQL shows it. */
export function showOwner(owner: OwnerRecord) {
  const id = idOf(owner.login);
  return {
    __typename: owner.type,
    id: nodeIdOf(owner.type === "User" ? "U" : "O", id),
    databaseId: id,
    login: owner.login,
    repositories: (page: RepositoriesArguments, context: Context) => listRepositories(owner, page, context),
  };
}

/**
 * The repositories of an owner that the token may see. A blocked one is listed and cannot be read:
 * https://github.com/ossf/allstar/issues/36.
 */
function listRepositories(owner: OwnerRecord, page: RepositoriesArguments, context: Context) {
  if (page.affiliations != null || page.hasIssuesEnabled != null || page.isLocked != null) {
    throw typedError("SANDBOX", "The sandbox does not list by affiliations, hasIssuesEnabled or isLocked.");
  }
  const affiliations = page.ownerAffiliations ?? ["OWNER", "COLLABORATOR"];
  if (owner.type === "User" && (affiliations.length > 1 || affiliations[0] !== "OWNER")) {
    context.complain(
      "repositories of a user were listed without ownerAffiliations: OWNER, which brings those of others",
    );
  }
  const privacy = page.privacy ?? page.visibility;
  const listed = context.index
    .repositoriesOf(owner.login)
    .filter((one) => canSee(context.token, one))
    .filter((one) => page.isArchived == null || one.archived === page.isArchived)
    .filter((one) => page.isFork == null || one.fork === page.isFork)
    .filter((one) => privacy == null || one.private === (privacy !== "PUBLIC"));
  return connect(inOrder(listed, page.orderBy), page, showRepository);
}

function inOrder(repositories: readonly RepositoryRecord[], orderBy: OrderBy | null | undefined) {
  const { field, direction } = orderBy ?? { field: "CREATED_AT", direction: "ASC" };
  const descending = direction === "DESC";
  if (field === "CREATED_AT") {
    const list = descending ? repositories.toReversed() : repositories;
    return byKey(list, "repositories-created", descending, ({ createdAt, id }): Key => [createdAt, id]);
  }
  if (field !== "NAME") throw typedError("SANDBOX", `The sandbox does not order repositories by ${field}.`);
  const list = repositories.toSorted((a, b) => (a.name < b.name ? -1 : 1) * (descending ? -1 : 1));
  return byKey(list, "repositories-name", descending, ({ name, id }): Key => [name, id]);
}

const shown = new WeakMap<RepositoryRecord, ReturnType<typeof createView>>();

/** A repository as GraphQL shows it, the same object at each call. */
export function showRepository(repository: RepositoryRecord) {
  const view = shown.get(repository) ?? createView(repository);
  shown.set(repository, view);
  return view;
}

function createView(repository: RepositoryRecord) {
  const { id, owner, name } = repository;
  return {
    __typename: "Repository",
    id: nodeIdOf("R", id),
    databaseId: id,
    name,
    nameWithOwner: `${owner}/${name}`,
    owner: (_: unknown, context: Context) =>
      showOwner(context.index.owner(owner) ?? { login: owner, type: "Organization" }),
    isArchived: repository.archived,
    isFork: repository.fork,
    isDisabled: repository.disabled,
    isPrivate: repository.private,
    visibility: repository.private ? "PRIVATE" : "PUBLIC",
    createdAt: repository.createdAt,
    repositoryTopics: (page: PageArguments) =>
      connect(
        byName(repository.topics, (topic) => topic),
        page,
        (topic) => ({ topic: { name: topic } }),
      ),
    // https://docs.github.com/en/graphql/reference/objects#repository, since February 2026
    hasPullRequestsEnabled: !repository.pullRequestsDisabled,
    pullRequests: (page: ListArguments) => listPullRequests(repository, page),
    pullRequest: (only: { readonly number: number }) => findPullRequest(repository, only.number),
    hasIssuesEnabled: !repository.issuesDisabled,
    issues: (page: ListArguments, context: Context) => listIssues(repository, page, context),
    issue: (only: { readonly number: number }, context: Context) =>
      findIssue(repository, only.number, context),
  };
}

function findIssue(repository: RepositoryRecord, number: number, context: Context) {
  refuseWhere(context, repository, "issues");
  const found = issuesOf(repository).find((one) => one.number === number);
  if (found) return showIssue(repository, found);
  throw typedError("NOT_FOUND", `Could not resolve to an Issue with the number of ${number}.`);
}

function findPullRequest(repository: RepositoryRecord, number: number) {
  const found = pullRequestsOf(repository).find((one) => one.number === number);
  if (found) return showOne(repository, found);
  throw typedError("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
}
