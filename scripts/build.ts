import { rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { pruneDatadog } from "./prune-datadog.ts";
import { pruneOctokit } from "./prune-octokit.ts";

/** Where the bundle goes; everything in it runs with nothing installed. */
const OUT = "dist";

/** CommonJS packages inside an ES module bundle look for `require`. */
const BANNER = `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`;

await rm(OUT, { recursive: true, force: true });
const result = await build({
  entryPoints: { main: "src/main.ts", action: "src/action.ts" },
  outdir: OUT,
  bundle: true,
  // What a run needs late (Datadog) or seldom (proxies, colours) is loaded when it is needed.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  keepNames: true,
  legalComments: "linked",
  banner: { js: BANNER },
  plugins: [pruneDatadog, pruneOctokit],
  logLevel: "warning",
  metafile: true,
});
// For the page that `plan --html` writes: what a browser runs, as files that are put into it.
await build({
  entryPoints: { report: "src/browser/report.ts", "report-style": "src/browser/report.css" },
  outdir: OUT,
  bundle: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  minify: true,
  charset: "utf8",
  // The page is passed on: the licence of what it carries goes with it.
  legalComments: "inline",
  logLevel: "warning",
});
// A directory of its own: without this, Node would have to guess that its files are ES modules.
await writeFile(`${OUT}/package.json`, `${JSON.stringify({ type: "module" })}\n`);
const files = Object.entries(result.metafile.outputs).filter(([file]) => file.endsWith(".js"));
const kilobytes = Math.ceil(files.reduce((sum, [, { bytes }]) => sum + bytes, 0) / 1000);
process.stdout.write(`${OUT}/: ${kilobytes} kB in ${files.length} files\n`);
