import type { components } from "@octokit/openapi-types";
import type { IssueRecord, PullRequestRecord, RepositoryRecord } from "../population.ts";
import { itemIdOf, nodeIdOf } from "./ids.ts";
import { createSorter, type Order } from "./order.ts";
import { personBody } from "./rest-people.ts";
import { labelBody, paragraph } from "./rest-pull-request.ts";
import { issuesOf, pullRequestsOf } from "./visibility.ts";

/** `assignee` is left out, as version 2026-03-10 of the API does. */
type IssueBody = Omit<components["schemas"]["issue"], "assignee">;

/** What REST lists as an issue: pull requests are issues too. */
export type Listed =
  | { readonly kind: "issue"; readonly record: IssueRecord }
  | { readonly kind: "pull"; readonly record: PullRequestRecord };

const lists = new WeakMap<RepositoryRecord, readonly ListedItem[]>();

/** One of them with what lists are sorted by. */
export interface ListedItem {
  readonly number: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly of: Listed;
}

const sort = createSorter<ListedItem>();

/** The open issues and pull requests of a repository in an order, the same list at each call. */
export function listedItems(
  repository: RepositoryRecord,
  order: Order,
  descending: boolean,
): readonly ListedItem[] {
  const items = lists.get(repository) ?? [
    ...issuesOf(repository).map(issueItem),
    ...pullRequestsOf(repository).map(pullItem),
  ];
  lists.set(repository, items);
  return sort(items, order, descending);
}

function issueItem(record: IssueRecord): ListedItem {
  const { number, createdAt, updatedAt } = record;
  return { number, createdAt, updatedAt, of: { kind: "issue", record } };
}

function pullItem(record: PullRequestRecord): ListedItem {
  const { number, createdAt, updatedAt } = record;
  return { number, createdAt, updatedAt, of: { kind: "pull", record } };
}

/** One entry of the list, as JSON. */
export function issueText(base: string, repository: RepositoryRecord, { of }: ListedItem): string {
  const url = `${base}/repos/${repository.owner}/${repository.name}`;
  const web = `https://github.com/${repository.owner}/${repository.name}`;
  const body = issueBody(base, url, web, repository, of.record);
  const { number } = of.record;
  if (of.kind === "issue") {
    return JSON.stringify({ ...body, assignees: of.record.assignees.map((one) => personBody(base, one)) });
  }
  const page = `${web}/pull/${number}`;
  const links = { url: `${url}/pulls/${number}`, html_url: page, diff_url: `${page}.diff` };
  const pull_request = { ...links, patch_url: `${page}.patch`, merged_at: null };
  return JSON.stringify({ ...body, html_url: page, draft: of.record.draft, pull_request });
}

function issueBody(
  base: string,
  url: string,
  web: string,
  repository: RepositoryRecord,
  { number, author, labels, createdAt, updatedAt }: IssueRecord | PullRequestRecord,
): IssueBody {
  const id = itemIdOf(repository.id, number);
  const own = `${url}/issues/${number}`;
  return {
    id,
    node_id: nodeIdOf("I", id),
    url: own,
    repository_url: url,
    labels_url: `${own}/labels{/name}`,
    comments_url: `${own}/comments`,
    events_url: `${own}/events`,
    timeline_url: `${own}/timeline`,
    html_url: `${web}/issues/${number}`,
    number,
    state: "open",
    state_reason: null,
    title: `Number ${number}`,
    body: paragraph,
    user: author && personBody(base, author),
    labels: labels.map((name) => labelBody(url, name)),
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: 0,
    closed_at: null,
    closed_by: null,
    created_at: createdAt,
    updated_at: updatedAt,
    author_association: "CONTRIBUTOR",
  };
}
