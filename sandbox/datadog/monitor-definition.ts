import { z } from "zod";
import { type MonitorQuery, parseMonitorQuery } from "./monitor-query.ts";

const thresholds = z.strictObject({
  critical: z.number(),
  warning: z.number().optional(),
  critical_recovery: z.number().optional(),
  warning_recovery: z.number().optional(),
});

/** What decides a monitor's state, and of the rest what is known not to. https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor */
const options = z.strictObject({
  thresholds,
  require_full_window: z.literal(false),
  on_missing_data: z.enum(["default", "resolve", "show_no_data", "show_and_notify_no_data"]).optional(),
  notify_no_data: z.boolean().optional(),
  no_data_timeframe: z.int().positive().nullish(),
  new_group_delay: z.int().min(0).optional(),
  renotify_interval: z.int().nullish(),
  renotify_statuses: z.array(z.string()).optional(),
  escalation_message: z.string().optional(),
  include_tags: z.boolean().optional(),
  notify_audit: z.boolean().optional(),
  notification_preset_name: z.string().optional(),
});

const monitor = z.strictObject({
  name: z.string(),
  type: z.enum(["query alert", "metric alert"]),
  query: z.string(),
  message: z.string(),
  tags: z.array(z.string()).optional(),
  priority: z.int().min(1).max(5).nullish(),
  options,
});

/** A monitor as `POST /api/v1/monitor` takes it, as far as it is understood here. */
export type MonitorDefinition = z.infer<typeof monitor>;

/** A monitor's rules. Spans in seconds. */
export interface Rules {
  readonly query: MonitorQuery;
  readonly thresholds: MonitorDefinition["options"]["thresholds"];
  readonly missing: Missing;
  readonly newGroupDelay: number;
}

/** What becomes of a group without data, and after how many seconds of it. */
export interface Missing {
  readonly becomes: "keep" | "resolve" | "no data";
  readonly notify: boolean;
  /** Beyond the window that has no point any more. */
  readonly after: number;
}

/** Seconds: https://docs.datadoghq.com/monitors/configuration/#new-group-delay */
const usualDelay = 60;

/**
 * Reads a monitor. Throws where anything is in it whose effect is not known here, and where it contradicts itself.
 * Both ways to say what missing data means exclude each other: https://docs.datadoghq.com/monitors/guide/on_missing_data/
 */
export function readMonitor(json: unknown): Rules {
  const { query: text, options: chosen } = monitor.parse(json);
  const query = parseMonitorQuery(text);
  if (query.threshold !== chosen.thresholds.critical)
    throw new RangeError(
      `the query says ${query.threshold}, its critical threshold ${chosen.thresholds.critical}`,
    );
  if (chosen.on_missing_data !== undefined && chosen.notify_no_data !== undefined)
    throw new RangeError("on_missing_data and notify_no_data exclude each other");
  return {
    query,
    thresholds: chosen.thresholds,
    missing: missingOf(chosen, query.window),
    newGroupDelay: query.by.length > 0 ? (chosen.new_group_delay ?? usualDelay) : 0,
  };
}

function missingOf(chosen: MonitorDefinition["options"], window: number): Missing {
  const { on_missing_data: now, notify_no_data: notify = false, no_data_timeframe: minutes } = chosen;
  if (now === "resolve") return { becomes: "resolve", notify: false, after: 0 };
  if (now === "show_no_data") return { becomes: "no data", notify: false, after: 0 };
  if (now === "show_and_notify_no_data") return { becomes: "no data", notify: true, after: 0 };
  if (now === "default" || !notify) return { becomes: "keep", notify: false, after: 0 };
  return { becomes: "no data", notify: true, after: Math.max(0, (minutes ?? 0) * 60 - window) };
}
