import { type BuildOptions, type BuildResult, build } from "esbuild";
import { pruneDatadog } from "./prune-datadog.ts";
import { pruneOctokit } from "./prune-octokit.ts";

/** Where the bundle goes; everything in it runs with nothing installed. */
export const OUT = "dist";

/** CommonJS packages inside an ES module bundle look for `require`. */
const BANNER = `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`;

const COMMON = {
  outdir: OUT,
  bundle: true,
  minify: true,
  logLevel: "warning",
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

/** What was bundled, with its files, which are not written yet. */
export type Bundle = BuildResult<typeof COMMON>;

/** The program and the Action. */
export async function bundleProgram(): Promise<Bundle> {
  return await build({
    ...COMMON,
    entryPoints: { main: "src/main.ts", action: "src/action.ts" },
    // What a run needs late (Datadog) or seldom (proxies, colours) is loaded when it is needed.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    keepNames: true,
    legalComments: "linked",
    banner: { js: BANNER },
    plugins: [pruneDatadog, pruneOctokit],
  });
}

/** For the page that `plan --html` writes: what a browser runs, as files that are put into it. */
export async function bundlePage(): Promise<Bundle> {
  return await build({
    ...COMMON,
    entryPoints: { report: "src/browser/report.ts", "report-style": "src/browser/report.css" },
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
  });
}
