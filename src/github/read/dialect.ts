import * as z from "zod";
import type { Client } from "../client/client.ts";
import { tooOld } from "../enterprise.ts";
import { invalid } from "./rest-answers.ts";

/**
 * Which of the fields that came late to GitHub's schema a server has. A queue or an auto-merge that it does not know, nothing
 * is in; where it knows no enterprise teams, none is asked.
 */
export interface Dialect {
  /** Else the state of its checks is asked of a pull request's last commit. */
  readonly statusCheckRollup: boolean;
  readonly isInMergeQueue: boolean;
  readonly autoMergeRequest: boolean;
  /** Enterprise Server 3.21 and later. */
  readonly hasPullRequestsEnabled: boolean;
  /** Enterprise teams as requested reviewers: Enterprise Server 3.22 and later. */
  readonly enterpriseTeams: boolean;
}

/** What github.com speaks. */
export const NEWEST: Dialect = {
  statusCheckRollup: true,
  isInMergeQueue: true,
  autoMergeRequest: true,
  hasPullRequestsEnabled: true,
  enterpriseTeams: true,
};

/**
 * Gives the dialect of a server, at once where it need not be asked for. Rejects with the signal's reason, or GitHubError: where
 * the question failed, or the server is older than the oldest supported release.
 */
export type DialectOf = (signal: AbortSignal) => Dialect | Promise<Dialect>;

const names = z.array(z.object({ name: z.string() })).min(1);
const shape = z.object({
  pullRequest: z.object({ fields: names }),
  repository: z.object({ fields: names }),
  reviewer: z.object({ possibleTypes: names }),
});

const PROBE = `{rateLimit{cost} pullRequest:__type(name:"PullRequest"){fields(includeDeprecated:true){name}} repository:__type(
  name:"Repository"){fields(includeDeprecated:true){name}} reviewer:__type(name:"RequestedReviewer"){possibleTypes{name}}}`;

/** Gives the function that knows a client's server. An Enterprise Server is asked once; GitHub's own are not. */
export function createDialects(apiUrl: string): (client: Client) => DialectOf {
  const isEnterprise = /\/api\/v3$/.test(apiUrl);
  const known = new Map<Client, Promise<Dialect>>();
  return (client) => (signal) => {
    if (!isEnterprise) return NEWEST;
    const asked = known.get(client) ?? probe(client, signal);
    known.set(client, asked);
    return asked;
  };
}

async function probe(client: Client, signal: AbortSignal): Promise<Dialect> {
  const { pullRequest, repository, reviewer } = await client.graphql(PROBE, {}, signal, false, ({ data }) => {
    const parsed = shape.safeParse(data);
    if (!parsed.success) throw invalid("its schema", parsed.error);
    return parsed.data;
  });
  const has = (type: { readonly fields: z.infer<typeof names> }, field: keyof Dialect) =>
    type.fields.some(({ name }) => name === field);
  const reviewers = new Set(reviewer.possibleTypes.map(({ name }) => name));
  if (!reviewers.has("Bot")) throw tooOld();
  return {
    statusCheckRollup: has(pullRequest, "statusCheckRollup"),
    isInMergeQueue: has(pullRequest, "isInMergeQueue"),
    autoMergeRequest: has(pullRequest, "autoMergeRequest"),
    hasPullRequestsEnabled: has(repository, "hasPullRequestsEnabled"),
    enterpriseTeams: reviewers.has("EnterpriseTeam"),
  };
}
