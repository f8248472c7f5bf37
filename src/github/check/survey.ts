import type { FullName, Selection } from "../../domain/selection.ts";
import type { Failed } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Usage } from "../../ports.ts";
import { type Access, isAuthenticated } from "../access.ts";
import type { Client } from "../client/client.ts";
import type { Restraint } from "../client/limits.ts";
import { discover } from "../discover/discover.ts";
import type { DialectOf } from "../read/dialect.ts";
import { discoveryOf, type GitHubOptions } from "../source.ts";
import { type Discovered, joinName, ownersToList, sameName, splitName, type Target } from "../target.ts";
import { type Budget, budgetOf, type Load, leastOf, type Needs } from "./budget.ts";
import type { RateLimit } from "./credential.ts";
import { type Look, lookByGraphQL, PER_LOOK } from "./look.ts";
import { lookByRest } from "./look-rest.ts";

/** A repository that the selection takes and the credential sees. */
export interface Sighted {
  readonly repository: string;
  /** Its name of today, where that is another one. */
  readonly renamed?: string;
  /** Open pull requests, where a request of its own was not needed to know. */
  readonly open?: number;
  /** Undefined where it was not looked into. */
  readonly look?: Look;
}

/** What one pattern takes. */
export interface PatternSurvey {
  readonly pattern: string;
  readonly count: number;
  /** Of these those that no pattern before it takes, and no more than were looked into. */
  readonly first: readonly Sighted[];
}

/** What GITHUB_REPOSITORIES comes to with a credential, as far as this worker's share of it goes. */
export interface Survey {
  /** Repositories that are selected, readable or not. */
  readonly selected: number;
  /** Selected ones that other workers read. */
  readonly elsewhere: number;
  /** Those that cannot be read, and `owner/*` for an owner that could not be listed. */
  readonly failures: readonly Failed[];
  /** The same of what `check` gave up although a run would not. */
  readonly untried: readonly Failed[];
  readonly named: readonly Sighted[];
  /** Named in full; their pull requests are disabled. */
  readonly disabled: readonly string[];
  readonly patterns: readonly PatternSurvey[];
  /** Selected repositories that were found and not looked into. */
  readonly unseen: number;
  /** What a run takes of the limits of each credential. */
  readonly budgets: readonly Budget[];
}

/** A repository as discovery found it. */
export interface Spotted {
  readonly repository: string;
  readonly name: FullName;
  readonly target: Exclude<Target, { kind: "failed" }>;
}

/** What discovery gave, sorted by what took it. */
export interface Spots {
  elsewhere: number;
  readonly failures: Failed[];
  readonly named: Spotted[];
  readonly disabled: string[];
  readonly patterns: { readonly pattern: string; count: number; readonly first: Spotted[] }[];
  /** All that can be read. */
  readonly all: Spotted[];
}

export interface SpotOptions {
  readonly selection: Selection;
  /** Whether this worker reads a repository. */
  readonly isMine: (repository: string) => boolean;
  /** Repositories to keep of each pattern. */
  readonly most: number;
}

/** Goes through a discovery to its end, and keeps of each pattern the first `most` repositories. */
export async function spot(
  discovered: AsyncIterable<Discovered>,
  { selection, isMine, most }: SpotOptions,
): Promise<Spots> {
  const named = new Set(selection.named.map((name) => joinName(name).toLowerCase()));
  const patterns = selection.patterns.map(({ text }) => ({
    pattern: text,
    count: 0,
    first: [] as Spotted[],
  }));
  const spots: Spots = { elsewhere: 0, failures: [], named: [], disabled: [], patterns, all: [] };
  for await (const found of discovered) {
    if (found.kind === "listing_failed") {
      const { owner, reason, message } = found;
      spots.failures.push({ kind: "failed", repository: `${owner}/*`, reason, message });
    }
    if (found.kind === "pull_requests_disabled" && isMine(found.repository))
      spots.disabled.push(found.repository);
    if (found.kind !== "repository") continue;
    const { repository, target } = found;
    if (!isMine(repository)) {
      spots.elsewhere += 1;
      continue;
    }
    if (target.kind === "failed") {
      const { reason, message } = target;
      spots.failures.push({ kind: "failed", repository, reason, message });
      continue;
    }
    const spotted = { repository, name: target.name, target };
    spots.all.push(spotted);
    if (named.has(repository.toLowerCase())) spots.named.push(spotted);
    else sortIn(spotted, selection, spots, most);
  }
  return spots;
}

