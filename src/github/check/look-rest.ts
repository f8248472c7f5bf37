import * as z from "zod";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Client } from "../client/client.ts";
import {
  type FirstPage,
  readFirstPage,
  requestsAfter,
  requestsFor,
  tryLastPage,
} from "../client/rest-pages.ts";
import { pullRequestList, repositoryPath, tryIssues } from "../read/rest-lists.ts";
import type { Target } from "../target.ts";
import { type Look, lookFailed } from "./look.ts";

/**
 * Looks into a repository by the first and last page of its pull requests, where discovery has not read them yet, and of its issues: a proxy that
 * answers another question shows on the last page at the latest.
 */
export async function lookByRest(
  client: Client,
  { name, target }: { readonly name: FullName; readonly target: Target },
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Look> {
  // A run does not ask for what is empty either.
  if (target.kind === "listed" && target.open === 0)
    return { kind: "seen", readable: new Set(), refused: new Set(), requests: 0 };
  try {
    const about = target.kind === "started" ? await readAbout(client, name, signal) : undefined;
    const first = wanted.pullRequests && (await firstPulls(client, name, target, signal));
    const issues =
      wanted.issues && (await tryIssues(client, name, wanted.pullRequests === undefined, signal));
    const open = target.kind === "listed" ? target.open : (about?.open_issues_count ?? 0);
    const readable: OptionalField[] = [
      ...(first?.entries.some(({ teams }) => teams.length > 0) ? ["teams" as const] : []),
      ...(issues === "seen" ? ["issues" as const] : []),
    ];
    const refused: OptionalField[] = issues === "refused" ? ["issues"] : [];
    return {
      kind: "seen",
      ...(about && { archived: about.archived }),
      readable: new Set(readable),
      refused: new Set(refused),
      requests:
        pullRequestsFor(first, target) +
        (issues === undefined ? 0 : requestsFor(open, true) + (issues === "seen" ? 0 : 1)),
    };
  } catch (error) {
    return lookFailed(error, () => false);
  }
}

/** Of what is started, the first page is read. */
function pullRequestsFor(first: FirstPage<PullRequest> | undefined, { kind }: Target): number {
  if (first === undefined) return 0;
  return requestsAfter(first, true) + (kind === "started" ? 0 : 1);
}

async function readAbout(client: Client, name: FullName, signal: AbortSignal) {
  const { data } = await client.get(repositoryPath(name), signal, (body) => body);
  return z.object({ archived: z.boolean(), open_issues_count: z.int().nonnegative() }).safeParse(data).data;
}

async function firstPulls(client: Client, name: FullName, target: Target, signal: AbortSignal) {
  const list = pullRequestList(name);
  const first = target.kind === "started" ? target.first : await readFirstPage(client, list, signal);
  await tryLastPage(client, list, first, signal);
  return first;
}
