import { setFlagsFromString } from "node:v8";
import { type Environment, given } from "../config/reader.ts";
import type { Setting } from "../config/setting.ts";
import { SETTING_ROWS, SETTINGS } from "../config/settings.ts";
import { parseProxy, proxyPasswords } from "../config/urls.ts";
import { describeBug } from "./bug.ts";
import { createHider } from "./hide.ts";

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

/** Ends the process when all output is written, whatever connections are still being kept alive. */
export async function end(code: number): Promise<void> {
  await Promise.all([stdout, stderr].map((stream) => new Promise((done) => stream.write("", done))));
  process.exit(code);
}

/** The secrets of an environment, for what is written before or after its settings are known. */
export function secretsIn(env: Environment): readonly string[] {
  const textsOf = ({ name, aliases = [] }: Pick<Setting, "name" | "aliases">) =>
    [name, ...aliases].map((one) => given(env, { name: one })?.text ?? "");
  const proxies = [SETTINGS.httpsProxy, SETTINGS.httpProxy].flatMap(textsOf).map(parseProxy);
  return [
    ...SETTING_ROWS.filter((row) => row.secret).flatMap(textsOf),
    ...proxies.flatMap((proxy) => (proxy.ok ? proxyPasswords(proxy.value) : [])),
  ];
}

/** Takes hold of what nobody catches; gives the function that ends the process for it. Node itself would print the whole of it. */
export function catchAll(env: Environment): (error: unknown) => Promise<void> {
  const crash = (error: unknown) => {
    stderr.write(createHider(secretsIn(env))(describeBug(error)));
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
