import type { Rules } from "./monitor-definition.ts";
import type { Comparator } from "./monitor-query.ts";

/** As Datadog calls them. */
export type Status = "OK" | "Warn" | "Alert" | "No Data";

type Judged = Pick<Rules, "thresholds"> & { readonly query: Pick<Rules["query"], "comparator"> };

/**
 * The status that follows for a group that has a value. Once past a threshold, it recovers only when the recovery
 * threshold, where there is one, is passed too: https://docs.datadoghq.com/monitors/guide/recovery-thresholds/
 */
export function nextStatus(
  previous: Status | undefined,
  value: number,
  { thresholds, query }: Judged,
): Status {
  const past = comparisons[query.comparator];
  const { critical, warning, critical_recovery, warning_recovery } = thresholds;
  if (past(value, critical)) return "Alert";
  if (previous === "Alert" && critical_recovery !== undefined && past(value, critical_recovery))
    return "Alert";
  if (warning === undefined) return "OK";
  if (past(value, warning)) return "Warn";
  const above = previous === "Warn" || previous === "Alert";
  return above && warning_recovery !== undefined && past(value, warning_recovery) ? "Warn" : "OK";
}

const comparisons: Readonly<Record<Comparator, (value: number, threshold: number) => boolean>> = {
  ">": (value, threshold) => value > threshold,
  ">=": (value, threshold) => value >= threshold,
  "<": (value, threshold) => value < threshold,
  "<=": (value, threshold) => value <= threshold,
};
