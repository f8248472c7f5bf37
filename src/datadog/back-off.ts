import type { Clock } from "../ports.ts";

const FIRST_MS = 500;
/** Longer than that, a header says more about a confused proxy than about Datadog. */
const LONGEST_RESET_S = 30;

/**
 * Gives the milliseconds to wait before the next attempt: twice as long each time, the second half of it by chance, so
 * that workers that failed together do not return together; longer where Datadog's rate limit takes so many seconds more.
 */
export function waitBefore(attempt: number, resetSeconds: number): number {
  const longest = FIRST_MS * 2 ** (attempt - 1);
  return Math.ceil(
    Math.max(longest * (0.5 + Math.random() / 2), Math.min(resetSeconds, LONGEST_RESET_S) * 1000),
  );
}

/** Waits `ms`, and says whether there is time left. */
export async function rest(ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  return await clock.sleep(ms, signal).then(
    () => !signal.aborted,
    () => false,
  );
}
