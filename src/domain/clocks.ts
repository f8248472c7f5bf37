const MINUTE_MS = 60_000;

/** Clocks that differ by less need no warning. */
export const NOTICEABLE_SKEW_MS = MINUTE_MS;

/**
 * Whether Datadog drops points whose timestamps are `aheadMs` ahead of its clock (negative: behind it): it takes them up to 10 minutes
 * ahead and an hour back, and says nothing. `spareMs`: how much closer counts too.
 * https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
export function dropsPoints(aheadMs: number, spareMs = 0): boolean {
  return aheadMs > 10 * MINUTE_MS - spareMs || -aheadMs > 60 * MINUTE_MS - spareMs;
}

/** `30 min ahead`, `5 h behind`. */
export function describeSkew(aheadMs: number): string {
  const minutes = Math.abs(aheadMs) / MINUTE_MS;
  const amount = minutes < 100 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
  return `${amount} ${aheadMs > 0 ? "ahead" : "behind"}`;
}
