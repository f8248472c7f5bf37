import type { OwnerRecord, PullRequestRecord, RepositoryRecord } from "../population.ts";
import { type Answer, json, refuse } from "./answer.ts";
import type { Call } from "./call.ts";
import { byKey } from "./cursors.ts";
import { idOf } from "./ids.ts";
import { keyIn, sortPullRequests } from "./order.ts";
import type { Located } from "./population-index.ts";
import { issueText, type ListedItem, listedItems } from "./rest-issue.ts";
import { answerCursorPage, answerPage, readSorting, refuseUnknown } from "./rest-lists.ts";
import { pullRequestText } from "./rest-pull-request.ts";
import { repositoryText } from "./rest-repository.ts";
import type { SandboxState } from "./state.ts";
import { canSee, hides, pullRequestsOf } from "./visibility.ts";

/** The credential of the caller, if any. */
export const tokenOf = ({ viewer }: Call) => (viewer.kind === "token" ? viewer.token : undefined);

/** Answers for a repository that the caller may read; for one that moved, is blocked or does not exist as GitHub does. */
export function withRepository(
  call: Call,
  found: Located | undefined,
  below: string,
  answer: (repository: RepositoryRecord) => Answer,
): Answer {
  if (!found || !canSee(tokenOf(call), found.repository)) return refuse(404, "Not Found");
  if (found.moved) return moved(call, `${call.base}/repositories/${found.repository.id}${below}`);
  return found.repository.blocked ? blocked : answer(found.repository);
}

function moved(call: Call, target: string): Answer {
  const search = call.search.toString();
  const url = search === "" ? target : `${target}?${search}`;
  const guide = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects";
  return json(301, { message: "Moved Permanently", url, documentation_url: guide }, { location: url });
}

/** Word for word as in https://github.com/github/rest-api-description/issues/3314. */
const blocked = json(451, {
  message: "Repository access blocked",
  block: {
    reason: "dmca",
    created_at: "2021-04-22T17:53:56Z",
    html_url: "https://github.com/github/dmca/blob/master/2021/04/2021-04-20-example.md",
  },
});

/** A repository by its id, which never moves. */
export const byId = (call: Call, id: string): Located | undefined => {
  const repository = call.index.byId(Number(id));
  return repository && { repository, moved: false };
};

/** `GET /repos/{owner}/{repo}` */
export function getRepository(_: SandboxState, call: Call, owner: string, name: string): Answer {
  return showRepository(call, call.index.locate(owner, name));
}

/** `GET /repositories/{id}` */
export function getRepositoryById(_: SandboxState, call: Call, id: string): Answer {
  return showRepository(call, byId(call, id));
}

function showRepository(call: Call, found: Located | undefined): Answer {
  return withRepository(call, found, "", (repository) =>
    json(200, repositoryText(call.index, call.base, repository)),
  );
}

/** `GET /repos/{owner}/{repo}/pulls` */
export function listPulls(state: SandboxState, call: Call, owner: string, name: string): Answer {
  return showPulls(state, call, call.index.locate(owner, name));
}

/** `GET /repositories/{id}/pulls` */
export function listPullsById(state: SandboxState, call: Call, id: string): Answer {
  return showPulls(state, call, byId(call, id));
}

function showPulls(state: SandboxState, call: Call, found: Located | undefined): Answer {
  return withRepository(call, found, "/pulls", (repository) => {
    if (repository.pullRequestsDisabled) return refuse(404, "Not Found");
    const order = readOrder(state, call, "pulls");
    if ("status" in order) return order;
    return answerPage(state, call, {
      items: sortPullRequests(pullRequestsOf(repository), order.sort, order.descending),
      path: `/repositories/${repository.id}/pulls`,
      toText: (pullRequest) =>
        pullRequestText(call.index, call.base, repository, asListed(state, call, repository, pullRequest)),
    });
  });
}

/** A pull request with the requests for review that a list shows to the caller. */
function asListed(
  { restLists }: SandboxState,
  call: Call,
  repository: RepositoryRecord,
  pullRequest: PullRequestRecord,
): PullRequestRecord {
  const token = tokenOf(call);
  const withoutTeams = token !== undefined && (token.lacksReadOrg || hides(token, repository, "teams"));
  const { reviewers } = pullRequest;
  const hidesTeams = restLists.requestedTeams === "by_right" && withoutTeams;
  return {
    ...pullRequest,
    reviewers:
      restLists.botReviewers === "hidden" ? reviewers.filter(({ type }) => type !== "Bot") : reviewers,
    ...(hidesTeams && { teams: [], enterpriseTeams: [] }),
  };
}

/** `GET /repos/{owner}/{repo}/issues`: pull requests are among them. */
export function listIssues(state: SandboxState, call: Call, owner: string, name: string): Answer {
  return showIssues(state, call, call.index.locate(owner, name));
}

/** `GET /repositories/{id}/issues` */
export function listIssuesById(state: SandboxState, call: Call, id: string): Answer {
  return showIssues(state, call, byId(call, id));
}

