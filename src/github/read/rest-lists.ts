import type { Issue } from "../../domain/issue.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { Client } from "../client/client.ts";
import { type PagedList, PER_PAGE, readEveryPage, readFirstPage } from "../client/rest-pages.ts";
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

/**
 * A repository's open issues, undefined where the credential may not read them. `filtered`: whether GitHub may leave them out without a word.
 * Throws GitHubError or the signal's reason.
 */
export async function readIssues(
  client: Client,
  name: FullName,
  filtered: boolean,
  signal: AbortSignal,
): Promise<readonly Issue[] | undefined> {
  try {
    const list = issueList(name);
    const listed = await readEveryPage(client, list, await readFirstPage(client, list, signal), signal);
    const issues = listed.flatMap(({ issue }) => issue ?? []);
    const doubtful = filtered && issues.length === 0;
    return doubtful && (await hasMore(client, name, listed.length, signal)) ? undefined : issues;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.remedy === "off") return [];
    if (error.reason === "forbidden") return undefined;
    throw error;
  }
}

/** Whether issues were seen, refused, or not there, by the first page alone. Throws like readIssues. */
export async function tryIssues(
  client: Client,
  name: FullName,
  signal: AbortSignal,
): Promise<"seen" | "refused" | "none"> {
  try {
    const list = issueList(name);
    const { data: listed } = await client.get(list.path(1), signal, list.parse);
    if (listed.some(({ issue }) => issue !== undefined)) return "seen";
    const more = listed.length < PER_PAGE && (await hasMore(client, name, listed.length, signal));
    return more ? "refused" : "none";
  } catch (error) {
    if (error instanceof GitHubError && error.remedy === "off") return "none";
    if (error instanceof GitHubError && error.reason === "forbidden") return "refused";
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
