import { describeSkew, dropsPoints, NOTICEABLE_SKEW_MS } from "../domain/clocks.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";

/** A run that starts later than this check may find the clocks further apart. */
const SPARE_MS = 60_000;

const row = rowsOf("clock");

/** The row about the clock of this machine, held against that of `other`. Only Datadog takes no points from a wrong time. */
export function clockRow(other: "GitHub" | "Datadog", ahead: number | undefined): CheckRow {
  const tried = `against ${other}`;
  if (ahead === undefined) return row("skip", tried, `${other} did not say what time it is`);
  if (Math.abs(ahead) <= NOTICEABLE_SKEW_MS) return row("pass", tried, "less than a minute apart");
  const found = `this machine is ${describeSkew(ahead)}`;
  const lost = other === "Datadog" && dropsPoints(ahead, SPARE_MS);
  return lost
    ? row(
        "fail",
        tried,
        `${found}: Datadog would drop every point without an error`,
        "Set the clock, by NTP.",
      )
    : row("warn", tried, `${found}: ages are wrong by as much`, "Set the clock, by NTP.");
}
