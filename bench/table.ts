import { type Spread, spreadOf } from "./statistics.ts";

export type Align = "left" | "right";
export type Column = readonly [title: string, align: Align];

/** A table in Markdown whose columns also stand under each other as plain text. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(([title], column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, columns[column]?.[1])).join(" | ")} |`;
  const rule = widths.map((width, column) => {
    const right = columns[column]?.[1] === "right";
    return `${"-".repeat(right ? width - 1 : width)}${right ? ":" : ""}`;
  });
  return [line(columns.map(([title]) => title)), line(rule), ...rows.map(line)].join("\n");
}

function pad(cell: string, width: number, align: Align | undefined): string {
  return align === "right" ? cell.padStart(width) : cell.padEnd(width);
}

/** The median, and where there are several measurements the least and the most in brackets. */
export function spread(values: readonly number[], write: (value: number) => string): string {
  const { median, least, most }: Spread = spreadOf(values);
  if (values.length === 1 || write(least) === write(most)) return write(median);
  return `${write(median)} (${write(least)}–${write(most)})`;
}

export const whole = (value: number) => Math.round(value).toLocaleString("en-US");
export const seconds = (value: number) => value.toFixed(2);
/** From bytes: a million of them. */
export const megabytes = (value: number) => whole(value / 1e6);
/** From bytes: a thousand of them. */
export const kilobytes = (value: number) => whole(value / 1e3);
