/** As Datadog names them. */
export const THRESHOLD_KEYS = ["critical", "critical_recovery", "warning", "warning_recovery"] as const;
export type ThresholdKey = (typeof THRESHOLD_KEYS)[number];

/** Numbers in the unit of the query. */
export type Thresholds = Readonly<Partial<Record<ThresholdKey, number>>>;

/**
 * The shipped thresholds with those that were asked for. What was not asked for keeps its distance: another `critical`
 * moves the others in proportion, in whole numbers, and what would not lie apart any more is left out.
 */
export function adjust(shipped: Thresholds, asked: Thresholds, comparator: string): Thresholds {
  const ratio = ratioOf(shipped.critical, asked.critical);
  const scaled = (key: ThresholdKey) => {
    const value = shipped[key];
    return asked[key] ?? (value === undefined ? undefined : scale(value, ratio));
  };
  const [critical, warning] = [scaled("critical"), scaled("warning")];
  const milder = (value: number | undefined, than: number | undefined) =>
    value !== undefined && than !== undefined && isMilder(value, than, comparator) ? value : undefined;
  const milderWarning = milder(warning, critical);
  return defined({
    critical,
    critical_recovery: milder(scaled("critical_recovery"), critical),
    warning: milderWarning,
    warning_recovery: milder(scaled("warning_recovery"), milderWarning),
  });
}

/** Of the thresholds that were asked for, those that do not lie on the side of their greater one where they have to. */
export function misplaced(
  asked: Thresholds,
  shipped: Thresholds,
  comparator: string,
): readonly ThresholdKey[] {
  const result = adjust(shipped, asked, comparator);
  return THRESHOLD_KEYS.filter((key) => asked[key] !== undefined && result[key] === undefined);
}

/** Whether a value is reached before another one is, on the way up for `>` or on the way down for `<`. */
function isMilder(value: number, than: number, comparator: string): boolean {
  return comparator.startsWith(">") ? value < than : value > than;
}

function ratioOf(shipped: number | undefined, asked: number | undefined): number {
  return shipped === undefined || asked === undefined || shipped === 0 ? 1 : asked / shipped;
}

function scale(value: number, ratio: number): number {
  return ratio === 1 ? value : Math.round(value * ratio);
}

function defined(thresholds: Readonly<Record<ThresholdKey, number | undefined>>): Thresholds {
  const found: Partial<Record<ThresholdKey, number>> = {};
  for (const key of THRESHOLD_KEYS) {
    const value = thresholds[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}
