import { readFile } from "node:fs/promises";

/** The built program has them beside it; the sources, as tests run them, use what was built. */
const PLACE = new URL(import.meta.url.endsWith(".ts") ? "../../../dist/" : "./", import.meta.url);

/** What the page carries with it. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** Reads what the build made of `src/browser`. */
export async function loadAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(name, PLACE), "utf8");
  const [script, style] = await Promise.all([read("report.js"), read("report-style.css")]);
  return { script, style };
}
