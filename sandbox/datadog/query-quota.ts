/** Headers that tell how much of a rate limit is left: https://docs.datadoghq.com/api/latest/rate-limits/ */
export interface Quota {
  /** Takes one query at a time in seconds since 1970; `left` is false where there is none to take. */
  take(now: number): { readonly left: boolean; readonly headers: Readonly<Record<string, string>> };
  clear(): void;
}

const period = 3_600;

/** A limit of so many queries for each hour of the clock; without one, none is ever too many and none is told. */
export function createQuota(limit: number | undefined): Quota {
  let hour = -1;
  let taken = 0;
  return {
    take(now) {
      if (limit === undefined) return { left: true, headers: {} };
      const current = Math.floor(now / period);
      taken = current === hour ? taken + 1 : 1;
      hour = current;
      return { left: taken <= limit, headers: headersOf(limit, taken, now) };
    },
    clear() {
      taken = 0;
    },
  };
}

function headersOf(limit: number, taken: number, now: number) {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-period": String(period),
    "x-ratelimit-remaining": String(Math.max(0, limit - taken)),
    "x-ratelimit-reset": String(period - (now % period)),
    "x-ratelimit-name": "query_timeseries",
  };
}
