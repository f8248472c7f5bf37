import { bench, PARTS } from "./bench.ts";
import { costOf, renderCapacity } from "./capacity.ts";
import { writeBetween } from "./document.ts";
import { renderBudgets } from "./judge.ts";
import { describeMachine, load } from "./machine.ts";
import { helpText, type Options, readOptions } from "./options.ts";
import { isBuilt } from "./program.ts";
import { renderResults } from "./render.ts";
import type { Results } from "./results.ts";

async function main(options: Options): Promise<void> {
  const before = load();
  const results = await bench(options, (what) => process.stderr.write(`${what}\n`));
  const complete = options.only.length === 0;
  const tables = [
    describeMachine(nodesOf(results), before),
    renderResults(results),
    renderBudgets(results, complete),
  ];
  if (results.wrong.length > 0) tables.push(renderWrong(results.wrong));
  const text = tables.filter((table) => table !== "").join("\n\n");
  console.log(text);
  const cost = costOf(results.growth);
  const capacity = cost && renderCapacity(cost);
  if (capacity !== undefined) console.log(`\n### Open pull requests that fit one credential\n\n${capacity}`);
  if (options.write) writeBetween("performance.md", "bench", text);
  if (options.write && capacity !== undefined) writeBetween("operating.md", "capacity", capacity);
  if (results.wrong.length > 0) process.exitCode = 1;
}

function renderWrong(wrong: readonly string[]): string {
  return ["### Runs that were not right, and have no figures", "", ...wrong.map((one) => `- ${one}`)].join(
    "\n",
  );
}

function nodesOf({ coldStarts, scenarios, growth }: Results): readonly string[] {
  return [...new Set([...coldStarts, ...scenarios, ...growth].map(({ node }) => node))];
}

/** What can be wrong before anything is run; undefined where nothing is. */
function objection({ only }: Options): string | undefined {
  if (!isBuilt())
    return "There is no dist/main.js yet: run `npm run build`, or `npm run bench`, which does it.";
  const unknown = only.filter((name) => !PARTS.includes(name));
  return unknown.length > 0 ? `No part ${unknown.join(", ")}. Parts: ${PARTS.join(", ")}` : undefined;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(helpText(PARTS));
  else {
    const wrong = objection(options);
    if (wrong !== undefined) throw new Error(wrong);
    await main(options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
