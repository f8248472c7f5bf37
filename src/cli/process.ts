import { setFlagsFromString } from "node:v8";
import type { Environment } from "../config/reader.ts";
import { visible } from "../config/redact.ts";
import { secretsIn } from "../config/secrets.ts";
import { describeBug } from "../domain/internal-error.ts";
import { createHider, redacted } from "./hide.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const { stdout, stderr } = process;

/**
 * V8 lets its heap grow while the machine has room: of 150 MB of a run, 20 are alive. Collecting sooner costs little, and
 * the sooner, the more of it (docs/performance.md). These two are the ones that count after the start; the sizes themselves are
 * for Node's command line only.
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function keepHeapSmall(): void {
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=60"]) setFlagsFromString(flag);
}

/** The first signal lets the run deliver what it has; a second one, with the handlers gone, ends the process at once. */
export function onSignal(handler: (name: string) => void): () => void {
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

/** Ends with a code. */
export type End = (code: number) => Promise<void>;

/** Makes the function that calls `exit` when all output is written, whatever connections are still being kept alive. */
export function endWith(exit: (code: number) => void): End {
  return async (code) => {
    await Promise.all([stdout, stderr].map((stream) => new Promise((done) => stream.write("", done))));
    exit(code);
  };
}

/** Takes hold of what nobody catches; gives the function that ends the process for it. Node itself would print the whole of it. */
export function catchAll(env: Environment, end: End): (error: unknown) => Promise<void> {
  const crash = (error: unknown) => {
    redacted(stderr, createHider(secretsIn(env))).write(`${visible(describeBug(error))}\n`);
    return end(1);
  };
  process.on("uncaughtException", crash);
  for (const stream of [stdout, stderr]) stream.on("error", forgive);
  return crash;
}

/** Whoever reads what we write may leave before the end, as `head` does: that is no bug. */
function forgive(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
