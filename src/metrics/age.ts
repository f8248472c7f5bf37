const DAY = 86_400;

/** Classes of age by the days that they end before; whatever is older is in the last one. */
const CLASSES = [
  ["lt_1d", 1],
  ["1d_3d", 3],
  ["3d_7d", 7],
  ["7d_14d", 14],
  ["14d_30d", 30],
] as const;

/** Whole seconds since an instant, never negative: GitHub's clock may be ahead of ours. */
export function since(instant: number, timestamp: number): number {
  return Math.max(0, Math.floor(timestamp - instant));
}

/** Gives the class of an age in seconds; each age is in one. */
export function ageClass(seconds: number): string {
  return CLASSES.find(([, days]) => seconds < days * DAY)?.[0] ?? "gt_30d";
}
