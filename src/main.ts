#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import manifest from "../package.json" with { type: "json" };
import { describeBug } from "./cli/bug.ts";
import { cli } from "./cli/cli.ts";
import { systemClock } from "./cli/clock.ts";
import { createHider } from "./cli/hide.ts";
import { SETTING_ROWS } from "./config/settings.ts";

/**
 * V8 lets its heap grow while the machine has room: of 150 MB of a run, 20 are alive. Collecting sooner costs a tenth of
 * a second. These two are the ones that count after the start; the sizes themselves are for Node's command line only.
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=10"]) setFlagsFromString(flag);

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const { argv, env, stdout, stderr } = process;

/** The first signal lets the run deliver what it has; a second one, with the handlers gone, ends the process at once. */
function onSignal(handler: (name: string) => void): () => void {
  const listener = (name: NodeJS.Signals) => {
    forget();
    handler(name);
  };
  const forget = () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return forget;
}

/** Ends the process when all output is written, whatever connections are still being kept alive. */
async function end(code: number): Promise<void> {
  await Promise.all([stdout, stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(code);
}

/** What nobody caught; Node itself would print the whole of it. */
function crash(error: unknown): Promise<void> {
  const secrets = SETTING_ROWS.filter((row) => row.secret)
    .flatMap((row) => [row.name, ...(row.aliases ?? [])])
    .map((name) => env[name]?.trim() ?? "");
  stderr.write(createHider(secrets)(describeBug(error)));
  return end(1);
}

/** Whoever reads what we write may leave before the end, as `head` does: that is no bug. */
function forgive(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

process.on("uncaughtException", crash);
for (const stream of [stdout, stderr]) stream.on("error", forgive);
const { version } = manifest;
const surroundings = { argv: argv.slice(2), env, stdout, stderr, version, clock: systemClock, onSignal };
cli(surroundings).then(end, crash);
