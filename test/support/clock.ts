import type { Clock } from "../../src/ports.ts";

/** Time that passes only where somebody sleeps, and then at once. */
export interface VirtualClock extends Clock {
  /** Milliseconds of each sleep, in order. */
  readonly waits: readonly number[];
  /** Aborted with `reason` as soon as the clock has reached `time` (ms since 1970). */
  abortAt(time: number, reason: unknown): AbortSignal;
}

export const START = Date.UTC(2026, 0, 15, 12);

/** A clock that stands at `start` (ms since 1970). */
export function virtualClock(start = START): VirtualClock {
  const waits: number[] = [];
  const alarms: { readonly time: number; readonly ring: () => void }[] = [];
  let now = start;
  return {
    waits,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
      for (const alarm of alarms) if (alarm.time <= now) alarm.ring();
      signal?.throwIfAborted();
    },
    abortAt(time, reason) {
      const controller = new AbortController();
      alarms.push({ time, ring: () => controller.abort(reason) });
      return controller.signal;
    },
  };
}
