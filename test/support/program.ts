import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { parseLines } from "./house.ts";

const BUILT = join(import.meta.dirname, "..", "..", "dist");

/** What a process left behind. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The JSON lines of stderr. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** The built program as a process. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The built program in an empty directory, where nothing else is installed. */
export interface Installed {
  readonly directory: string;
  /** Starts it with nothing in its environment but `env`; it ends with the test at the latest. */
  start(env: Readonly<Record<string, string>>, ...argv: readonly string[]): Running;
  remove(): void;
}

/** Copies the program out of the repository, to be started by its `entry`. Throws where it was not built. */
export function install(entry: "main.js" | "action.js" = "main.js"): Installed {
  if (!existsSync(join(BUILT, entry))) throw new Error(`dist/${entry} is missing: npm run build makes it`);
  const directory = mkdtempSync(join(tmpdir(), "exporter-"));
  cpSync(BUILT, directory, { recursive: true });
  return {
    directory,
    start: (env, ...argv) => start(join(directory, entry), env, argv),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function start(file: string, env: Readonly<Record<string, string>>, argv: readonly string[]): Running {
  const child = spawn(process.execPath, [file, ...argv], { cwd: dirname(file), env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ended: collect(child) };
}

async function collect(child: ReturnType<typeof spawn>): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => err.push(text));
  const exit = once(child, "exit").then(() => Date.now());
  await once(child, "close");
  const stderr = err.join("");
  const { exitCode: code, signalCode: signal } = child;
  return { code, signal, stdout: out.join(""), stderr, log: parseLines(stderr), endedAt: await exit };
}
