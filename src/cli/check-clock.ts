import type { Clock } from "../ports.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";

type Fetch = typeof globalThis.fetch;

/** Watches what time the answers to requests say it is. */
export interface DateWatch {
  readonly fetch: Fetch;
  /** Milliseconds by which this machine is ahead of the other; undefined while nobody has said. */
  ahead(): number | undefined;
}

/** A fetch that keeps the smallest difference between the clocks: an answer that took long shows a larger one. */
export function watchDates(fetch: Fetch, clock: Clock): DateWatch {
  let smallest: number | undefined;
  return {
    async fetch(input, init) {
      const response = await fetch(input, init);
      const date = Date.parse(response.headers.get("date") ?? "");
      const ahead = clock.now() - date;
      const closer = smallest === undefined || Math.abs(ahead) < Math.abs(smallest);
      if (!Number.isNaN(date) && closer) smallest = ahead;
      return response;
    },
    ahead: () => smallest,
  };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const NOTICEABLE = MINUTE;
/**
 * Datadog drops points from more than 10 minutes ahead or an hour ago, with a minute to spare:
 * https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
const DROPPED = { ahead: 9 * MINUTE, behind: 59 * MINUTE } as const;

const row = rowsOf("clock");

/** The row about the clock of this machine, held against that of `other`. Only Datadog takes no points from a wrong time. */
export function clockRow(other: "GitHub" | "Datadog", ahead: number | undefined): CheckRow {
  const tried = `against ${other}`;
  if (ahead === undefined) return row("skip", tried, `${other} did not say what time it is`);
  if (Math.abs(ahead) <= NOTICEABLE) return row("pass", tried, "less than a minute apart");
  const found = `this machine is ${describe(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}`;
  const lost = other === "Datadog" && (ahead > DROPPED.ahead || -ahead > DROPPED.behind);
  return lost
    ? row(
        "fail",
        tried,
        `${found}: Datadog would drop every point without an error`,
        "Set the clock, by NTP.",
      )
    : row("warn", tried, `${found}: ages are wrong by as much`, "Set the clock, by NTP.");
}

function describe(ms: number): string {
  return ms < 100 * MINUTE ? `${Math.round(ms / MINUTE)} min` : `${Math.round(ms / MINUTE / 60)} h`;
}
