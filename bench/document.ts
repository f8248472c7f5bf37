import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Puts text between the marks `<!-- NAME:start -->` and `<!-- NAME:end -->` of a page in docs. Throws where one of them is missing. */
export function writeBetween(page: string, name: string, content: string): void {
  const file = fileURLToPath(new URL(`../docs/${page}`, import.meta.url));
  writeFileSync(file, putBetween(readFileSync(file, "utf8"), name, content));
}

/** The text with other content between its marks. Throws where one of them is missing. */
export function putBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The page needs ${start} and ${end}, each on a line of its own`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
