import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The built program, as it is published and as the image carries it. */
const PROGRAM = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const PROBE = new URL("./probe.mjs", import.meta.url).href;
/** Above RUN_TIMEOUT: a program that hangs must end. */
const TIMEOUT_MS = 330_000;

const tookSchema = z.object({
  /** Seconds of user time of the whole process, Node's start included. */
  userCpu: z.number(),
  /** Largest resident set of that process alone. */
  peakBytes: z.number(),
  /** Seconds of user time between the last answer of GitHub and the last request to Datadog. */
  payloadCpu: z.number(),
});

/** What one process of the program left behind. */
export interface ProgramRun {
  /** Null where it was ended from outside. */
  readonly exitCode: number | null;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  /** Seconds from its start to its end. */
  readonly wall: number;
  readonly stderr: string;
  /** Undefined where it ran without the probe. */
  readonly took: z.infer<typeof tookSchema> | undefined;
}

export interface ProgramOptions {
  /** Path of the Node that runs it. */
  readonly node: string;
  /** Options of that Node. */
  readonly flags: readonly string[];
  /** Whether the program tells what it took; it starts a little later then. */
  readonly probe: boolean;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Whether `npm run build` has been run. */
export function isBuilt(): boolean {
  return existsSync(PROGRAM);
}

/** Runs the built program once, to its end. */
export async function runProgram({ node, flags, probe, env }: ProgramOptions): Promise<ProgramRun> {
  const options = [...flags, ...(probe ? ["--import", PROBE] : [])];
  const startedAt = now();
  const child = spawn(node, [...options, PROGRAM], {
    env: { ...env },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const texts = Promise.all([textOf(child.stdio[2]), textOf(child.stdio[3])]);
  await once(child, "exit");
  const wall = (now() - startedAt) / 1000;
  const [stderr, report] = await texts;
  const took = report === "" ? undefined : tookSchema.parse(JSON.parse(report));
  return { exitCode: child.exitCode, startedAt, wall, stderr, took };
}

/** Comparable between processes of one machine, and finer than Date.now(). */
function now(): number {
  return performance.timeOrigin + performance.now();
}

async function textOf(stream: unknown): Promise<string> {
  let text = "";
  if (isReadable(stream)) for await (const chunk of stream) text += String(chunk);
  return text;
}

function isReadable(stream: unknown): stream is AsyncIterable<unknown> {
  return typeof stream === "object" && stream !== null && Symbol.asyncIterator in stream;
}
