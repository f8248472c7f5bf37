import pLimit from "p-limit";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { Complete, Snapshot } from "../../domain/snapshot.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import {
  type FirstPage,
  type PagedList,
  PER_PAGE,
  readEveryPage,
  readFirstPage,
} from "../client/rest-pages.ts";
import { failureOf } from "../errors.ts";
import type { Target } from "../target.ts";
import { parsePullRequests, UNKNOWN_TO_REST } from "./rest-answers.ts";

/** The open pull requests below `/repos/{owner}/{name}`. */
export function pullRequestList(owner: string, name: string): PagedList<PullRequest> {
  const base = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/pulls`;
  return {
    path: (page) => `${base}?state=open&sort=created&direction=asc&per_page=${PER_PAGE}&page=${page}`,
    parse: parsePullRequests,
    key: (pullRequest) => pullRequest.number,
  };
}

/**
 * A repository's whole backlog by REST, under the name that `repository` gives it. REST tells neither review state nor checks.
 * Throws GitHubError or the signal's reason.
 */
export async function readByRest(
  client: Client,
  repository: string,
  name: { readonly owner: string; readonly name: string },
  signal: AbortSignal,
  known?: FirstPage<PullRequest>,
): Promise<Complete> {
  const list = pullRequestList(name.owner, name.name);
  const first = known ?? (await readFirstPage(client, list, signal));
  const pullRequests = await readEveryPage(client, list, first, signal);
  return { kind: "complete", repository, pullRequests, unknown: UNKNOWN_TO_REST };
}

/** Repositories that are read at the same time, each one page after the other; requests have their own bound. */
const REPOSITORIES_AT_ONCE = 64;

/** Gives a snapshot for each repository in the order in which they become complete. */
export async function* readAllByRest(
  client: Client,
  targets: AsyncIterable<{ readonly repository: string; readonly target: Target }>,
  signal: AbortSignal,
): AsyncGenerator<Snapshot> {
  const limit = pLimit(REPOSITORIES_AT_ONCE);
  const out = createChannel<Snapshot>();
  const readAll = async () => {
    const reads: Promise<void>[] = [];
    for await (const { repository, target } of targets) {
      reads.push(limit(async () => out.push(await readTarget(client, repository, target, signal))));
    }
    await Promise.all(reads);
  };
  readAll().then(
    () => out.close(),
    (error) => out.close(error),
  );
  yield* out;
}

async function readTarget(
  client: Client,
  repository: string,
  target: Target,
  signal: AbortSignal,
): Promise<Snapshot> {
  if (target.kind === "failed") {
    return { kind: "failed", repository, reason: target.reason, message: target.message };
  }
  if (target.kind === "listed" && target.empty) {
    return { kind: "complete", repository, pullRequests: [], unknown: UNKNOWN_TO_REST };
  }
  try {
    return await readByRest(
      client,
      repository,
      target.name,
      signal,
      target.kind === "started" ? target.first : undefined,
    );
  } catch (error) {
    return { kind: "failed", repository, ...failureOf(error) };
  }
}
