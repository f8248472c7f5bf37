import pLimit from "p-limit";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { Complete, ReadSince, Snapshot } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import { type FirstPage, readEveryPage, readFirstPage } from "../client/rest-pages.ts";
import { failureOf, GitHubError } from "../errors.ts";
import type { Target } from "../target.ts";
import { hiddenByRest, UNKNOWN_TO_REST } from "./rest-answers.ts";
import { type IssuesRead, pullRequestList, readIssues } from "./rest-lists.ts";
import { createUnknowns, type Unknowns, wantedOf } from "./unknowns.ts";

export interface RestReading {
  readonly client: Client;
  readonly wanted: Wanted;
  /** Whether there is a credential: without one only what is public is seen, but all of that. */
  readonly authenticated: boolean;
  /** Owners, in lower case, of whom this run has seen a requested team: their teams are shown to the credential. */
  readonly ownersWithTeams: Set<string>;
  readonly unknowns: Unknowns;
  readonly signal: AbortSignal;
}

/**
 * A repository's whole backlog by REST, under the name that `repository` gives it, as far as REST tells it (UNKNOWN_TO_REST).
 * Throws GitHubError or the signal's reason.
 */
export async function readByRest(
  { client, wanted, authenticated, ownersWithTeams, unknowns, signal }: RestReading,
  repository: string,
  name: FullName,
  known?: FirstPage<PullRequest>,
): Promise<Complete> {
  const began = client.now();
  const { pullRequests, readSince } = wanted.pullRequests
    ? await readPullRequests(client, name, signal, known)
    : { pullRequests: [], readSince: {} };
  const issues: IssuesRead = wanted.issues
    ? await readIssues(client, name, authenticated, signal)
    : { kind: "read", issues: [] };
  noteTeams(ownersWithTeams, name, pullRequests);
  const hidden = hiddenByRest(() => ownersWithTeams.has(name.owner.toLowerCase()));
  // Pages of issues hold pull requests too: how many pages there were is not told here, so that several are assumed.
  const since = { ...readSince, ...(wanted.issues ? { issues: began } : {}) };
  const read = { kind: "complete", repository, pullRequests, hidden, readSince: since } as const;
  if (issues.kind === "unread" && issues.why !== undefined) {
    // Without pull requests there would be nothing of the repository.
    if (!wanted.pullRequests) throw new GitHubError("invalid_answer", "final", issues.why);
    unknowns.noteUnread(repository, issues.why);
  }
  // A reviewer that is null may be anyone.
  const nameless = pullRequests.some(({ unnamedReviewers }) => unnamedReviewers > 0);
  const unknown = new Set<OptionalField>([
    ...UNKNOWN_TO_REST,
    ...(nameless ? (["reviewers", "teams"] as const) : []),
    ...(issues.kind === "unread" ? (["issues"] as const) : []),
  ]);
  return { ...read, issues: issues.kind === "read" ? issues.issues : [], unknown };
}

/** Notes the owner of a repository where one of its pull requests shows a requested team. */
export function noteTeams(owners: Set<string>, name: FullName, pullRequests: readonly PullRequest[]): void {
  if (pullRequests.some(({ teams }) => teams.length > 0)) owners.add(name.owner.toLowerCase());
}

interface PullRequests {
  readonly pullRequests: readonly PullRequest[];
  readonly readSince: ReadSince;
}

async function readPullRequests(
  client: Client,
  name: FullName,
  signal: AbortSignal,
  known?: FirstPage<PullRequest>,
): Promise<PullRequests> {
  const list = pullRequestList(name);
  const first = known ?? (await readFirstPage(client, list, signal));
  const pullRequests = await readEveryPage(client, list, first, signal);
  const several = first.lastPage > 1 || first.next !== undefined || first.doubtful;
  return { pullRequests, readSince: several ? { pullRequests: first.began } : {} };
}

/** Repositories that are read at the same time, each one page after the other; requests have their own bound. */
const REPOSITORIES_AT_ONCE = 64;

/** Gives a snapshot for each repository in the order in which they become complete. */
export async function* readAllByRest(
  options: Omit<RestReading, "ownersWithTeams" | "unknowns"> & { readonly log: Logger },
  targets: AsyncIterable<{ readonly repository: string; readonly target: Target }>,
): AsyncGenerator<Snapshot> {
  const limit = pLimit(REPOSITORIES_AT_ONCE);
  const out = createChannel<Snapshot>();
  const unknowns = createUnknowns(options.wanted, options.log);
  const reading = { ...options, ownersWithTeams: new Set<string>(), unknowns };
  const readOne = async (repository: string, target: Target) => {
    const snapshot = await readTarget(reading, repository, target);
    // What REST itself does not tell is no fault of the credential's.
    if (snapshot.kind === "complete") {
      const refused = [...snapshot.unknown].filter((field) => !UNKNOWN_TO_REST.has(field));
      unknowns.note(repository, wantedOf(refused, reading.wanted));
    }
    out.push(snapshot);
  };
  const readAll = async () => {
    const reads: Promise<void>[] = [];
    for await (const { repository, target } of targets) {
      reads.push(limit(() => readOne(repository, target)));
    }
    await Promise.all(reads);
  };
  readAll().then(
    () => out.close(),
    (error) => out.close(error),
  );
  yield* out;
  unknowns.report();
}

async function readTarget(reading: RestReading, repository: string, target: Target): Promise<Snapshot> {
  if (target.kind === "failed") {
    return { kind: "failed", repository, reason: target.reason, message: target.message };
  }
  if (target.kind === "listed" && target.open === 0) {
    return { kind: "complete", repository, pullRequests: [], issues: [], unknown: UNKNOWN_TO_REST };
  }
  try {
    const known = target.kind === "started" ? target.first : undefined;
    return await readByRest(reading, repository, target.name, known);
  } catch (error) {
    return { kind: "failed", repository, ...failureOf(error) };
  }
}
