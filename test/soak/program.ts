import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Launch } from "./season.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "main.js");

/** The built program as a process, with nothing in its environment but what it is given. */
export const launchProgram: Launch = (env) => {
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: "ignore" });
  return {
    ended: once(child, "close").then(([code]) => ({ code: typeof code === "number" ? code : null })),
    kill: (signal) => void child.kill(signal),
  };
};
