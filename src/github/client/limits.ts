import pLimit from "p-limit";
import type { Clock } from "../../ports.ts";
import { GitHubError } from "../errors.ts";
import { createPlaces, type Place } from "./places.ts";

export type Resource = "core" | "graphql";

/**
 * Requests a minute that stay under GitHub's secondary limits (900 and 2,000 points, a read costs 1):
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const PER_MINUTE = { core: 880, graphql: 1_950 } as const;

/** Without a hint GitHub asks to wait a minute, and longer each time: same page, "Exceeding the rate limit". */
const FIRST_WAIT_MS = 60_000;

/** Attempts at one resource that wait for a brake or a place; the others have not begun. At least as many as may ever be in flight. */
const MOST_WAITING = 32;

/** Failures in a row that may be one heavy repository's; beyond them, a pause that doubles up to a bound. */
const PATIENCE = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

export interface Limits {
  /**
   * Runs one attempt in its turn: not above the concurrency, not faster than a minute's pace, not while the brake is on.
   * What the attempt learns of limits it must tell before it ends, since then the next one begins.
   */
  run<T>(resource: Resource, signal: AbortSignal, attempt: (place: Place) => Promise<T>): Promise<T>;
  /**
   * Pulls the brake for everything that shares the limit. `until` in ms since 1970; left out: a minute and growing, unless it was on
   * at any time since the attempt that was refused began, `startedAt` (now, where it is left out): then that refusal is answered already.
   */
  brake(scope: Resource | "all", until?: number, startedAt?: number): void;
  /**
   * GitHub could not carry an attempt that began at `startedAt`: fewer at a time from here on, and a pause when
   * nothing but failures comes back, so that an outage is not met with a storm.
   */
  congested(startedAt: number): void;
  /** GitHub refused an attempt as too much at once: fewer from here on than were in flight with it. The brake makes the pause. */
  crowded(place: Pick<Place, "startedAt" | "width">): void;
  /** Whether another query would start at once. */
  idle(): boolean;
  /** Switches the pace on: GitHub has shown that it limits (an Enterprise Server may not). */
  paced(): void;
}

/** What `check` does not do, although a run would: what is refused for it fails with the reason `deadline`. */
export interface Restraint {
  /** Milliseconds for which it waits for a rate limit at most. */
  readonly longestWaitMs: number;
  /** Requests that it may still send; counted down. */
  requestsLeft: number;
}

/** One brake, one pace and one adaptive bound on requests in flight for the whole run. `deadline`: ms since 1970. */
export function createLimits(options: {
  clock: Clock;
  deadline: number;
  concurrency?: number;
  restraint?: Restraint | undefined;
}): Limits {
  const { clock, deadline, restraint } = options;
  const places = createPlaces(clock.now, options.concurrency);
  // Apart, since what waits for the limit of one resource must not hold up the other.
  const waitingAtMost = options.concurrency ?? MOST_WAITING;
  const turns = { core: pLimit(waitingAtMost), graphql: pLimit(waitingAtMost) };
  const inFlight = { core: 0, graphql: 0 };
  const until = { core: 0, graphql: 0 };
  const sent: Record<Resource, number[]> = { core: [], graphql: [] };
  let waiting: (() => void)[] = [];
  let waits = 0;
  let failures = 0;
  let pausedUntil = 0;
  let paceOn = false;

  const waitForBrake = async (resource: Resource, signal: AbortSignal) => {
    const free = () => Math.max(until[resource], pausedUntil);
    for (let now = clock.now(); now < free(); now = clock.now()) {
      if (until[resource] >= deadline) throw limitedBeyond(until[resource], now);
      if (restraint && free() - now > restraint.longestWaitMs) throw notWaitedFor(free() - now);
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

  /** Those whose brake ends together must not all start at once: each looks for a place, and takes it in the same instant. */
  const takePlace = async (resource: Resource, signal: AbortSignal): Promise<Place> => {
    for (;;) {
      await waitForBrake(resource, signal);
      const place = places.take();
      if (place !== undefined) return place;
      await new Promise<void>((resolve) => void waiting.push(resolve));
      signal.throwIfAborted();
    }
  };

  const leave = (resource: Resource, place: Place, well: boolean) => {
    inFlight[resource] -= 1;
    places.leave(place, well);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  return {
    run: (resource, signal, attempt) =>
      turns[resource](async () => {
        signal.throwIfAborted();
        if (restraint !== undefined && restraint.requestsLeft <= 0) throw spared();
        if (restraint !== undefined) restraint.requestsLeft -= 1;
        await waitForPace(resource, signal);
        const place = await takePlace(resource, signal);
        inFlight[resource] += 1;
        let well = false;
        try {
          const answer = await attempt(place);
          well = true;
          waits = 0;
          failures = 0;
          return answer;
        } finally {
          leave(resource, place, well);
        }
      }),
    brake(scope, wanted, startedAt = clock.now()) {
      const scopes = scope === "all" ? (["core", "graphql"] as const) : ([scope] as const);
      const on = scopes.every((resource) => until[resource] > startedAt);
      if (wanted === undefined && on) return;
      const time = wanted ?? clock.now() + FIRST_WAIT_MS * 2 ** waits;
      if (wanted === undefined) waits += 1;
      for (const resource of scopes) until[resource] = Math.max(until[resource], time);
    },
    congested(startedAt) {
      const longer = FIRST_PAUSE_MS * 2 ** (++failures - PATIENCE);
      if (failures >= PATIENCE) pausedUntil = clock.now() + Math.min(LONGEST_PAUSE_MS, longer);
      places.halve(startedAt);
    },
    crowded: places.refused,
    idle: () => inFlight.core + turns.graphql.activeCount + turns.graphql.pendingCount < places.room(),
    paced() {
      paceOn = true;
    },
  };
}

function notWaitedFor(ms: number): GitHubError {
  const message = `GitHub asks to wait for ${Math.ceil(ms / 1000)} s: a run waits, check does not`;
  return new GitHubError("deadline", "final", message);
}

function spared(): GitHubError {
  const message = "check sends no more requests without a token: a run needs what is left of the limit";
  return new GitHubError("deadline", "final", message);
}

function limitedBeyond(until: number, now: number): GitHubError {
  const seconds = Math.ceil((until - now) / 1000);
  return new GitHubError(
    "rate_limited",
    "final",
    `GitHub's rate limit ends in ${seconds} s, after this run's deadline`,
  );
}
