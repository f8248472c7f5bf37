import * as z from "zod";
import type { OptionalField } from "../../domain/pull-request.ts";
import type { Client } from "../client/client.ts";
import { GitHubError } from "../errors.ts";
import { invalid } from "./rest-answers.ts";

/** Which of the fields that came late to GitHub's schema a server has. A queue or an auto-merge that it does not know, nothing is in. */
export interface Dialect {
  /** Else the state of its checks is asked of a pull request's last commit. */
  readonly statusCheckRollup: boolean;
  readonly isInMergeQueue: boolean;
  readonly autoMergeRequest: boolean;
}

/** What github.com speaks. */
export const NEWEST: Dialect = { statusCheckRollup: true, isInMergeQueue: true, autoMergeRequest: true };

/**
 * Gives the dialect for these fields of pull requests, at once where it need not be asked for. Rejects with the signal's reason, or
 * with the 401 that ends everything.
 */
export type DialectOf = (
  fields: ReadonlySet<OptionalField>,
  signal: AbortSignal,
) => Dialect | Promise<Dialect>;

const shape = z.object({ pullRequest: z.object({ fields: z.array(z.object({ name: z.string() })).min(1) }) });

const PROBE = `{rateLimit{cost} pullRequest:__type(name:"PullRequest"){fields(includeDeprecated:true){name}}}`;

/** An Enterprise Server is asked once for what it knows, and only where that matters; GitHub's own are not. */
export function createDialect(client: Client, apiUrl: string): DialectOf {
  let known: Promise<Dialect> | undefined;
  const isEnterprise = /\/api\/v3$/.test(apiUrl);
  return (fields, signal) => {
    if (!isEnterprise || !(fields.has("checks") || fields.has("reviewState"))) return NEWEST;
    known ??= probe(client, signal);
    return known;
  };
}

/** Where the question itself fails, the newest is tried: if that is not right, GitHub says so of every query. */
async function probe(client: Client, signal: AbortSignal): Promise<Dialect> {
  try {
    const { pullRequest } = await client.graphql(PROBE, {}, signal, false, ({ data }) => {
      const parsed = shape.safeParse(data);
      if (!parsed.success) throw invalid("its schema", parsed.error);
      return parsed.data;
    });
    const names = new Set(pullRequest.fields.map(({ name }) => name));
    return {
      statusCheckRollup: names.has("statusCheckRollup"),
      isInMergeQueue: names.has("isInMergeQueue"),
      autoMergeRequest: names.has("autoMergeRequest"),
    };
  } catch (error) {
    if (error instanceof GitHubError && error.reason !== "unauthorized") return NEWEST;
    throw error;
  }
}
