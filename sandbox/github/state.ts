import type { Population } from "../population.ts";
import type { ServerVersion } from "./schema.ts";
import type { Fault, FaultRule, GitHubOptions, Limits, RequestEntry, RestLists } from "./types.ts";

/** One hour's allowance of one token, for one of the APIs. */
export interface Bucket {
  readonly resource: Resource;
  readonly limit: number;
  used: number;
  /** Times (ms) and points of the last minute's queries. */
  recent: readonly { readonly at: number; readonly points: number }[];
  /** Milliseconds since 1970. */
  readonly resetAt: number;
}

export type Resource = "core" | "graphql";

/** A fault rule and how often it has matched. */
export interface ArmedRule {
  readonly rule: FaultRule;
  matched: number;
}

/** A request of the log, still to be filled in. */
export type OpenEntry = { -readonly [Key in keyof RequestEntry]: RequestEntry[Key] };

/** A limit that GitHub has announced: until then a good client is silent. */
export interface Announced {
  readonly until: number;
  /** Requests that may still have been on their way. */
  allowance: number;
}

/** A token of an App's installation that was given out. */
export interface Minted {
  readonly token: string;
  readonly installation: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Everything one sandbox remembers. */
export interface SandboxState {
  population: Population;
  readonly limits: Limits;
  readonly restLists: RestLists;
  readonly now: () => number;
  readonly installationTokenSeconds: number;
  readonly enterprise: ServerVersion | undefined;
  readonly latency: (request: RequestEntry, body: string) => number;
  log: OpenEntry[];
  points: number;
  restSpent: number;
  inFlight: number;
  maxInFlight: number;
  problems: string[];
  rules: ArmedRule[];
  hooks: ((entry: RequestEntry) => void)[];
  /** By token and resource. */
  buckets: Map<string, Bucket>;
  /** By what is limited: `core`, `graphql` or `all`. */
  announced: Map<string, Announced>;
  minted: Minted[];
}

const defaultLimits = {
  enabled: true,
  restPerHour: 5_000,
  graphqlPerHour: 5_000,
  anonymousPerHour: 60,
  resetInSeconds: 3_600,
  graphqlErrorType: "RATE_LIMITED",
} as const satisfies Limits;

const defaultLists: RestLists = { issues: "pages", botReviewers: "listed", requestedTeams: "listed" };

function nothingYet() {
  return {
    log: [],
    points: 0,
    restSpent: 0,
    maxInFlight: 0,
    problems: [],
    rules: [],
    hooks: [],
    buckets: new Map(),
    announced: new Map(),
    minted: [],
  };
}

/** The state of a sandbox that nobody has asked anything. */
export function createState(options: GitHubOptions): SandboxState {
  return {
    population: options.population,
    limits: { ...defaultLimits, ...options.limits },
    restLists: { ...defaultLists, ...options.restLists },
    now: options.now ?? Date.now,
    enterprise: options.enterprise,
    installationTokenSeconds: options.installationTokenSeconds ?? 3_600,
    latency: options.latency ?? (() => 0),
    inFlight: 0,
    ...nothingYet(),
  };
}

/** Forgets what was asked, spent and armed. Requests in flight stay counted until they end. */
export function resetState(state: SandboxState): void {
  Object.assign(state, nothingYet());
}

/** Notes each problem once: a test reads them as a list of faults, not as a log. */
export function complain(state: SandboxState, problem: string): void {
  if (!state.problems.includes(problem)) state.problems.push(problem);
}

/** The fault of the first rule that strikes this request, if any. */
export function strike(state: SandboxState, entry: RequestEntry): Fault | undefined {
  for (const armed of state.rules) {
    const { when, skip = 0, times = Number.POSITIVE_INFINITY, fault } = armed.rule;
    if (when && !when(entry)) continue;
    if (armed.matched >= skip + times) continue;
    armed.matched += 1;
    if (armed.matched > skip) return fault;
  }
  return undefined;
}
