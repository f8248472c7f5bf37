import type { LogFields, Logger } from "../ports.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";

const row = rowsOf("repositories");

/** Told by the row of the repository itself. */
const TOLD = "repository_renamed";

/** A logger whose warnings become rows instead of lines; everything below goes to `log`. */
export function createWarnings(log: Logger): { readonly log: Logger; rows(): readonly CheckRow[] } {
  const rows: CheckRow[] = [];
  const keep = (fields: LogFields, message: string): void => {
    if (fields["event"] !== TOLD) rows.push(row("warn", subjectOf(fields), message));
  };
  return { log: { ...log, warn: keep }, rows: () => rows };
}

/** Whom a warning is about. */
function subjectOf(fields: LogFields): string {
  return String(fields["ignored"] ?? fields["repository"] ?? fields["owner"] ?? fields["event"]);
}
