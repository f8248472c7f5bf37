import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const START = "<!-- bench:start -->";
const END = "<!-- bench:end -->";

/** Puts the tables between the marks of docs/performance.md. Throws where one of them is missing. */
export function writeTables(tables: string): void {
  const text = readFileSync(FILE, "utf8");
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start)
    throw new Error(`${FILE} needs ${START} and ${END}, each on a line of its own`);
  writeFileSync(FILE, `${text.slice(0, start + START.length)}\n\n${tables}\n\n${text.slice(end)}`);
}
