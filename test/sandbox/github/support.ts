import { onTestFinished } from "vitest";
import { startGitHub } from "../../../sandbox/github/server.ts";
import type { GitHubOptions, GitHubSandbox } from "../../../sandbox/github/types.ts";
import type {
  Population,
  PullRequestRecord,
  RepositoryRecord,
  TokenRecord,
} from "../../../sandbox/population.ts";

export function pullRequest(number: number, parts: Partial<PullRequestRecord> = {}): PullRequestRecord {
  return {
    number,
    createdAt: new Date(Date.UTC(2024, 0, 1) + number * 60_000).toISOString().replace(".000Z", "Z"),
    updatedAt: "2024-06-01T00:00:00Z",
    author: { login: "author", type: "User" },
    draft: false,
    labels: [],
    reviewers: [],
    teams: [],
    reviewDecision: null,
    autoMerge: false,
    inMergeQueue: false,
    reviews: [],
    checks: null,
    ...parts,
  };
}

export function pullRequests(count: number): PullRequestRecord[] {
  return Array.from({ length: count }, (_, index) => pullRequest(index + 1));
}

/** A repository by its full name; its id is the length of the name unless given. */
export function repository(fullName: string, parts: Partial<RepositoryRecord> = {}): RepositoryRecord {
  const [owner = "", name = ""] = fullName.split("/");
  return {
    id: fullName.length,
    owner,
    name,
    createdAt: "2020-01-01T00:00:00Z",
    private: false,
    archived: false,
    fork: false,
    disabled: false,
    topics: [],
    properties: {},
    formerNames: [],
    blocked: false,
    issuesDisabled: false,
    pullRequestsDisabled: false,
    pullRequests: [],
    issues: [],
    ...parts,
  };
}

export function token(parts: Partial<TokenRecord> = {}): TokenRecord {
  return {
    token: "good",
    login: "worker",
    privateRepositories: "all",
    hidden: [],
    installation: false,
    lacksReadOrg: false,
    revoked: false,
    ...parts,
  };
}

/** The owners `acme` (an organisation) and `worker` (a user) with these repositories, and one token that may all. */
export function population(
  repositories: readonly RepositoryRecord[],
  tokens: readonly TokenRecord[] = [token()],
): Population {
  const owners = [
    { login: "acme", type: "Organization" },
    { login: "worker", type: "User" },
  ] as const;
  return { owners, repositories, tokens };
}

/** A sandbox that ends with the test. */
export async function open(
  repositories: readonly RepositoryRecord[],
  options: Partial<GitHubOptions> = {},
): Promise<GitHubSandbox> {
  const sandbox = await startGitHub({ population: population(repositories), ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export interface GraphQLBody {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  readonly data?: any;
  readonly errors?: readonly {
    readonly type?: string;
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly locations?: readonly { readonly line: number; readonly column: number }[];
  }[];
}

const version = { "x-github-api-version": "2022-11-28" };

export function post(sandbox: GitHubSandbox, query: string, variables = {}, headers = {}): Promise<Response> {
  return fetch(`${sandbox.url}/graphql`, {
    method: "POST",
    headers: { authorization: "bearer good", ...headers },
    body: JSON.stringify({ query, variables }),
  });
}

export async function ask(sandbox: GitHubSandbox, query: string, variables = {}): Promise<GraphQLBody> {
  const response = await post(sandbox, query, variables);
  return (await response.json()) as GraphQLBody;
}

export function get(sandbox: GitHubSandbox, path: string, headers = {}): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    redirect: "manual",
    headers: { authorization: "token good", ...version, ...headers },
  });
}

export function getAnonymously(sandbox: GitHubSandbox, path: string, headers = {}): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, { headers: { ...version, ...headers } });
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
export function jsonOf(response: Response | undefined): Promise<any> {
  if (!response) throw new Error("There is no such response");
  return response.json();
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
export async function getJson(sandbox: GitHubSandbox, path: string): Promise<any> {
  return jsonOf(await get(sandbox, path));
}

/** Sends requests that are never answered, and resolves when they have arrived. They fail when the sandbox closes. */
export async function hang(sandbox: GitHubSandbox, count: number): Promise<void> {
  sandbox.fault({ times: count, fault: { kind: "hang" } });
  let arrived = 0;
  await new Promise<void>((resolve) => {
    sandbox.onRequest(() => {
      arrived += 1;
      if (arrived === count) resolve();
    });
    for (let i = 0; i < count; i += 1) get(sandbox, "/user").catch(() => undefined);
  });
}
