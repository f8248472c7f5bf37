import { compileGlob } from "./glob.ts";
import { lastMatchDecides, readEntry, splitList } from "./list.ts";
import { type Parsed, parseEach, right, wrong } from "./parsed.ts";

/** Globs over values of which the last matching one decides; a list that starts with `!` starts from everything. */
export function parseGlobs(text: string): Parsed<(value: string) => boolean> {
  const items = splitList(text);
  if (items.length === 0) return wrong("lists no glob");
  const entries = parseEach(items, (item) => {
    const entry = readEntry(item, ["!"]);
    const compiled = compileGlob(entry.pattern);
    return compiled.ok ? right({ takes: entry.sign !== "!", matches: compiled.value }) : compiled;
  });
  if (!entries.ok) return entries;
  const fromEverything = items[0]?.startsWith("!") === true;
  return right((value) => lastMatchDecides(entries.value, value, fromEverything));
}
