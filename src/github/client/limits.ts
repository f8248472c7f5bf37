import pLimit from "p-limit";
import type { Clock } from "../../ports.ts";
import { GitHubError } from "../errors.ts";

export type Resource = "core" | "graphql";

/** Requests in flight at the start, and the most it may rise to without a CONCURRENCY of the operator's. */
const START = 6;
const CEILING = 32;

/**
 * Requests a minute that stay under GitHub's secondary limits (900 and 2,000 points, a read costs 1):
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const PER_MINUTE = { core: 880, graphql: 1_950 } as const;

/** Without a hint GitHub asks to wait a minute, and longer each time: same page, "Exceeding the rate limit". */
const FIRST_WAIT_MS = 60_000;

/** An answer is quick while it takes no more than this many times the best one, and this much more. */
const QUICK = { times: 2, plusMs: 250 } as const;

/** Failures in a row that may be one heavy repository's; beyond them, a pause that doubles up to a bound. */
const PATIENCE = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export interface Limits {
  /** Runs one attempt in its turn: not above the concurrency, not faster than a minute's pace, not while the brake is on. */
  run<T>(resource: Resource, signal: AbortSignal, attempt: () => Promise<T>): Promise<T>;
  /** Pulls the brake for everything that shares the limit. `until` in ms since 1970; left out: a minute and growing, unless it is on. */
  brake(scope: Resource | "all", until?: number): void;
  /**
   * GitHub refused, or could not carry, an attempt that began at `startedAt`: fewer at a time from here on, and a
   * pause when nothing but refusals comes back, so that an outage is not met with a storm.
   */
  congested(startedAt: number): void;
  /** Whether another request would start at once. */
  idle(): boolean;
  /** Switches the pace on: GitHub has shown that it limits (an Enterprise Server may not). */
  paced(): void;
}

/** One brake, one pace and one adaptive bound on requests in flight for the whole run. `deadline`: ms since 1970. */
export function createLimits(options: { clock: Clock; deadline: number; concurrency?: number }): Limits {
  const { clock, deadline } = options;
  const ceiling = options.concurrency ?? CEILING;
  const limit = pLimit(Math.min(START, ceiling));
  const until = { core: 0, graphql: 0 };
  const sent: Record<Resource, number[]> = { core: [], graphql: [] };
  let best = Number.POSITIVE_INFINITY;
  let lastCut = 0;
  let waits = 0;
  let failures = 0;
  let pausedUntil = 0;
  let paceOn = false;

  const waitForBrake = async (resource: Resource, signal: AbortSignal) => {
    const free = () => Math.max(until[resource], pausedUntil);
    for (let now = clock.now(); now < free(); now = clock.now()) {
      if (until[resource] >= deadline) throw limitedBeyond(until[resource], now);
      await clock.sleep(free() - now, signal);
    }
  };

  const waitForPace = async (resource: Resource, signal: AbortSignal) => {
    const times = sent[resource];
    while (paceOn && times.length >= PER_MINUTE[resource]) {
      const free = (times[0] ?? 0) + 60_000;
      if (free > clock.now()) await clock.sleep(free - clock.now(), signal);
      while (times.length > 0 && (times[0] ?? 0) + 60_000 <= clock.now()) times.shift();
    }
    times.push(clock.now());
  };

  const rise = (latency: number) => {
    best = Math.min(best, latency);
    waits = 0;
    failures = 0;
    const quick = latency <= best * QUICK.times + QUICK.plusMs;
    if (quick && limit.concurrency < ceiling) limit.concurrency += 1;
  };

  return {
    run: (resource, signal, attempt) =>
      limit(async () => {
        signal.throwIfAborted();
        await waitForPace(resource, signal);
        await waitForBrake(resource, signal);
        const start = clock.now();
        const answer = await attempt();
        rise(clock.now() - start);
        return answer;
      }),
    brake(scope, wanted) {
      const scopes = scope === "all" ? (["core", "graphql"] as const) : ([scope] as const);
      const on = scopes.every((resource) => until[resource] > clock.now());
      if (wanted === undefined && on) return;
      const time = wanted ?? clock.now() + FIRST_WAIT_MS * 2 ** waits;
      if (wanted === undefined) waits += 1;
      for (const resource of scopes) until[resource] = Math.max(until[resource], time);
    },
    congested(startedAt) {
      const longer = FIRST_PAUSE_MS * 2 ** (++failures - PATIENCE);
      if (failures >= PATIENCE) pausedUntil = clock.now() + Math.min(LONGEST_PAUSE_MS, longer);
      if (startedAt < lastCut) return;
      lastCut = clock.now();
      limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2));
    },
    idle: () => limit.activeCount + limit.pendingCount < limit.concurrency,
    paced() {
      paceOn = true;
    },
  };
}

function limitedBeyond(until: number, now: number): GitHubError {
  const seconds = Math.ceil((until - now) / 1000);
  return new GitHubError(
    "rate_limited",
    "final",
    `GitHub's rate limit ends in ${seconds} s, after this run's deadline`,
  );
}
