/**
 * Numbers and times that servers send, read where they enter. Each function gives undefined for a value that no server
 * can mean, so that a broken proxy makes neither a number nor an endless wait.
 */

/** No limit of GitHub's or Datadog's lasts longer than an hour. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
/** No limit of theirs allows as much in an hour. */
const LARGEST_COUNT = 1_000_000_000;
const EARLIEST = Date.UTC(2000);
const LATEST = Date.UTC(2100);
/** `Date.parse` makes a date of almost any text; without a time zone it is none of a server's. */
const WITH_ZONE = /\b20\d{2}\b.*(GMT|UTC|Z|[+-]\d{2}:?\d{2})$/;

/** A date with its time zone, as in HTTP headers, in ms since 1970. */
export function plausibleDate(value: unknown): number | undefined {
  const time = typeof value === "string" && WITH_ZONE.test(value) ? Date.parse(value) : Number.NaN;
  return time >= EARLIEST && time <= LATEST ? time : undefined;
}

/** A whole number of things. A negative one is none: GitHub sends -3 for a limit that was overdrawn. */
export function plausibleCount(value: unknown): number | undefined {
  const count = /^-?\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  return count <= LARGEST_COUNT ? Math.max(0, count) : undefined;
}

/** A number of seconds from now, in ms. */
export function plausibleWait(value: unknown): number | undefined {
  const ms = /^\d+(\.\d+)?$/.test(String(value)) ? Number(value) * 1000 : Number.NaN;
  return ms <= LONGEST_WAIT_MS ? ms : undefined;
}

/** An instant that a limit ends at, in ms from `now`; both in ms since 1970 by the clock of the server. */
export function plausibleWaitUntil(instant: number | undefined, now: number): number | undefined {
  const ms = instant === undefined ? Number.NaN : instant - now;
  return Math.abs(ms) <= LONGEST_WAIT_MS ? ms : undefined;
}
