import { onTestFinished } from "vitest";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubSandbox, GitHubOptions as SandboxOptions } from "../../sandbox/github/types.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { issue, pullRequest, repository } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { parseRepositories } from "../../src/config/repositories.ts";
import type { IssueField } from "../../src/domain/issue.ts";
import type { Field } from "../../src/domain/pull-request.ts";
import type { Selection } from "../../src/domain/selection.ts";
import type { Complete, FailureReason, Snapshot } from "../../src/domain/snapshot.ts";
import type { ListName, Wanted } from "../../src/domain/wanted.ts";
import { createGitHub, type GitHubOptions } from "../../src/github/source.ts";
import type { Target } from "../../src/github/target.ts";
import type { Found, Source } from "../../src/ports.ts";
import { START, type VirtualClock, virtualClock } from "../support/clock.ts";
import { type RecordedLog, recordLog } from "../support/log.ts";

export const APIS = ["graphql", "rest"] as const;

export const ALL_FIELDS: ReadonlySet<Field> = new Set([
  "createdAt",
  "updatedAt",
  "draft",
  "author",
  "labels",
  "reviewers",
  "teams",
  "reviewState",
  "checks",
]);

export const ISSUE_FIELDS: ReadonlySet<IssueField> = new Set([
  "issues",
  "createdAt",
  "updatedAt",
  "author",
  "labels",
  "assignees",
]);

/** Everything of the issues, and nothing of the pull requests. */
export const ONLY_ISSUES: Wanted = { issues: ISSUE_FIELDS };
export const BOTH: Wanted = { pullRequests: ALL_FIELDS, issues: ISSUE_FIELDS };

/** Issues 1 to `count`, an hour apart. */
export function issues(count: number) {
  return Array.from({ length: count }, (_, i) => issue(i + 1, START - (count - i) * 3_600_000));
}

/** Pull requests 1 to `count`, an hour apart. */
export function pulls(count: number) {
  return Array.from({ length: count }, (_, i) => pullRequest(i + 1, START - (count - i) * 3_600_000));
}

/** A repository of `acme` with that many open pull requests, or with these parts. */
export function repo(id: number, name: string, parts: number | Partial<RepositoryRecord> = {}) {
  const special = typeof parts === "number" ? { pullRequests: pulls(parts) } : parts;
  return repository(id, name.includes("/") ? name : `acme/${name}`, START - 1e10 + id * 1000, special);
}

/** The organisations `acme` and `other`, the users `sandbox-reader` (whose token it is) and `solo`. */
export function populationOf(
  repositories: readonly RepositoryRecord[],
  parts: Partial<Population> = {},
): Population {
  return {
    owners: [
      { login: "acme", type: "Organization" },
      { login: "other", type: "Organization" },
      { login: fullToken.login, type: "User" },
      { login: "solo", type: "User" },
    ],
    repositories,
    tokens: [fullToken],
    ...parts,
  };
}

export interface Opening extends Omit<Partial<GitHubOptions>, "selection" | "token" | "clock"> {
  /** GITHUB_REPOSITORIES. */
  readonly repositories?: string;
  readonly filters?: Partial<Pick<Selection, "includeArchived" | "includeForks" | "topics">>;
  /** Null: no credential. */
  readonly token?: string | null;
  readonly sandbox?: Omit<SandboxOptions, "population">;
  readonly clock?: VirtualClock;
}

/** A GitHub with a population, the adapter before it, and what stands around them. */
export interface Stage {
  readonly github: GitHubSandbox;
  readonly clock: VirtualClock;
  readonly log: RecordedLog;
  readonly source: Source<Target>;
  /** Discovers and reads all. */
  read(how?: How): Promise<Outcome>;
}

/** How to read: every field of the pull requests and no issues, unless it says otherwise. */
interface How {
  readonly fields?: ReadonlySet<Field>;
  readonly wanted?: Wanted;
  readonly signal?: AbortSignal;
}

