import type { components } from "@octokit/openapi-types";
import type { RepositoryRecord } from "../population.ts";
import { nodeIdOf } from "./ids.ts";
import type { PopulationIndex } from "./population-index.ts";
import { accountBody } from "./rest-people.ts";
import { issuesOf, pullRequestsOf } from "./visibility.ts";

type Repository = components["schemas"]["repository"];

const texts = new WeakMap<RepositoryRecord, Map<string, string>>();

/**
 * A repository as JSON, made once for each address that clients reach the server by: it is most of the 20 KB that
 * a pull request takes, since head and base both carry it.
 */
export function repositoryText(index: PopulationIndex, base: string, repository: RepositoryRecord): string {
  const known = texts.get(repository) ?? new Map<string, string>();
  texts.set(repository, known);
  const text = known.get(base) ?? JSON.stringify(repositoryBody(index, base, repository));
  known.set(base, text);
  return text;
}

function repositoryBody(index: PopulationIndex, base: string, repository: RepositoryRecord): Repository {
  const { id, name, owner } = repository;
  const type = index.owner(owner)?.type ?? "Organization";
  const open = pullRequestsOf(repository).length + issuesOf(repository).length;
  const updated = repository.pullRequests.at(-1)?.updatedAt ?? repository.createdAt;
  return {
    id,
    node_id: nodeIdOf("R", id),
    name,
    full_name: `${owner}/${name}`,
    private: repository.private,
    owner: accountBody(base, owner, type),
    html_url: `https://github.com/${owner}/${name}`,
    description: null,
    fork: repository.fork,
    ...apiUrls(`${base}/repos/${owner}/${name}`),
    ...gitUrls(`${owner}/${name}`),
    created_at: repository.createdAt,
    updated_at: updated,
    pushed_at: updated,
    homepage: null,
    size: 1_024,
    stargazers_count: 0,
    watchers_count: 0,
    language: "TypeScript",
    has_issues: !repository.issuesDisabled,
    has_pull_requests: !repository.pullRequestsDisabled,
    ...switches,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: repository.disabled,
    open_issues_count: open,
    license: null,
    topics: [...repository.topics],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: "main",
  };
}

const switches = {
  has_projects: true,
  has_downloads: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  allow_forking: true,
  is_template: false,
  web_commit_signoff_required: false,
} as const;

function gitUrls(fullName: string) {
  return {
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `https://github.com/${fullName}.git`,
    svn_url: `https://github.com/${fullName}`,
  };
}

function apiUrls(url: string) {
  return {
    url,
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}
