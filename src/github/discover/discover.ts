import type { FullName, Selection } from "../../domain/selection.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import { NO_TRAITS } from "../../domain/traits.ts";
import type { Logger } from "../../ports.ts";
import { type Channel, createChannel } from "../channel.ts";
import { failureOf } from "../errors.ts";
import {
  createMatchCounter,
  type Discovered,
  joinName,
  type Listed,
  ownersToList,
  sameName,
  type Target,
  takes,
} from "../target.ts";
import type { Describe, Described, Remarks } from "./traits.ts";

/** What became of one name that the configuration gives in full. */
export type Resolved =
  | {
      readonly kind: "resolved";
      readonly asked: FullName;
      readonly current: FullName;
      readonly target: Target;
      readonly remarks: Remarks;
    }
  /** It is there, but its pull requests are disabled. */
  | { readonly kind: "disabled"; readonly asked: FullName }
  | {
      readonly kind: "failed";
      readonly asked: FullName;
      readonly reason: FailureReason;
      readonly message: string;
    };

/** One repository of an owner's listing. */
export interface Entry {
  readonly listed: Listed;
  readonly target: Target;
  readonly remarks: Remarks;
}

/** The two questions that discovery asks; each API has its own way to answer. */
export interface Directory {
  /** Each name once, in any order. Throws only what is not a repository's own fault. */
  resolve(names: readonly FullName[], signal: AbortSignal): AsyncIterable<Resolved>;
  /** Every repository of an owner. Throws GitHubError or the signal's reason when the listing did not end well. */
  list(owner: string, signal: AbortSignal): AsyncIterable<Entry>;
}

export interface Discovery {
  readonly directory: Directory;
  readonly selection: Selection;
  readonly describe: Describe;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Every selected repository once. Names in full come first, since they decide what a repository is called here;
 * owners are listed meanwhile, and their repositories follow as the listings go on.
 */
export async function* discover(discovery: Discovery): AsyncGenerator<Discovered> {
  const { directory, selection, signal } = discovery;
  const listings = ownersToList(selection).map((owner) => startListing(directory, owner, signal));
  const claimed = new Map<string, string>();
  yield* resolveNames(discovery, claimed);
  const found = createChannel<Discovered>();
  const ids = new Set<number>();
  const forwarded = listings.map((listing) => forward(discovery, listing, { claimed, ids }, found));
  Promise.all(forwarded).then(
    () => found.close(),
    (error) => found.close(error),
  );
  yield* found;
}

/** Current names in lower case to the names they go by in this run. */
type Claims = Map<string, string>;

async function* resolveNames(
  { directory, selection, describe, log, signal }: Discovery,
  claimed: Claims,
): AsyncGenerator<Discovered> {
  const moved: Found[] = [];
  for (const name of selection.named) claimed.set(joinName(name).toLowerCase(), joinName(name));
  for await (const resolved of describeAll(directory.resolve(selection.named, signal), describe, signal)) {
    const repository = joinName(resolved.asked);
    if (resolved.kind === "failed") {
      const { reason, message } = resolved;
      yield {
        kind: "repository",
        repository,
        target: { kind: "failed", reason, message },
        traits: NO_TRAITS,
      };
    } else if (resolved.kind === "disabled") {
      yield { kind: "pull_requests_disabled", repository };
    } else if (sameName(repository, joinName(resolved.current))) {
      yield { kind: "repository", repository, target: resolved.target, traits: resolved.traits };
    } else moved.push(resolved);
  }
  // Of two names for one repository the one that is written first stays, in whatever order they were answered.
  const written = (resolved: { readonly asked: FullName }) => selection.named.indexOf(resolved.asked);
  moved.sort((a, b) => written(a) - written(b));
  yield* moved.flatMap((resolved) => claimMoved(resolved, claimed, log));
}

type Failure = Extract<Resolved, { kind: "failed" }>;
type Disabled = Extract<Resolved, { kind: "disabled" }>;
type Found = Exclude<Resolved, Failure | Disabled> & Described;

/** Describes each as soon as it is resolved, all at the same time; gives them as that ends. */
async function* describeAll(
  resolved: AsyncIterable<Resolved>,
  describe: Describe,
  signal: AbortSignal,
): AsyncGenerator<Failure | Disabled | Found> {
  const out = createChannel<Failure | Disabled | Found>();
  const describeOne = async (one: Resolved) => {
    if (one.kind !== "resolved") out.push(one);
    else out.push({ ...one, ...(await describe(one.current, one.remarks, one.target, signal)) });
  };
  const run = async () => {
    const all: Promise<void>[] = [];
    for await (const one of resolved) all.push(describeOne(one));
    await Promise.all(all);
  };
  run().then(
    () => out.close(),
    (error) => out.close(error),
  );
  yield* out;
}

/** A renamed repository keeps its configured name, unless it is configured under its current one too. */
function claimMoved(resolved: Found, claimed: Claims, log: Logger): Discovered[] {
  const repository = joinName(resolved.asked);
  const current = joinName(resolved.current);
  const taken = claimed.get(current.toLowerCase());
  if (taken !== undefined) {
    const fields = { event: "duplicate_repository", repository: taken, ignored: repository };
    log.warn(fields, "two names of GITHUB_REPOSITORIES are one repository: it is counted once");
    return [];
  }
  claimed.set(current.toLowerCase(), repository);
  const fields = { event: "repository_renamed", repository, now: current };
  log.warn(
    fields,
    "a repository was renamed: its series keep the configured name until GITHUB_REPOSITORIES is changed",
  );
  return [{ kind: "repository", repository, target: resolved.target, traits: resolved.traits }];
}

interface Listing {
  readonly owner: string;
  readonly entries: Channel<Entry>;
}

function startListing(directory: Directory, owner: string, signal: AbortSignal): Listing {
  const entries: Listing["entries"] = createChannel();
  const fill = async () => {
    for await (const entry of directory.list(owner, signal)) entries.push(entry);
  };
  fill().then(
    () => entries.close(),
    (error) => entries.close(error),
  );
  return { owner, entries };
}

async function forward(
  { selection, describe, signal }: Discovery,
  listing: Listing,
  { claimed, ids }: { readonly claimed: Claims; readonly ids: Set<number> },
  found: Channel<Discovered>,
): Promise<void> {
  const matches = createMatchCounter(selection);
  try {
    for await (const { listed, target, remarks } of listing.entries) {
      const repository = joinName(listed.name);
      if (!takes(selection, listed)) continue;
      matches.note(listed.name);
      // One that is renamed or transferred while owners are listed can be listed under both names.
      if (claimed.has(repository.toLowerCase()) || ids.has(listed.id)) continue;
      ids.add(listed.id);
      claimed.set(repository.toLowerCase(), repository);
      const described = await describe(listed.name, remarks, target, signal);
      found.push({ kind: "repository", repository, ...described });
    }
  } catch (error) {
    found.push({ kind: "listing_failed", owner: listing.owner, ...failureOf(error) });
    return;
  }
  for (const pattern of matches.unmatched(listing.owner)) found.push({ kind: "unmatched", pattern });
}
