import { dropsPoints, NOTICEABLE_SKEW_MS } from "../domain/clocks.ts";
import { plausibleDate } from "../domain/plausible.ts";
import type { Clock, Logger } from "../ports.ts";

type Fetch = typeof globalThis.fetch;

/** Watches what time the answers to requests say it is. */
export interface DateWatch {
  readonly fetch: Fetch;
  /** Milliseconds by which this machine is ahead of the other; undefined while no answer has a date. */
  ahead(): number | undefined;
}

/** A fetch that keeps the smallest difference between the clocks: an answer that took long shows a larger one. */
export function watchDates(fetch: Fetch, clock: Clock): DateWatch {
  let smallest: number | undefined;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      const date = plausibleDate(response.headers.get("date"));
      const ahead = date === undefined ? undefined : clock.now() - date;
      const closer = ahead !== undefined && Math.abs(ahead) < Math.abs(smallest ?? Number.POSITIVE_INFINITY);
      if (closer) smallest = ahead;
      return response;
    },
    ahead: () => smallest,
  };
}

/** Warns of a clock that is more than a minute off. Gives whether Datadog drops what is measured by it. */
export function warnOfClock(
  log: Logger,
  watches: Readonly<Partial<Record<"GitHub" | "Datadog", DateWatch>>>,
): boolean {
  const all = Object.entries(watches).map(([other, watch]) => ({ other, ahead: watch.ahead() ?? 0 }));
  const off = all.find(({ ahead }) => Math.abs(ahead) > NOTICEABLE_SKEW_MS);
  if (off !== undefined) {
    log.warn(
      { event: "clock_off", against: off.other, ahead_s: Math.round(off.ahead / 1000) },
      "the clock of this machine is not GitHub's or Datadog's: ages are wrong by as much, and Datadog drops points more than 10 minutes ahead or an hour old. Set the clock (NTP)",
    );
  }
  return all.some(({ ahead }) => dropsPoints(ahead));
}
