import { z } from "zod";
import { parseMonitorText } from "./monitor-text.ts";

const threshold = z.number().nullable().optional();

/** https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor, with nothing that it does not name. */
const options = z.strictObject({
  thresholds: z
    .strictObject({
      critical: threshold,
      critical_recovery: threshold,
      warning: threshold,
      warning_recovery: threshold,
    })
    .optional(),
  require_full_window: z.boolean().optional(),
  on_missing_data: z.enum(["default", "show_no_data", "show_and_notify_no_data", "resolve"]).optional(),
  notify_no_data: z.boolean().optional(),
  no_data_timeframe: z.int().nullable().optional(),
  renotify_interval: z.int().nullable().optional(),
  renotify_occurrences: z.int().nullable().optional(),
  renotify_statuses: z.array(z.string()).nullable().optional(),
  escalation_message: z.string().optional(),
  include_tags: z.boolean().optional(),
  notify_audit: z.boolean().optional(),
  locked: z.boolean().optional(),
  evaluation_delay: z.int().nullable().optional(),
  new_group_delay: z.int().nullable().optional(),
  new_host_delay: z.int().nullable().optional(),
  timeout_h: z.int().nullable().optional(),
  silenced: z.record(z.string(), z.int().nullable()).optional(),
});

const monitor = z.strictObject({
  type: z.enum(["metric alert", "query alert"]),
  query: z.string(),
  name: z.string().min(1),
  message: z.string().optional(),
  tags: z.array(z.string().max(200)).max(80).optional(),
  priority: z.int().min(1).max(5).nullable().optional(),
  options: options.optional(),
  restricted_roles: z.array(z.string()).nullable().optional(),
});

export type SubmittedMonitor = z.infer<typeof monitor>;

/** A monitor that can be saved, or what Datadog says against it. */
export type CheckedMonitor =
  | { readonly ok: true; readonly monitor: SubmittedMonitor }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads a monitor. `knowsMissingData`: whether this Datadog takes `on_missing_data` for metric monitors. */
export function checkMonitor(body: unknown, knowsMissingData: boolean): CheckedMonitor {
  const parsed = monitor.safeParse(body);
  if (!parsed.success)
    return {
      ok: false,
      errors: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`),
    };
  const errors = faultsIn(parsed.data, knowsMissingData);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, monitor: parsed.data };
}

/**
 * The words about missing data are Datadog's:
 * https://github.com/DataDog/terraform-provider-datadog/issues/2291 and https://github.com/DataDog/terraform-provider-datadog/issues/2815
 */
function faultsIn({ query, options = {} }: SubmittedMonitor, knowsMissingData: boolean): readonly string[] {
  const text = parseMonitorText(query);
  if (!text) return ["The value provided for parameter 'query' is invalid"];
  const { on_missing_data: missing } = options;
  if (missing !== undefined && !knowsMissingData) return ["Invalid monitor option: on_missing_data"];
  if (missing !== undefined && missing !== "default" && text.usesDefaultZero)
    return [`Invalid on_missing_data value: ${missing}; valid value is: default`];
  if (missing !== undefined && options.notify_no_data === true)
    return ["notify_no_data cannot be combined with on_missing_data"];
  return thresholdFaults(text, options.thresholds ?? {});
}

type GivenThresholds = NonNullable<NonNullable<SubmittedMonitor["options"]>["thresholds"]>;

function thresholdFaults(
  { comparator, threshold: inQuery }: { readonly comparator: string; readonly threshold: number },
  thresholds: GivenThresholds,
): readonly string[] {
  const { critical, critical_recovery, warning, warning_recovery } = thresholds;
  if (typeof critical === "number" && critical !== inQuery)
    return [`Alert threshold ${critical} does not match that used in the query ${inQuery}`];
  const milder = (value: number | null | undefined, than: number) =>
    typeof value !== "number" || (comparator.startsWith(">") ? value < than : value > than);
  const faults: string[] = [];
  if (!milder(warning, inQuery)) faults.push("Warning threshold is on the wrong side of the alert threshold");
  if (!milder(critical_recovery, inQuery))
    faults.push("Alert recovery threshold is on the wrong side of the alert threshold");
  if (
    typeof warning_recovery === "number" &&
    (typeof warning !== "number" || !milder(warning_recovery, warning))
  )
    faults.push("Warning recovery threshold is on the wrong side of the warning threshold");
  return faults;
}
