import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built program, as it is published and as the image carries it. */
const PROGRAM = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** Far above what a run takes here: a demo that hangs must end. */
const TIMEOUT_MS = 20_000;

/** What one process of the program left behind. */
export interface ProgramRun {
  /** Null where it was ended from outside. */
  readonly exitCode: number | null;
  /** From its start to its end, start-up of Node.js included. */
  readonly seconds: number;
  /** Its log. */
  readonly stderr: string;
}

/** Whether `npm run build` has been run. */
export function isBuilt(): boolean {
  return existsSync(PROGRAM);
}

/** Runs the built program once, with these arguments, and these variables and no others in its environment. */
export async function runProgram(
  env: Readonly<Record<string, string>>,
  argv: readonly string[] = [],
): Promise<ProgramRun> {
  const start = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { ...env },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  await once(child, "close");
  return { exitCode: child.exitCode, seconds: (performance.now() - start) / 1000, stderr };
}
