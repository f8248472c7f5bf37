import type { OptionalField } from "../domain/pull-request.ts";
import type { Selection } from "../domain/selection.ts";
import type { Wanted } from "../domain/wanted.ts";
import type { Logger, Source } from "../ports.ts";
import { type Client, type ClientOptions, createClient } from "./client/client.ts";
import { createGraphQLDirectory } from "./discover/directory-graphql.ts";
import { createRestDirectory } from "./discover/directory-rest.ts";
import { type Directory, discover } from "./discover/discover.ts";
import { readByGraphQL } from "./read/graphql-reader.ts";
import { UNKNOWN_TO_REST } from "./read/rest-answers.ts";
import { readAllByRest } from "./read/rest-reader.ts";
import type { Target } from "./target.ts";

export interface GitHubOptions extends ClientOptions {
  readonly api: "graphql" | "rest";
  readonly selection: Selection;
  readonly log: Logger;
}

/** GitHub as a run's source of snapshots, by one API or the other; the snapshots are the same. */
export function createGitHub(options: GitHubOptions): Source<Target> {
  const { api, selection, log } = options;
  const client = createClient(options);
  const authenticated = options.token !== undefined;
  return {
    discover: (wanted, signal) => discover(directoryOf(options, client, wanted), selection, log, signal),
    read: (targets, wanted, signal) =>
      api === "graphql"
        ? readByGraphQL({ client, wanted, log, signal }, targets)
        : readAllByRest({ client, wanted, authenticated, log, signal }, targets),
    usage: client.usage,
    cannotRead: cannotRead(api),
  };
}

/** What answers discovery's questions by the API that the options choose. */
export function directoryOf(
  { api, selection, token, log }: GitHubOptions,
  client: Client,
  wanted: Wanted,
): Directory {
  return api === "graphql"
    ? createGraphQLDirectory(client, selection, wanted)
    : createRestDirectory(client, wanted, token !== undefined, log);
}

/** Fields that an API does not have. */
export function cannotRead(api: GitHubOptions["api"]): ReadonlySet<OptionalField> {
  return api === "rest" ? UNKNOWN_TO_REST : new Set();
}
