import type { IssueRecord, PullRequestRecord, RepositoryRecord } from "../population.ts";
import { connect, type PageArguments } from "./connections.ts";
import type { Context } from "./context.ts";
import { byKey } from "./cursors.ts";
import { typedError } from "./graphql-errors.ts";
import { keyIn, type Order, sortIssues, sortPullRequests } from "./order.ts";
import { refuseWhere, showIssue, showOne } from "./pull-request-resolvers.ts";
import { issuesOf, pullRequestsOf } from "./visibility.ts";

/** How a list is to be sorted. */
export interface OrderBy {
  readonly field: string;
  readonly direction: "ASC" | "DESC";
}

/** The arguments of a repository's lists of pull requests and issues. */
export interface ListArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: OrderBy | null;
  readonly filterBy?: unknown;
  readonly baseRefName?: string | null;
  readonly headRefName?: string | null;
}

/** The open pull requests of a repository. */
export function listPullRequests(repository: RepositoryRecord, page: ListArguments) {
  const { order, descending } = readList(page, "pull-requests");
  const items = withLabels(sortPullRequests(pullRequestsOf(repository), order, descending), page.labels);
  const list = byKey(items, `pull-requests-${order}`, descending, (one: PullRequestRecord) =>
    keyIn(order, one),
  );
  return connect(list, page, (one) => showOne(repository, one));
}

/** The open issues of a repository; pull requests are none. */
export function listIssues(repository: RepositoryRecord, page: ListArguments, context: Context) {
  refuseWhere(context, repository, "issues");
  const { order, descending } = readList(page, "issues");
  const items = withLabels(sortIssues(issuesOf(repository), order, descending), page.labels);
  const list = byKey(items, `issues-${order}`, descending, (one: IssueRecord) => keyIn(order, one));
  return connect(list, page, (one) => showIssue(repository, one));
}

/** The order of a list. What the sandbox cannot answer truly (closed ones, branches) it refuses. */
function readList(page: ListArguments, what: string): { order: Order; descending: boolean } {
  if (page.states?.length !== 1 || page.states[0] !== "OPEN") {
    throw typedError("SANDBOX", `The sandbox holds open ${what} only: ask for states: OPEN.`);
  }
  if (page.baseRefName != null || page.headRefName != null || page.filterBy != null) {
    throw typedError("SANDBOX", `The sandbox does not filter ${what} by branch or filterBy.`);
  }
  const { field, direction } = page.orderBy ?? { field: "CREATED_AT", direction: "ASC" };
  if (field === "COMMENTS") throw typedError("SANDBOX", `The sandbox does not order ${what} by comments.`);
  return { order: field === "UPDATED_AT" ? "updated" : "created", descending: direction === "DESC" };
}

function withLabels<Item extends { readonly labels: readonly string[] }>(
  items: readonly Item[],
  labels: readonly string[] | null | undefined,
): readonly Item[] {
  return labels ? items.filter((one) => one.labels.some((label) => labels.includes(label))) : items;
}
