import type { OptionalField } from "../domain/pull-request.ts";
import type { ItemField, Wanted } from "../domain/wanted.ts";
import { catalogue, HEARTBEAT, type Row } from "./catalogue.ts";

/**
 * Gives the enabled metrics in the catalogue's order: those that `selects` takes by name (without the prefix), and
 * the heartbeat.
 */
export function selectRows(selects: (name: string, byDefault: boolean) => boolean): readonly Row[] {
  return catalogue.filter(({ name, byDefault }) => name === HEARTBEAT || selects(name, byDefault));
}

/** Gives the fields of pull requests or issues that these metrics need, and no other. */
export function fieldsOf(rows: readonly Row[]): ReadonlySet<ItemField> {
  return new Set(rows.flatMap(neededBy));
}

/**
 * Gives the lists that these metrics need, with the fields. Where none is about a repository's content, the numbers of
 * its pull requests are still read: that is what a repository counts as read by.
 */
export function wantedBy(rows: readonly Row[]): Wanted {
  const issues = rows.filter(({ subject }) => subject === "issue");
  const pullRequests = rows.filter(({ subject }) => subject === "pull_request");
  return {
    ...(pullRequests.length > 0 || issues.length === 0 ? { pullRequests: fieldsOf(pullRequests) } : {}),
    ...(issues.length > 0 ? { issues: fieldsOf(issues) } : {}),
  };
}

/** Gives the metrics that can do without these fields. */
export function rowsWithout(rows: readonly Row[], fields: ReadonlySet<OptionalField>): readonly Row[] {
  const lost: ReadonlySet<ItemField> = fields;
  return rows.filter((row) => !neededBy(row).some((field) => lost.has(field)));
}

function neededBy(row: Row): readonly ItemField[] {
  return row.subject === "run" ? [] : row.needs;
}
