import * as z from "zod";
import type { OptionalField, PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Client } from "../client/client.ts";
import { readFirstPage, tryLastPage } from "../client/rest-pages.ts";
import { failureOf } from "../errors.ts";
import { pullRequestList, repositoryPath, tryIssues } from "../read/rest-lists.ts";
import type { Target } from "../target.ts";
import { type Look, lookFailed } from "./look.ts";

/**
 * Looks into a repository by the first and last page of its pull requests, where discovery has not read them yet, and of its issues: a proxy that
 * answers another question shows on the last page at the latest.
 */
export async function lookByRest(
  client: Client,
  name: FullName,
  target: Target,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Look> {
  try {
    const about = target.kind === "started" ? await readAbout(client, name, signal) : undefined;
    const pulls = wanted.pullRequests ? await firstPulls(client, name, target, signal) : [];
    const issues = wanted.issues
      ? await tryIssues(client, name, wanted.pullRequests === undefined, signal)
      : "none";
    const readable: OptionalField[] = [
      ...(pulls.some(({ teams }) => teams.length > 0) ? ["teams" as const] : []),
      ...(issues === "seen" ? ["issues" as const] : []),
    ];
    const refused: OptionalField[] = issues === "refused" ? ["issues"] : [];
    return { kind: "seen", ...about, readable: new Set(readable), refused: new Set(refused) };
  } catch (error) {
    return lookFailed(failureOf(error));
  }
}

async function readAbout(client: Client, name: FullName, signal: AbortSignal) {
  const { data } = await client.get(repositoryPath(name), signal, (body) => body);
  return z.object({ archived: z.boolean() }).safeParse(data).data;
}

async function firstPulls(
  client: Client,
  name: FullName,
  target: Target,
  signal: AbortSignal,
): Promise<readonly PullRequest[]> {
  const list = pullRequestList(name);
  const first = target.kind === "started" ? target.first : await readFirstPage(client, list, signal);
  await tryLastPage(client, list, first, signal);
  return first.entries;
}