/** What a whole reading gave. */
export interface Outcome {
  readonly found: readonly Found<Target>[];
  readonly snapshots: readonly Snapshot[];
}

/** The repositories that GITHUB_REPOSITORIES selects; throws where it is not right. */
export function selectionOf(text: string, filters: Opening["filters"] = {}): Selection {
  const parsed = parseRepositories(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { ...parsed.value, includeArchived: false, includeForks: false, topics: [], ...filters };
}

/** Starts a sandbox that ends with the test. Its time is the clock's. */
export async function open(population: Population, opening: Opening = {}): Promise<Stage> {
  const clock = opening.clock ?? virtualClock();
  const github = await startGitHub({ population, now: clock.now, ...opening.sandbox });
  onTestFinished(() => github.close());
  return attach(github, clock, opening);
}

/** A further adapter before the same sandbox. */
export function attach(github: GitHubSandbox, clock: VirtualClock, opening: Opening = {}): Stage {
  const { repositories, filters, token, sandbox: _, ...options } = opening;
  const log = recordLog();
  const named = github.population.repositories.map(({ owner, name }) => `${owner}/${name}`);
  const source = createGitHub({
    api: "graphql",
    apiUrl: github.url,
    userAgent: "test",
    requestTimeoutMs: 10_000,
    deadline: clock.now() + 240_000,
    fetch: globalThis.fetch,
    log,
    conceal: () => {},
    traits: { topics: false, properties: false },
    isBot: () => false,
    ...options,
    clock,
    selection: selectionOf(repositories ?? named.join(","), filters),
    ...(token === null ? {} : { token: token ?? fullToken.token }),
  });
  return { github, clock, log, source, read: (how) => readAll(source, how) };
}

async function readAll(source: Source<Target>, how: How = {}): Promise<Outcome> {
  const {
    fields = ALL_FIELDS,
    wanted = { pullRequests: fields },
    signal = new AbortController().signal,
  } = how;
  const found: Found<Target>[] = [];
  const snapshots: Snapshot[] = [];
  async function* targets() {
    for await (const one of source.discover(wanted, signal)) {
      found.push(one);
      if (one.kind === "repository") yield one;
    }
  }
  for await (const snapshot of source.read(targets(), wanted, signal)) snapshots.push(snapshot);
  return { found, snapshots };
}

/** What each repository ended with: its number of pull requests, or the reason it has none. Throws for a repository told twice. */
export function endings({ snapshots }: Outcome): Record<string, number | FailureReason> {
  const ends: Record<string, number | FailureReason> = {};
  for (const one of snapshots) {
    if (ends[one.repository] !== undefined) throw new Error(`two snapshots of ${one.repository}`);
    ends[one.repository] = one.kind === "complete" ? one.pullRequests.length : one.reason;
  }
  return ends;
}

/** The same by its number of issues. */
export function issueEndings({ snapshots }: Outcome): Record<string, number | FailureReason | "unknown"> {
  return Object.fromEntries(
    snapshots.map((one) => {
      if (one.kind === "failed") return [one.repository, one.reason];
      return [one.repository, one.unknown.has("issues") ? "unknown" : one.issues.length];
    }),
  );
}

/** The snapshot of a repository that was read. */
export function completeOf({ snapshots }: Outcome, repository: string): Complete {
  const found = snapshots.find((one) => one.repository === repository);
  if (found?.kind !== "complete") throw new Error(`${repository} was not read: ${JSON.stringify(found)}`);
  return found;
}

/** Numbers of the pull requests that were read, or of the issues, in order. */
export function numbersOf(outcome: Outcome, repository: string, list: ListName = "pullRequests"): number[] {
  return completeOf(outcome, repository)
    [list].map((one) => one.number)
    .sort((a, b) => a - b);
}

/** Names of the repositories that were found, in order. */
export function foundNames({ found }: Outcome): string[] {
  return found.flatMap((one) => (one.kind === "repository" ? [one.repository] : [])).sort();
}
