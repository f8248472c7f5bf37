import { countSeries } from "./domain/series.ts";
import type { Fitted } from "./metrics/ceiling.ts";
import type { Logger } from "./ports.ts";

/** Warns where something gave way to MAX_SERIES, or could not: `beside` series go out whatever happens. */
export function warnOfLimit(fitted: Fitted, beside: number, maxSeries: number, log: Logger): void {
  const { kept, dropped, fits, fitsByOwner } = fitted;
  const fields = { event: "series_dropped", metrics: dropped, max_series: maxSeries, fits };
  if (fitsByOwner !== undefined && fitsByOwner < fits) {
    log.warn(
      { ...fields, grain_owner_series: fitsByOwner },
      "more series than MAX_SERIES: whole metrics were left out; a MAX_SERIES of at least `fits` keeps them all, with GRAIN=owner one of `grain_owner_series`",
    );
  } else if (dropped.length > 0) {
    log.warn(
      fields,
      "more series than MAX_SERIES: whole metrics were left out; a MAX_SERIES of at least `fits` keeps them all",
    );
  }
  const left = countSeries(kept) + beside;
  if (left > maxSeries) {
    log.warn(
      { event: "max_series_exceeded", series: left, max_series: maxSeries },
      "more series than MAX_SERIES even without every metric that may be left out: the rest goes out all the same",
    );
  }
}