/** Every pattern that takes it counts it; the first of them keeps it. */
function sortIn(spotted: Spotted, selection: Selection, { patterns }: Spots, most: number): void {
  const { owner, name } = splitName(spotted.repository);
  const taking = patterns.filter((_, i) => {
    const pattern = selection.patterns[i];
    return pattern !== undefined && sameName(pattern.owner, owner) && pattern.matches(name);
  });
  for (const pattern of taking) pattern.count += 1;
  const [first] = taking;
  if (first !== undefined && first.first.length < most) first.first.push(spotted);
}

/** What GitHub has said of the limits of each credential, in their order. */
export type KnownLimits = readonly (readonly RateLimit[])[];

export interface SurveyOptions extends GitHubOptions {
  readonly restraint: Restraint;
  readonly access: Access;
  readonly dialectOf: (client: Client) => DialectOf;
  readonly isMine: (repository: string) => boolean;
  readonly wanted: Wanted;
  readonly known: KnownLimits;
  readonly signal: AbortSignal;
}

/** Of each pattern, and of those named in full. */
const LOOKED_INTO = 20;

/** Without a token there are 60 requests an hour, and the run needs them. */
const ANONYMOUS_REQUESTS = 6;

/** Lists what is selected as a run does, looks into some of it, and holds what a run takes against what is left. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const { access, dialectOf, selection, isMine, wanted, known, restraint, signal } = options;
  const authenticated = isAuthenticated(options);
  if (!authenticated) restraint.requestsLeft = sparing(known[0] ?? [], selection);
  const before = access.clients.map(({ client }) => usedBy(client));
  const discovered = discover({ ...discoveryOf(options, access, dialectOf, wanted), signal });
  const spots = await spot(discovered, { selection, isMine, most: LOOKED_INTO });
  const [untried, failures] = divide(
    spots.failures,
    ({ reason }) => reason === "deadline" && !signal.aborted,
  );
  const samples = [...spots.named.slice(0, LOOKED_INTO), ...spots.patterns.flatMap(({ first }) => first)];
  const looks = new Map<Spotted, Look>();
  const budgets = access.clients.map(async ({ owner, client }, i) => {
    const isOwn = (repository: string) => access.clientFor(splitName(repository).owner) === client;
    const load: Load = {
      ...(owner === undefined ? {} : { owner }),
      discovery: sinceThen(usedBy(client), before[i], untried.filter((one) => isOwn(one.repository)).length),
      aimed: spots.all.filter((one) => isOwn(one.repository)),
      looked: new Map(),
      names: selection.named.map(joinName).filter((name) => isMine(name) && isOwn(name)),
      listed: ownersToList(selection).filter((one) => isOwn(`${one}/`)),
    };
    const limits = () => limitsLeft(client, known[i] ?? []);
    const own = samples.filter((one) => isOwn(one.repository));
    if (authenticated && canSpare(load, limits(), own.length, options)) {
      const found = await looksOf(own, client, options);
      for (const [j, spotted] of own.entries()) {
        const look = found[j];
        if (look !== undefined) looks.set(spotted, asRunReads(spotted, look, wanted));
      }
    }
    const looked = new Map(own.flatMap((spotted) => requestsIn(spotted, looks.get(spotted))));
    const undecided = undecidedIn(own.map((spotted) => looks.get(spotted)));
    return await budgetOf({ ...load, looked, ...(undecided !== undefined && { undecided }) }, limits(), {
      ...options,
      authenticated,
    });
  });
  const all = await Promise.all(budgets);
  const isFailed = (spotted: Spotted) => looks.get(spotted)?.kind === "failed";
  const sight = (spotted: Spotted) => sighted(spotted, looks.get(spotted));
  return {
    selected: spots.all.length + spots.failures.filter(({ repository }) => !isListing(repository)).length,
    elsewhere: spots.elsewhere,
    failures: [...failures, ...samples.flatMap((spotted) => failureIn(spotted, looks.get(spotted)))],
    untried,
    named: spots.named.filter((one) => !isFailed(one)).map(sight),
    disabled: spots.disabled,
    patterns: spots.patterns.map((one) => ({
      ...one,
      first: one.first.filter((spotted) => !isFailed(spotted)).map(sight),
    })),
    unseen: spots.all.filter((spotted) => (looks.get(spotted)?.kind ?? "unanswered") === "unanswered").length,
    budgets: all,
  };
}

/** Whether this is an owner that could not be listed, not a repository. */
export function isListing(repository: string): boolean {
  return repository.endsWith("/*");
}

