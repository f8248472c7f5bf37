import { plausibleCount, plausibleDate, plausibleWait, plausibleWaitUntil } from "../../domain/plausible.ts";
import type { Clock } from "../../ports.ts";

export type Headers = Readonly<Record<string, unknown>>;

/** What the headers of an answer say. Times are in ms since 1970, by the clock of this machine. */
export interface AnswerHeaders {
  /** By how many ms GitHub's clock is ahead of this machine's, by this answer and those before it. */
  readonly aheadMs: number | undefined;
  /** Requests (REST) or points (GraphQL) in an hour, and what is left of them. */
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  /** When the hour is over. */
  readonly resetAt: number | undefined;
  /** Whether GitHub asks to wait, even where it gives no plausible time for it. */
  readonly asksToWait: boolean;
  readonly retryAt: number | undefined;
  readonly tokenExpiresAt: number | undefined;
  /** GitHub left out what the credential is not authorised for (SSO). */
  readonly partialAccess: boolean;
}

/** Reads the headers of an answer that has just arrived, and ignores what is implausible. */
export type HeaderReader = (headers: Headers) => AnswerHeaders;

/** Makes the reader of one client. It learns by how much the clocks differ. */
export function createHeaderReader({ now: readClock }: Pick<Clock, "now">): HeaderReader {
  let aheadMs: number | undefined;
  return (headers) => {
    const now = readClock();
    const date = plausibleDate(headers["date"]);
    // An answer that took long shows too little: the largest difference is the true one.
    if (date !== undefined) aheadMs = Math.max(date - now, aheadMs ?? Number.NEGATIVE_INFINITY);
    const retry = headers["retry-after"];
    // An HTTP date is its other form: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    const wait = plausibleWait(retry) ?? plausibleWaitUntil(plausibleDate(retry), now + (aheadMs ?? 0)) ?? 0;
    return {
      aheadMs,
      limit: plausibleCount(headers["x-ratelimit-limit"]),
      remaining: plausibleCount(headers["x-ratelimit-remaining"]),
      resetAt: readReset(headers["x-ratelimit-reset"], now, aheadMs),
      asksToWait: retry !== undefined,
      retryAt: wait > 0 ? now + wait : undefined,
      tokenExpiresAt: plausibleDate(headers["github-authentication-token-expiration"]),
      partialAccess: String(headers["x-github-sso"]).includes("partial-results"),
    };
  };
}

/**
 * When a rate limit's hour is over, a second late on purpose, in ms since 1970 by the clock of this machine. `seconds`: since 1970, by
 * GitHub's clock, which is ahead by `aheadMs`.
 */
export function readReset(seconds: unknown, now: number, aheadMs = 0): number | undefined {
  const reset = /^\d+$/.test(String(seconds)) ? (Number(seconds) + 1) * 1000 : undefined;
  const wait = plausibleWaitUntil(reset, now + aheadMs);
  return wait === undefined ? undefined : now + wait;
}
