import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const FOUND = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/** Without these it asks for addresses of its own at every start. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether there is a browser to try; says so where there is none. */
export function hasChromium(): boolean {
  if (FOUND === undefined) {
    process.stderr.write("SKIPPED: there is no Chromium here, so the page was not tried in a browser\n");
  }
  return FOUND !== undefined;
}

/** Starts it without a window. */
export async function startChromium(): Promise<Browser> {
  if (FOUND === undefined) throw new Error("there is no Chromium");
  return await chromium.launch({ executablePath: FOUND, args: FLAGS });
}
