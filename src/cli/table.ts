import Table from "cli-table3";
import { visible } from "../config/redact.ts";
import { type Paint, PLAIN } from "./paint.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Longer cells are broken between words, in so many characters a line. */
  readonly wrap?: number;
  /** Colours a cell, a line at a time. */
  readonly paint?: (text: string) => string;
}

/** A table without lines, in colours only where the paint and the columns have some. Ends with a newline. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
  paint: Paint = PLAIN,
): string {
  const none = Object.fromEntries(
    ["top", "bottom", "mid", "left", "right"].flatMap((side) =>
      [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((part) => [part, ""]),
    ),
  );
  // A message can quote a server.
  const cells = rows.map((row) => row.map((cell) => visible(String(cell))));
  const wraps = wrapsFor(columns, cells, paint.width);
  const table = new Table({
    head: columns.map(({ title }) => (title === "" ? title : paint.title(title))),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of cells)
    table.push(row.map((cell, index) => renderCell(cell, wraps[index], columns[index]?.paint)));
  const lines = table.toString().split("\n");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** Between two columns. */
const GAP = 2;
/** No column becomes narrower for the sake of a terminal's width. */
const NARROWEST = 10;

/** Where each column is wrapped: narrower than it wants to be where the terminal is. The last one and those that wrap give way. */
function wrapsFor(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): readonly (number | undefined)[] {
  const natural = columns.map(({ title, wrap = Number.POSITIVE_INFINITY }, index) =>
    Math.max(
      title.length,
      Math.min(
        wrap,
        rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0),
      ),
    ),
  );
  const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
  const excess = sum(natural) + GAP * (columns.length - 1) - (width ?? Number.POSITIVE_INFINITY);
  if (excess <= 0) return columns.map(({ wrap }) => wrap);
  const yields = columns.map(({ wrap }, index) => wrap !== undefined || index === columns.length - 1);
  const yielding = sum(natural.filter((_, index) => yields[index]));
  return natural.map((length, index) =>
    yields[index] ? Math.max(NARROWEST, length - Math.ceil((excess * length) / yielding)) : undefined,
  );
}

function renderCell(text: string, wrap: number | undefined, paint: Column["paint"] = (line) => line): string {
  return wrapText(text, wrap)
    .split("\n")
    .map((line) => (line === "" ? line : paint(line)))
    .join("\n");
}

function wrapText(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}
