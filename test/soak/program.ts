import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Launch } from "./season.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "dist", "main.js");

/** The built program as a process, with nothing in its environment but what it is given. */
export const launchProgram: Launch = (env, tagsFile) => {
  const directory = tagsFile === "" ? undefined : mkdtempSync(join(tmpdir(), "soak-"));
  const file = directory === undefined ? undefined : join(directory, "tags.yaml");
  if (file !== undefined) writeFileSync(file, tagsFile);
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...env, ...(file !== undefined && { TAGS_FILE: file }) },
    stdio: "ignore",
  });
  const ended = once(child, "close").then(async ([code]) => {
    // What it sent last may still be on its way.
    await setTimeout(300);
    if (directory !== undefined) rmSync(directory, { recursive: true });
    return { code: typeof code === "number" ? code : null };
  });
  return { ended, kill: (signal) => void child.kill(signal) };
};
