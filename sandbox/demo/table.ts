import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

export type Cell = string | number;

/** The lines of a plain table: no frame, two spaces between columns, the same at a terminal and in a pipe. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const table = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ align = "left" }) => align),
    chars: frameless(),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map(format)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** Tables next to each other, three spaces between them. */
export function beside(...tables: readonly (readonly string[])[]): readonly string[] {
  const widths = tables.map((lines) => Math.max(0, ...lines.map((line) => line.length)));
  const height = Math.max(0, ...tables.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    tables
      .map((lines, column) => (lines[row] ?? "").padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
}

/** The beginning of a text that is too long for its column. */
export function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** A whole number with its thousands apart. */
export function format(value: Cell): string {
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}

/** Seconds as whole days. */
export function days(seconds: number): string {
  return `${format(Math.floor(seconds / 86_400))} d`;
}

function frameless(): Record<string, string> {
  const sides = ["top", "bottom", "mid", "left", "right"];
  const parts = sides.flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => `${side}${part}`));
  return { ...Object.fromEntries(parts.map((part) => [part, ""])), middle: "  " };
}