function divide<T>(items: readonly T[], belongs: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

/** So few requests that the run still has one for each name. */
function sparing(limits: readonly RateLimit[], { named }: Selection): number {
  const remaining = limits.find(({ resource }) => resource === "core")?.remaining ?? 0;
  return Math.max(1, Math.min(ANONYMOUS_REQUESTS, remaining - named.length));
}

function usedBy(client: Client): Needs {
  const { points, quotas }: Usage = client.usage();
  return { graphql: points, core: quotas.find(({ resource }) => resource === "core")?.used ?? 0 };
}

/** What discovery takes: what it took, and a request for each name or owner that was not asked for. */
function sinceThen(now: Needs, before: Needs = { core: 0, graphql: 0 }, untried: number): Needs {
  return { graphql: now.graphql - before.graphql, core: now.core - before.core + untried };
}

/** What is left now: what GitHub said with its last answer, or else before. */
function limitsLeft(client: Client, known: readonly RateLimit[]): readonly RateLimit[] {
  return (["core", "graphql"] as const).flatMap((resource) => {
    const allowance = client.allowance(resource);
    const before = known.filter((one) => one.resource === resource);
    return allowance === undefined ? before : [{ resource, ...allowance }];
  });
}

/** Whether what is left pays for looks and for a run: then looks do not take from the run what it needs. */
function canSpare(
  load: Load,
  limits: readonly RateLimit[],
  samples: number,
  options: SurveyOptions,
): boolean {
  const { api, wanted, deadline } = options;
  const resource = api === "graphql" ? "graphql" : "core";
  const limit = limits.find((one) => one.resource === resource);
  if (limit === undefined || limit.resetAt < deadline) return true;
  const looks =
    api === "graphql" ? Math.ceil(samples / PER_LOOK) : samples * (2 * Object.keys(wanted).length + 1);
  return (
    limit.remaining - looks >= load.discovery[resource] + leastOf(load, { ...options, authenticated: true })
  );
}

function requestsIn({ repository }: Spotted, look: Look | undefined): readonly (readonly [string, number])[] {
  return look?.kind === "seen" && look.requests !== undefined ? [[repository, look.requests]] : [];
}

/** The share of pull requests without a decision, in what was looked into; undefined where there was none. */
function undecidedIn(looks: readonly (Look | undefined)[]): number | undefined {
  const seen = looks.flatMap((look) => (look?.kind === "seen" ? (look.reviews ?? []) : []));
  const of = seen.reduce((sum, one) => sum + one.of, 0);
  return of === 0 ? undefined : seen.reduce((sum, one) => sum + one.undecided, 0) / of;
}

function looksOf(
  samples: readonly Spotted[],
  client: Client,
  { api, dialectOf, wanted, log, signal }: SurveyOptions,
): Promise<readonly Look[]> {
  if (api === "rest") return Promise.all(samples.map((one) => lookByRest(client, one, wanted, signal)));
  const names = samples.map(({ name }) => name);
  return lookByGraphQL(client, names, { wanted, dialectOf: dialectOf(client), log, signal });
}

function sighted({ repository, name, target }: Spotted, look: Look | undefined): Sighted {
  const now = joinName(name);
  return {
    repository,
    ...(sameName(now, repository) ? {} : { renamed: now }),
    ...openIn(target),
    ...(look === undefined ? {} : { look }),
  };
}

const LISTS = ["pullRequests", "issues"] as const;

/** A run does not read a repository that the listing counts as empty, so it cannot fail there. */
function asRunReads({ target }: Spotted, look: Look, wanted: Wanted): Look {
  if (look.kind !== "failed" || target.kind !== "counted") return look;
  const { counts } = target;
  const isEmpty = LISTS.every((list) => wanted[list] === undefined || counts[list] === 0);
  return isEmpty ? { kind: "unanswered", message: look.message } : look;
}

function openIn(target: Target): Pick<Sighted, "open"> {
  const open = target.kind === "counted" ? target.counts.pullRequests : undefined;
  return open === undefined ? {} : { open };
}

function failureIn({ repository }: Spotted, look: Look | undefined): readonly Failed[] {
  return look?.kind === "failed" ? [{ repository, ...look }] : [];
}
