import * as z from "zod";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { Client } from "../client/client.ts";
import { failureOf } from "../errors.ts";
import { parsePullRequests } from "../read/rest-answers.ts";
import type { Target } from "../target.ts";
import { type Look, lookFailed } from "./look.ts";

/** Looks into a repository by one request for what discovery has not read of it yet. */
export async function lookByRest(
  client: Client,
  name: FullName,
  target: Target,
  signal: AbortSignal,
): Promise<Look> {
  const path = `/repos/${encodeURIComponent(name.owner)}/${encodeURIComponent(name.name)}`;
  try {
    if (target.kind === "started") {
      const { data } = await client.get(path, signal);
      return seen(target.first.entries, z.object({ archived: z.boolean() }).safeParse(data).data);
    }
    const { data } = await client.get(`${path}/pulls?state=open&per_page=5`, signal);
    return seen(parsePullRequests(data));
  } catch (error) {
    return lookFailed(failureOf(error));
  }
}

function seen(
  pulls: readonly PullRequest[],
  about: { readonly archived: boolean } | undefined = undefined,
): Look {
  const teams = pulls.some((pull) => pull.teams.length > 0);
  return { kind: "seen", ...about, readable: new Set(teams ? ["teams"] : []), refused: new Set() };
}
