import { INSTANTS, RUN_TAKES_S, RUNS_EVERY_S } from "./watch.ts";

/** A quarter of an hour's value of a group; undefined where nothing is sent for it. */
export type Sample = number | undefined;

/** What a monitor of one hour's window looks at, and when it changes its mind. */
export interface Rule {
  readonly over: "min" | "max";
  readonly thresholds: Readonly<
    Partial<Record<"critical" | "warning" | "critical_recovery" | "warning_recovery", number>>
  >;
  /** Whether it is OK without data; its status stays where missing. */
  readonly resolves?: boolean;
}

const WINDOW_S = 3_600;
const FORGOTTEN_S = 86_400;
const WAITS_S = 60;

/**
 * What must become of a group for a monitor that alerts above its threshold, worked out from the values of its runs alone, as lines
 * that `lineOf` writes. `start` in seconds since 1970: the first run's.
 */
export function expectedLines(
  group: string,
  start: number,
  samples: readonly Sample[],
  rule: Rule,
): readonly string[] {
  const lines: string[] = [];
  let state: { seen: number; silent?: number | undefined; status: string } | undefined;
  for (const [run] of samples.entries()) {
    for (const after of INSTANTS) {
      const now = start + run * RUNS_EVERY_S + after;
      const values = inWindow(samples, start, now);
      const before = state?.status ?? "new";
      if (values.length > 0) {
        state ??= { seen: now, status: "new" };
        state = { ...state, silent: undefined };
        if (now - state.seen >= WAITS_S) state = { ...state, status: statusOf(values, state.status, rule) };
      } else if (state) {
        state = { ...state, silent: state.silent ?? now };
        if (rule.resolves && state.status !== "new") state = { ...state, status: "OK" };
        if (now - (state.silent ?? now) >= FORGOTTEN_S) state = undefined;
      }
      const later = state?.status ?? (before === "new" ? "new" : "gone");
      if (later !== before)
        lines.push(`${new Date(now * 1000).toISOString().slice(0, 16)}Z ${group} ${before} -> ${later}`);
    }
  }
  return lines;
}

/** Those of the last hour that have arrived. */
function inWindow(samples: readonly Sample[], start: number, now: number): readonly number[] {
  const values: number[] = [];
  for (let run = Math.floor((now - start) / RUNS_EVERY_S); run >= 0; run -= 1) {
    const time = start + run * RUNS_EVERY_S;
    if (time <= now - WINDOW_S) break;
    const value = samples[run];
    if (value !== undefined && time + RUN_TAKES_S <= now) values.push(value);
  }
  return values;
}

function statusOf(values: readonly number[], before: string, { over, thresholds }: Rule): string {
  const value = over === "min" ? Math.min(...values) : Math.max(...values);
  const { critical, warning, critical_recovery, warning_recovery } = thresholds;
  const exceeds = (threshold: number | undefined) => threshold !== undefined && value > threshold;
  if (exceeds(critical) || (before === "Alert" && exceeds(critical_recovery))) return "Alert";
  const warned = before === "Alert" || before === "Warn";
  return exceeds(warning) || (warned && exceeds(warning_recovery)) ? "Warn" : "OK";
}

/** What zero-fill makes of the values of a group: one 0 where something has just vanished. */
export function zeroFilled(samples: readonly Sample[]): readonly Sample[] {
  return samples.map((value, run) => (value === undefined && (samples[run - 1] ?? 0) > 0 ? 0 : value));
}
