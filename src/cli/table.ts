import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Longer cells are broken between words, in so many characters a line. */
  readonly wrap?: number;
}

/** A plain table without lines or colours, the same at a terminal and in a pipe. Ends with a newline. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const none = Object.fromEntries(
    ["top", "bottom", "mid", "left", "right"].flatMap((side) =>
      [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((part) => [part, ""]),
    ),
  );
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...none, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => row.map((cell, index) => wrapText(plainText(cell), columns[index]?.wrap))));
  const lines = table.toString().split("\n");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** A message can quote a server: what would move a terminal's cursor or break the line becomes a space. */
function plainText(cell: string | number): string {
  return String(cell).replace(/\p{Cc}+/gu, " ");
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
