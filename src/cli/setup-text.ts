import { isList, isObject, type Json } from "../datadog/setup/json.ts";
import type { Change } from "../datadog/setup/merge.ts";
import type { Action, Piece } from "../datadog/setup/report.ts";
import { own } from "../domain/own.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { renderTable } from "./table.ts";

/** Nobody reads more of one field; all of it is in Datadog, or in the shipped file. */
const MOST_LINES = 20;
const NOTE_WIDTH = 76;
const INTENDED: Readonly<Partial<Record<Action, string>>> = {
  created: "to be created",
  updated: "to be updated",
  removed: "to be removed",
};

/** A table of what became of each piece; in a dry run what would, with every difference below it. Only a removal may find none. */
export function renderSetupText(pieces: readonly Piece[], dryRun: boolean, paint: Paint = PLAIN): string {
  if (pieces.length === 0) return "Nothing that setup made is there: nothing to remove.\n";
  const lines = pieces.map(({ piece, action, note }) => [
    piece,
    (dryRun ? INTENDED[action] : undefined) ?? action,
    note,
  ]);
  const columns = [{ title: "piece" }, { title: "result" }, { title: "note", wrap: NOTE_WIDTH }];
  const table = renderTable(columns, lines, paint);
  if (!dryRun) return table;
  return [
    table,
    ...pieces.filter(({ changes }) => changes.length > 0).map(renderPiece),
    "Nothing was written.\n",
  ].join("\n");
}

/** The same as one JSON object. Ends with a newline. */
export function renderSetupJson(pieces: readonly Piece[], dryRun: boolean): string {
  return `${JSON.stringify({ dry_run: dryRun, pieces })}\n`;
}

function renderPiece({ piece, changes }: Piece): string {
  return [piece, ...changes.flatMap(renderChange), ""].join("\n");
}

function renderChange({ field, from, to }: Change): readonly string[] {
  const [before, after] = differing(linesOf(from), linesOf(to));
  const lines = [...before.map((line) => `    - ${line}`), ...after.map((line) => `    + ${line}`)];
  const more = lines.length - MOST_LINES;
  return [`  ${field}`, ...lines.slice(0, MOST_LINES), ...(more > 0 ? [`      and ${more} more lines`] : [])];
}

/** What two texts do not have in common at their beginning and end. */
function differing(
  before: readonly string[],
  after: readonly string[],
): readonly [readonly string[], readonly string[]] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [before.slice(start, before.length - end), after.slice(start, after.length - end)];
}

/** Datadog has another order of keys than the shipped files. */
function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(own(value, key) ?? null)]));
}

function linesOf(value: Json): readonly string[] {
  if (value === null) return [];
  if (typeof value === "string") return value.split("\n");
  return JSON.stringify(sorted(value), null, 2).split("\n");
}
