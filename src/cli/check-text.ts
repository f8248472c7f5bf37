import type { CheckRow } from "./check-row.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { renderTable } from "./table.ts";

/** Characters of the two columns that hold sentences. */
const WIDTH = 46;

/** The table for people, and below it what it comes to. */
export function renderCheckText(rows: readonly CheckRow[], paint: Paint = PLAIN): string {
  const table = renderTable(
    [
      { title: "result", paint: (result) => paintResult(result, paint) },
      { title: "of" },
      { title: "tried" },
      { title: "came back", wrap: WIDTH },
      { title: "what to do", wrap: WIDTH },
    ],
    rows.map(({ area, tried, result, found, advice = "" }) => [result, area, tried, found, advice]),
    paint,
  );
  return `${table}\n${summary(rows)}\n`;
}

function paintResult(result: string, paint: Paint): string {
  if (result === "fail") return paint.bad(result);
  if (result === "warn") return paint.warning(result);
  return result === "pass" ? paint.good(result) : paint.quiet(result);
}

/** One object: whether a run would succeed, what was not tried, and the rows. */
export function renderCheckJson(rows: readonly CheckRow[]): string {
  return `${JSON.stringify({ ok: !hasFailure(rows), not_tried: untriedIn(rows), rows }, null, 2)}\n`;
}

/** Whether a run would fail. */
export function hasFailure(rows: readonly CheckRow[]): boolean {
  return rows.some(({ result }) => result === "fail");
}

function untriedIn(rows: readonly CheckRow[]): readonly string[] {
  return rows.flatMap(({ untried = [] }) => untried);
}

/** The verdict; in its last line, what the verdict does not cover. */
function summary(rows: readonly CheckRow[]): string {
  const count = (wanted: CheckRow["result"]) => rows.filter(({ result }) => result === wanted).length;
  const warnings = count("warn");
  const beside =
    warnings === 0 ? "" : ` ${warnings} ${warnings === 1 ? "thing" : "things"} to look at: warn.`;
  const verdict = hasFailure(rows)
    ? `A run would fail: ${count("fail")} of ${rows.length} rows say why.${beside}`
    : `A run would succeed. Nothing was sent.${beside}`;
  const untried = untriedIn(rows);
  return untried.length === 0 ? verdict : `${verdict}\nNot looked at: ${untried.join("; ")}.`;
}
