/** `warn`: a run works, but somebody should look at it; `skip`: not tried, or nothing that a run needs. */
export type CheckResult = "pass" | "warn" | "fail" | "skip";

/** One thing that was tried. Without a secret, as everything that is printed. */
export interface CheckRow {
  readonly area: "configuration" | "GitHub" | "repositories" | "Datadog" | "clock";
  readonly tried: string;
  readonly result: CheckResult;
  /** What came back. */
  readonly found: string;
  /** What to do, where there is something to do. */
  readonly advice?: string;
  /** What was not tried, in the words of the summary: a verdict does not cover it. */
  readonly untried?: string;
}

/** A function that makes rows of an area. */
export function rowsOf(area: CheckRow["area"]) {
  return (result: CheckResult, tried: string, found: string, advice?: string): CheckRow => ({
    area,
    tried,
    result,
    found,
    ...(advice === undefined ? {} : { advice }),
  });
}
