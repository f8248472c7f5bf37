import type { OptionalField } from "../domain/pull-request.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import type { WantedTraits } from "../domain/traits.ts";
import type { Wanted } from "../domain/wanted.ts";
import type { Logger, Source } from "../ports.ts";
import { type Access, type AccessOptions, createAccess, isAuthenticated } from "./access.ts";
import type { Client } from "./client/client.ts";
import { createGraphQLDirectory } from "./discover/directory-graphql.ts";
import { createRestDirectory } from "./discover/directory-rest.ts";
import { type Directory, type Discovery, discover } from "./discover/discover.ts";
import { createProperties } from "./discover/properties.ts";
import { createRoutedDirectory } from "./discover/routed-directory.ts";
import { createDescribe } from "./discover/traits.ts";
import { createEvidence } from "./evidence/evidence.ts";
import { readByOwner } from "./read/by-owner.ts";
import { createDialects, type DialectOf } from "./read/dialect.ts";
import { readByGraphQL } from "./read/graphql-reader.ts";
import { type Aimed, createRation, type RationOptions } from "./read/ration.ts";
import { UNKNOWN_TO_REST } from "./read/rest-answers.ts";
import { readAllByRest } from "./read/rest-reader.ts";
import { inTurn } from "./read/turn.ts";
import { joinName, ownersToList, type Target } from "./target.ts";

export interface GitHubOptions extends AccessOptions {
  readonly api: "graphql" | "rest";
  /** What is asked of each repository beside its backlog. */
  readonly traits: WantedTraits;
  /** Whether BOTS names a login, spelled as REST spells it. */
  readonly isBot: (login: string) => boolean;
  readonly log: Logger;
}

/** GitHub as a run's source of snapshots, by one API or the other; the snapshots are the same. */
export function createGitHub(options: GitHubOptions): Source<Target> {
  const { api, log } = options;
  const access = createAccess(options);
  const authenticated = isAuthenticated(options);
  const now = options.clock.now();
  const dialectOf = createDialects(options.apiUrl);
  return {
    discover: (wanted, signal) => {
      const discovery = discoveryOf(options, access, dialectOf, wanted);
      return discover({ ...discovery, directory: rotated(discovery.directory, now), signal });
    },
    read: (targets, wanted, signal) => {
      const readBy = (client: Client, aimed: AsyncIterable<Aimed>, log: Logger) =>
        rationed({ ...options, authenticated, client, wanted, log }, aimed, (shared) =>
          api === "graphql"
            ? readByGraphQL(
                { client, wanted, log, signal, isBot: options.isBot, dialectOf: dialectOf(client) },
                shared,
              )
            : readAllByRest({ client, wanted, authenticated, log, signal }, shared),
        );
      if (access.shared !== undefined) return readBy(access.shared, targets, log);
      return readByOwner(targets, (owner, aimed) =>
        readBy(access.clientFor(owner), aimed, logOf(owner, log)),
      );
    },
    ...createEvidence({ ...options, clientFor: access.clientFor, dialectOf }),
    usage: access.usage,
    cannotRead: cannotRead(api),
  };
}

/** What is warned about is one owner's, where each is read apart. */
function logOf(owner: string, log: Logger): Logger {
  return { ...log, warn: (fields, message) => log.warn({ owner, ...fields }, message) };
}

/** Reads what the quota pays for. */
async function* rationed(
  options: RationOptions,
  targets: AsyncIterable<Aimed>,
  read: (shared: AsyncIterable<Aimed>) => AsyncIterable<Snapshot>,
): AsyncGenerator<Snapshot> {
  const ration = createRation(options);
  for await (const snapshot of read(ration.share(targets))) {
    ration.settle(snapshot.repository, snapshot.kind === "failed" ? snapshot.reason : undefined);
    yield snapshot;
  }
  ration.report();
}

/** Names are asked for in the hour's order: where the quota does not pay for the question, it is not always the same ones' loss. */
function rotated(directory: Directory, now: number): Directory {
  return {
    ...directory,
    resolve: (names, signal) => directory.resolve(inTurn(names, joinName, now), signal),
  };
}

/** What discovery needs for these options, but for the signal that ends it. */
export function discoveryOf(
  options: GitHubOptions,
  access: Access,
  dialectOf: (client: Client) => DialectOf,
  wanted: Wanted,
): Omit<Discovery, "signal"> {
  const { api, selection, traits, app, log } = options;
  const rest = { wanted, traits, authenticated: isAuthenticated(options), installed: app !== undefined, log };
  const directory = createRoutedDirectory(access.clientFor, (client) =>
    api === "graphql"
      ? createGraphQLDirectory({ client, selection, wanted, traits, dialectOf: dialectOf(client) })
      : createRestDirectory({ ...rest, client }),
  );
  const properties = createProperties(access.clientFor, ownersToList(selection));
  return { directory, selection, describe: createDescribe(traits, properties), log };
}

/** Fields that an API does not have. */
export function cannotRead(api: GitHubOptions["api"]): ReadonlySet<OptionalField> {
  return api === "rest" ? UNKNOWN_TO_REST : new Set();
}
