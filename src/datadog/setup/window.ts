const MINUTE = 60_000;
/** What Datadog's editor offers; beyond it, whole days in hours, of which the API takes 168. */
const WINDOWS = [
  ["5m", 5],
  ["10m", 10],
  ["15m", 15],
  ["30m", 30],
  ["1h", 60],
  ["2h", 120],
  ["4h", 240],
  ["1d", 1_440],
  ["48h", 2_880],
  ["72h", 4_320],
] as const;
/** One run may fail and another begin late, and two are left. */
const RUNS = 3;
/** A change over a day is looked at in some hours, and in at most a day. */
const CHANGE_BOUNDS = { least: 240, most: 1_440 } as const;
/** How much longer than the others' the window is in which runs of the same minute of two days are looked for. */
const CHANGE_FACTOR = 4;

/** A monitor's window, as in `last_1h`. */
export interface Window {
  readonly name: string;
  readonly minutes: number;
}

/**
 * The shortest window of Datadog's that holds three runs (https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor);
 * the longest there is for an interval, in milliseconds, of more than a day.
 */
export function windowFor(intervalMs: number): Window {
  return shortest((RUNS * intervalMs) / MINUTE);
}

/** The window in which the runs of today are compared with those of the same minutes of yesterday. */
export function changeWindowFor(intervalMs: number): Window {
  const { least, most } = CHANGE_BOUNDS;
  return shortest(Math.min(most, Math.max(least, CHANGE_FACTOR * windowFor(intervalMs).minutes)));
}

function shortest(needed: number): Window {
  const [name, minutes] = WINDOWS.find(([, minutes]) => minutes >= needed) ?? (["72h", 4_320] as const);
  return { name, minutes };
}
