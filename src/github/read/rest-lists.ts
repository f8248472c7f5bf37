import type { Issue } from "../../domain/issue.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import type { Client } from "../client/client.ts";
import { type PagedList, PER_PAGE, readEveryPage, readFirstPage, tryLastPage } from "../client/rest-pages.ts";
import { GitHubError } from "../errors.ts";
import { type ListedIssue, parseIssues, parsePullRequests, parseRepository } from "./rest-answers.ts";

/** The path of a repository. */
export function repositoryPath({ owner, name }: FullName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** The open pull requests of a repository. */
export function pullRequestList(name: FullName): PagedList<PullRequest> {
  return openList(`${repositoryPath(name)}/pulls`, parsePullRequests);
}

/** Its open issues, with the pull requests among them: pages are counted in both. */
function issueList(name: FullName): PagedList<ListedIssue> {
  return openList(`${repositoryPath(name)}/issues`, parseIssues);
}

function openList<T extends { readonly number: number }>(
  base: string,
  parse: (data: unknown) => T[],
): PagedList<T> {
  return {
    path: (page) => `${base}?state=open&sort=created&direction=asc&per_page=${PER_PAGE}&page=${page}`,
    parse,
    key: ({ number }) => number,
  };
}

/** What came of reading issues. */
export type IssuesRead =
  | { readonly kind: "read"; readonly issues: readonly Issue[] }
  /** They cannot be read. `why`: what is wrong with the answers; undefined where the credential may not read them. */
  | { readonly kind: "unread"; readonly why?: string };

/** Failures of a list itself, which do not pass: the rest of its repository can be read. */
const OF_THE_LIST: ReadonlySet<FailureReason> = new Set(["invalid_answer", "incomplete", "not_found"]);
/** The open pull requests that were updated last, a page of them. Throws GitHubError or the signal's reason. */
export async function readUpdatedPullRequests(client: Client, name: FullName, signal: AbortSignal) {
  const path = updatedPath(`${repositoryPath(name)}/pulls`);
  return (await client.get(path, signal, parsePullRequests)).data;
}

/** The same of issues, with the pull requests among them. */
export async function readUpdatedIssues(client: Client, name: FullName, signal: AbortSignal) {
  const path = updatedPath(`${repositoryPath(name)}/issues`);
  return (await client.get(path, signal, parseIssues)).data;
}

function updatedPath(base: string): string {
  return `${base}?state=open&sort=updated&direction=desc&per_page=${PER_PAGE}`;
}

/**
 * A repository's open issues. `filtered`: whether GitHub may leave them out without a word. Throws GitHubError or the signal's reason
 * for what fails the whole repository.
 */
export async function readIssues(
  client: Client,
  name: FullName,
  filtered: boolean,
  signal: AbortSignal,
): Promise<IssuesRead> {
  try {
    const list = issueList(name);
    const listed = await readEveryPage(client, list, await readFirstPage(client, list, signal), signal);
    const issues = listed.flatMap(({ issue }) => issue ?? []);
    const doubtful = filtered && issues.length === 0;
    const unread = doubtful && (await hasMore(client, name, listed.length, signal));
    return unread ? { kind: "unread" } : { kind: "read", issues };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.remedy === "off") return { kind: "read", issues: [] };
    if (error.reason === "forbidden") return { kind: "unread" };
    if (OF_THE_LIST.has(error.reason)) return { kind: "unread", why: error.message };
    throw error;
  }
}

/**
 * Whether issues were seen, refused, or not there, by the first page and the last. `alone`: nothing else is read of the repository, so
 * that what is wrong with the list fails it. Throws GitHubError or the signal's reason.
 */
export async function tryIssues(
  client: Client,
  name: FullName,
  alone: boolean,
  signal: AbortSignal,
): Promise<"seen" | "refused" | "none"> {
  try {
    const list = issueList(name);
    const first = await readFirstPage(client, list, signal);
    await tryLastPage(client, list, first, signal);
    if (first.entries.some(({ issue }) => issue !== undefined)) return "seen";
    const { length } = first.entries;
    const more = length < PER_PAGE && (await hasMore(client, name, length, signal));
    return more ? "refused" : "none";
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.remedy === "off") return "none";
    if (error.reason === "forbidden" || (!alone && OF_THE_LIST.has(error.reason))) return "refused";
    throw error;
  }
}

/**
 * Whether more is open than was listed. For an app that may read pull requests but not issues, GitHub limits the list
 * to pull requests: https://docs.github.com/en/enterprise-server@3.2/rest/overview/permissions-required-for-github-apps#issues
 */
async function hasMore(
  client: Client,
  name: FullName,
  listed: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { data: repository } = await client.get(repositoryPath(name), signal, parseRepository);
  return repository.has_issues && repository.open_issues_count > listed;
}
