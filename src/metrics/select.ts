import type { Field } from "../domain/pull-request.ts";
import { catalogue, HEARTBEAT, type Row } from "./catalogue.ts";
import { pullRequestTags } from "./pull-request-tags.ts";

/**
 * Gives the enabled metrics in the catalogue's order: those that `selects` takes by name (without the prefix), and
 * the heartbeat.
 */
export function selectRows(selects: (name: string, byDefault: boolean) => boolean): readonly Row[] {
  return catalogue.filter(({ name, byDefault }) => name === HEARTBEAT || selects(name, byDefault));
}

/** Gives the fields of a pull request that these metrics need, and no other. */
export function fieldsOf(rows: readonly Row[]): ReadonlySet<Field> {
  return new Set(rows.flatMap(neededBy));
}

/** Gives the metrics that can do without these fields. */
export function rowsWithout(rows: readonly Row[], fields: ReadonlySet<Field>): readonly Row[] {
  return rows.filter((row) => !neededBy(row).some((field) => fields.has(field)));
}

function neededBy(row: Row): readonly Field[] {
  if (row.subject === "run") return [];
  return [...row.needs, ...row.tags.flatMap((key) => pullRequestTags[key].needs)];
}