/** For who may not read issues, GitHub refuses the list; for an app it limits the list to pull requests. */
function showIssues(state: SandboxState, call: Call, found: Located | undefined): Answer {
  return withRepository(call, found, "/issues", (repository) => {
    const order = readOrder(state, call, "issues");
    if ("status" in order) return order;
    const token = tokenOf(call);
    const hidden = token !== undefined && hides(token, repository, "issues");
    if (hidden && !token.installation) return refuse(403, "Resource not accessible by personal access token");
    const all = listedItems(repository, order.sort, order.descending);
    const items = hidden ? all.filter(({ of }) => of.kind === "pull") : all;
    const list = {
      path: `/repositories/${repository.id}/issues`,
      toText: (item: ListedItem) => issueText(call.base, repository, item),
    };
    if (state.restLists.issues === "pages") return answerPage(state, call, { ...list, items });
    const cursors = byKey(items, `rest-issues-${order.sort}`, order.descending, (one) =>
      keyIn(order.sort, one),
    );
    return answerCursorPage(state, call, list, cursors);
  });
}

/** The order of a list of open ones, and what it is not filtered by. */
function readOrder(state: SandboxState, call: Call, what: "pulls" | "issues") {
  const sorting = readSorting(state, call.search, ["created", "updated"], "created");
  if ("status" in sorting) return sorting;
  for (const filter of filters[what]) {
    if (call.search.has(filter)) return refuseUnknown(state, `${what} by ${filter}`);
  }
  const wanted = call.search.get("state") ?? "open";
  if (wanted !== "open") return refuseUnknown(state, `${what} with state=${wanted}: it holds open ones only`);
  // As GitHub documents it, pull requests are sorted by their updates the oldest first, unless asked for otherwise.
  const { sort, descending = what === "issues" || sort === "created" } = sorting;
  return { sort, descending };
}

const filters = {
  pulls: ["head", "base"],
  issues: ["assignee", "creator", "mentioned", "labels", "milestone", "since", "type"],
} as const;

/** `GET /orgs/{org}/repos`: what the token may see. */
export function listOrganization(state: SandboxState, call: Call, org: string): Answer {
  const owner = call.index.owner(org);
  return owner?.type === "Organization" ? showOrganization(state, call, owner) : refuse(404, "Not Found");
}

/** `GET /organizations/{id}/repos`, where the links of the former lead. */
export function listOrganizationById(state: SandboxState, call: Call, id: string): Answer {
  const owner = call.index.ownerById(Number(id));
  return owner?.type === "Organization" ? showOrganization(state, call, owner) : refuse(404, "Not Found");
}

function showOrganization(state: SandboxState, call: Call, owner: OwnerRecord): Answer {
  const repositories = call.index.repositoriesOf(owner.login).filter((one) => canSee(tokenOf(call), one));
  const path = `/organizations/${idOf(owner.login)}/repos`;
  return showRepositories(state, call, repositories, path, "created", ["all"]);
}

/** `GET /users/{username}/repos`: public ones, whoever asks. */
export function listUser(state: SandboxState, call: Call, login: string): Answer {
  const owner = call.index.owner(login);
  return owner ? showUser(state, call, owner) : refuse(404, "Not Found");
}

/** `GET /user/{id}/repos`, where the links of the former lead. */
export function listUserById(state: SandboxState, call: Call, id: string): Answer {
  const owner = call.index.ownerById(Number(id));
  return owner ? showUser(state, call, owner) : refuse(404, "Not Found");
}

function showUser(state: SandboxState, call: Call, owner: OwnerRecord): Answer {
  const repositories = call.index.repositoriesOf(owner.login).filter((one) => !one.private);
  const path = `/user/${idOf(owner.login)}/repos`;
  return showRepositories(state, call, repositories, path, "full_name", ["owner", "all"]);
}

/** `GET /user/repos?affiliation=owner`: the token's own ones, private ones that it may read included. */
export function listOwn(state: SandboxState, call: Call): Answer {
  const token = tokenOf(call);
  if (!token) return refuse(401, "Requires authentication");
  if (call.search.get("affiliation") !== "owner") {
    return refuseUnknown(state, "GET /user/repos without affiliation=owner, which brings those of others");
  }
  const repositories = call.index.repositoriesOf(token.login).filter((one) => canSee(token, one));
  return showRepositories(state, call, repositories, "/user/repos", "full_name", ["all"]);
}

/** A page of repositories; blocked ones are listed, as https://github.com/ossf/allstar/issues/36 says. */
function showRepositories(
  state: SandboxState,
  call: Call,
  repositories: readonly RepositoryRecord[],
  path: string,
  usualSort: "created" | "full_name",
  types: readonly string[],
): Answer {
  const type = call.search.get("type");
  if (type !== null && !types.includes(type)) return refuseUnknown(state, `repositories of type=${type}`);
  const sorting = readSorting(state, call.search, ["created", "full_name"], usualSort);
  if ("status" in sorting) return sorting;
  const { sort, descending = sort === "created" } = sorting;
  const ascending =
    sort === "created" ? repositories : repositories.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return answerPage(state, call, {
    items: descending ? ascending.toReversed() : ascending,
    path,
    toText: (repository) => repositoryText(call.index, call.base, repository),
  });
}
