import type { Failed } from "../../domain/snapshot.ts";
import type { Clock } from "../../ports.ts";
import type { Resource } from "../client/limits.ts";
import type { Allowance } from "../client/usage.ts";
import { type CostOptions, costOf, startEstimate } from "../read/cost.ts";
import { type Aimed, createRation } from "../read/ration.ts";
import { inTurn } from "../read/turn.ts";
import type { RateLimit } from "./credential.ts";

/** REST requests and GraphQL points. */
export type Needs = Readonly<Record<Resource, number>>;

/** What a run takes of one credential's limits, and whether they pay for it. */
export interface Budget {
  /** Whose it is, where each owner has its own. */
  readonly owner?: string;
  readonly needs: Needs;
  /** What is left now: what `check` has spent is gone. None of a resource that GitHub has said nothing of. */
  readonly limits: readonly RateLimit[];
  /** Repositories that the run will leave out, and `owner/*` where it can no longer list. */
  readonly unpaid: readonly Failed[];
}

export interface BudgetOptions extends CostOptions {
  readonly clock: Clock;
  /** When the run that follows ends its reading, in ms since 1970. */
  readonly deadline: number;
}

/** What is selected of one credential. */
export interface Load {
  readonly owner?: string;
  /** What discovery takes. */
  readonly discovery: Needs;
  /** Repositories that discovery found. */
  readonly aimed: readonly Aimed[];
  /** REST: requests for reading those that `check` looked into. */
  readonly looked: ReadonlyMap<string, number>;
  /** GraphQL: of the pull requests that were looked at, the share whose reviews a run reads. */
  readonly undecided?: number;
  /** Names in full, which discovery asks for one by one. */
  readonly names: readonly string[];
  /** Owners to be listed. */
  readonly listed: readonly string[];
}

/** Holds what a run takes against what is left, by the rules by which the run itself divides it. */
export async function budgetOf(
  load: Load,
  limits: readonly RateLimit[],
  given: BudgetOptions,
): Promise<Budget> {
  const { undecided } = load;
  const options = undecided === undefined ? given : { ...given, undecided };
  const resource = options.api === "graphql" ? "graphql" : "core";
  const requests = requestsOf(load, options);
  const targets = load.aimed.map(({ target }) => target);
  const reading = options.api === "graphql" ? costOf(targets, options) : sum(requests.values());
  const needs = { ...load.discovery, [resource]: load.discovery[resource] + Math.ceil(reading) };
  const lost = limits.flatMap((limit) => lostInDiscovery(load, limit, options));
  const gone = new Set(lost.map(({ repository }) => repository));
  const aimed = load.aimed.filter(({ repository }) => !gone.has(repository));
  const limit = limits.find((one) => one.resource === resource);
  const left = limit && available(limit, options.deadline);
  const unread =
    left === undefined
      ? []
      : await unreadOf(
          aimed,
          requests,
          { ...left, remaining: Math.max(0, left.remaining - load.discovery[resource]) },
          options,
        );
  const { owner } = load;
  return { ...(owner === undefined ? {} : { owner }), needs, limits, unpaid: [...lost, ...unread] };
}

/** The least that reading takes. By REST that is a request for each list of what is not empty. */
export function leastOf({ aimed }: Load, options: CostOptions): number {
  const targets = aimed.map(({ target }) => target);
  if (options.api === "graphql") return costOf(targets, options);
  const lists = Object.keys(options.wanted).length;
  return targets.reduce((sum, target) => sum + Math.min(lists, startEstimate(options).add(target) ?? 0), 0);
}

/** A run waits for a limit that is full again before its reading ends. */
function available({ limit, remaining, resetAt }: RateLimit, deadline: number): Allowance {
  return resetAt < deadline
    ? { limit, remaining: remaining + limit, resetAt: deadline }
    : { limit, remaining, resetAt };
}

/** REST requests for each repository; where `check` has not looked, in the proportion of those where it has. */
function requestsOf({ aimed, looked }: Load, options: CostOptions): ReadonlyMap<string, number> {
  if (options.api === "graphql") return new Map();
  const most = new Map(
    aimed.map(({ repository, target }) => [repository, startEstimate(options).add(target) ?? 0] as const),
  );
  const seen = [...looked.keys()].filter((repository) => most.has(repository));
  const expected = sum(seen.map((repository) => most.get(repository) ?? 0));
  const share = expected === 0 ? 1 : sum(seen.map((repository) => looked.get(repository) ?? 0)) / expected;
  return new Map(
    [...most].map(
      ([repository, requests]) => [repository, looked.get(repository) ?? requests * share] as const,
    ),
  );
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((all, one) => all + one, 0);
}

/** A name takes a request by REST, a hundred names take a point. */
const NAMES = { core: 1, graphql: 100 } as const;

/** What discovery does not come to: names first, since the listings begin before. */
function lostInDiscovery(
  { discovery, names, listed }: Load,
  limit: RateLimit,
  { deadline, clock }: BudgetOptions,
): Failed[] {
  const short = discovery[limit.resource] - available(limit, deadline).remaining;
  if (short <= 0) return [];
  const count = short * NAMES[limit.resource];
  const late = [...inTurn(names, (name) => name, clock.now())].reverse().slice(0, count);
  const owners = count > names.length ? listed.map((owner) => `${owner}/*`) : [];
  return [...owners, ...late].map((repository) => ({
    kind: "failed",
    repository,
    reason: "rate_limited",
    message: "what is left of GitHub's rate limit does not pay for asking for it",
  }));
}

/** What a run would leave out, as its own rationing decides it. */
async function unreadOf(
  aimed: readonly Aimed[],
  requests: ReadonlyMap<string, number>,
  left: Allowance,
  options: BudgetOptions,
): Promise<readonly Failed[]> {
  let spent = 0;
  const client = {
    allowance: () => ({ ...left, remaining: left.remaining - spent }),
    usage: () => ({ requests: 0, points: 0, quotas: [], partialAccess: false }),
  };
  const { share, settle } = createRation({ ...options, client, log: SILENT });
  const unread: Failed[] = [];
  for await (const { repository, target } of share(each(aimed))) {
    if (target.kind === "failed") {
      const { reason, message } = target;
      unread.push({ kind: "failed", repository, reason, message });
    } else if (options.api === "rest") {
      spent += requests.get(repository) ?? 0;
      settle(repository);
    }
  }
  return unread;
}

async function* each(aimed: readonly Aimed[]): AsyncGenerator<Aimed> {
  yield* aimed;
}

const ignore = () => {};
/** What would be left out becomes rows. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
