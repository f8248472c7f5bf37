import { createHash } from "node:crypto";
import type { components } from "@octokit/openapi-types";
import type { PullRequestRecord, RepositoryRecord } from "../population.ts";
import { idOf, itemIdOf, nodeIdOf } from "./ids.ts";
import type { PopulationIndex } from "./population-index.ts";
import { accountBody, enterpriseTeamBody, personBody, teamBody } from "./rest-people.ts";
import { repositoryText } from "./rest-repository.ts";

type Schemas = components["schemas"];

/**
 * Head and base are put in as text. `assignee` and `merge_commit_sha` are left out, as version 2026-03-10 of the API
 * does, so that nobody can come to need them.
 */
type PullRequestBody = Omit<
  Schemas["pull-request-simple"],
  "head" | "base" | "assignee" | "merge_commit_sha"
>;

/** What people write. */
export const paragraph =
  "This change is described at some length, as people do: what was wrong, what was tried, what it does now, how it was tested and what is left for later. ";

/** One pull request of a list, as JSON of about 20 KB, the size that GitHub's have. */
export function pullRequestText(
  index: PopulationIndex,
  base: string,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): string {
  const own = JSON.stringify(pullRequestBody(base, repository, pullRequest));
  const whole = repositoryText(index, base, repository);
  const type = index.owner(repository.owner)?.type ?? "Organization";
  const user = JSON.stringify(accountBody(base, repository.owner, type));
  const head = side(repository, `change-${pullRequest.number}`, user, whole);
  return `${own.slice(0, -1)},"head":${head},"base":${side(repository, "main", user, whole)}}`;
}

function side(repository: RepositoryRecord, ref: string, user: string, whole: string): string {
  const sha = createHash("sha1").update(`${repository.id} ${ref}`).digest("hex");
  const names = JSON.stringify({ label: `${repository.owner}:${ref}`, ref, sha });
  return `${names.slice(0, -1)},"user":${user},"repo":${whole}}`;
}

function pullRequestBody(
  base: string,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): PullRequestBody {
  const { number, labels, reviewers, teams, enterpriseTeams = [] } = pullRequest;
  const url = `${base}/repos/${repository.owner}/${repository.name}`;
  const id = itemIdOf(repository.id, number);
  return {
    ...pullRequestUrls(url, `https://github.com/${repository.owner}/${repository.name}`, number),
    id,
    node_id: nodeIdOf("PR", id),
    number,
    state: "open",
    locked: false,
    title: `Pull request ${number}`,
    user: pullRequest.author && personBody(base, pullRequest.author),
    body: paragraph.repeat(45),
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: null,
    merged_at: null,
    assignees: [],
    requested_reviewers: reviewers.map((reviewer) => personBody(base, reviewer)),
    requested_teams: [
      ...teams.map((slug) => teamBody(base, repository.owner, slug)),
      ...enterpriseTeams.map((slug) => enterpriseTeamBody(base, slug)),
    ],
    labels: labels.map((name) => labelBody(url, name)),
    milestone: null,
    draft: pullRequest.draft,
    author_association: "CONTRIBUTOR",
    auto_merge: pullRequest.autoMerge ? autoMergeBody(base, pullRequest) : null,
    active_lock_reason: null,
  };
}

/** A label inside another body; `url` is its repository's. */
export function labelBody(url: string, name: string) {
  const id = idOf(name);
  return {
    id,
    node_id: nodeIdOf("LA", id),
    url: `${url}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: "",
  };
}

function autoMergeBody(base: string, { author }: PullRequestRecord): Schemas["auto-merge"] {
  const enabledBy = author ? personBody(base, author) : accountBody(base, "ghost", "User");
  return { enabled_by: enabledBy, merge_method: "squash", commit_title: "", commit_message: "" };
}

function pullRequestUrls(api: string, web: string, number: number) {
  const urls = {
    url: `${api}/pulls/${number}`,
    html_url: `${web}/pull/${number}`,
    diff_url: `${web}/pull/${number}.diff`,
    patch_url: `${web}/pull/${number}.patch`,
    issue_url: `${api}/issues/${number}`,
    commits_url: `${api}/pulls/${number}/commits`,
    review_comments_url: `${api}/pulls/${number}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${number}/comments`,
    statuses_url: `${api}/statuses/${number}`,
  };
  const _links = {
    self: { href: urls.url },
    html: { href: urls.html_url },
    issue: { href: urls.issue_url },
    comments: { href: urls.comments_url },
    review_comments: { href: urls.review_comments_url },
    review_comment: { href: urls.review_comment_url },
    commits: { href: urls.commits_url },
    statuses: { href: urls.statuses_url },
  };
  return { ...urls, _links };
}
