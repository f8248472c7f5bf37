import { API_KEY, type Pace, type Sighting, TOKENS } from "./messages.ts";
import { type ProgramRun, runProgram } from "./program.ts";
import type { Api } from "./scenarios.ts";
import type { StandIns } from "./stand-ins-process.ts";

/** How much is shown of the log of a run that failed, in characters. */
const SHOWN = 300;

/** One run of the program, as it was seen from both sides. */
export interface Run extends Pick<ProgramRun, "wall" | "took">, Omit<Sighting, "faults" | "firstRequestAt"> {
  /** Seconds from the start of the process to its first request on the wire. */
  readonly coldStart: number;
}

export interface RunSpec {
  readonly node: string;
  readonly flags: readonly string[];
  readonly probe: boolean;
  readonly api: Api;
  readonly pace: Pace;
  /** How many processes share the work, each with a token of its own; at most as many as there are tokens. */
  readonly shards?: number;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the program once; its shards one after the other, so that none waits for another's CPU. Throws where it did not
 * end well or where a repository has another number than on GitHub: a figure of a run that is wrong means nothing.
 */
export async function measure(standIns: StandIns, spec: RunSpec): Promise<Run> {
  const { github, datadog, owners } = await standIns.prepare(spec.pace);
  const { shards = 1 } = spec;
  const runs: ProgramRun[] = [];
  for (const [index, token] of TOKENS.slice(0, shards).entries()) {
    const env = {
      GITHUB_API_URL: github,
      GITHUB_TOKEN: token,
      GITHUB_REPOSITORIES: owners.map((owner) => `${owner}/*`).join(","),
      GITHUB_API: spec.api,
      DD_URL: datadog,
      DD_API_KEY: API_KEY,
      // The bench measures what is sent; nothing may be left out of it.
      MAX_SERIES: "1000000",
      ...(shards > 1 ? { SHARD: `${index}/${shards}` } : {}),
      ...spec.env,
    };
    runs.push(await runProgram({ ...spec, env }));
  }
  const { faults, firstRequestAt = Number.NaN, ...sighting } = await standIns.report();
  if (faults.length > 0 || runs.some(({ exitCode }) => exitCode !== 0)) {
    throw new Error([...faults, ...runs.map(describe)].join("; "));
  }
  const coldStart = (firstRequestAt - (runs[0]?.startedAt ?? Number.NaN)) / 1000;
  return { ...together(runs), ...sighting, coldStart };
}

function describe({ exitCode, stderr }: ProgramRun): string {
  return `exit code ${exitCode}: ${stderr.trim().slice(0, SHOWN)}`;
}

/** The slowest and the largest of several processes, and the CPU of all. */
function together(runs: readonly ProgramRun[]): Pick<Run, "wall" | "took"> {
  const tooks = runs.flatMap(({ took }) => took ?? []);
  return {
    wall: Math.max(...runs.map(({ wall }) => wall)),
    took:
      tooks.length === 0
        ? undefined
        : {
            userCpu: tooks.reduce((sum, { userCpu }) => sum + userCpu, 0),
            payloadCpu: tooks.reduce((sum, { payloadCpu }) => sum + payloadCpu, 0),
            peakBytes: Math.max(...tooks.map(({ peakBytes }) => peakBytes)),
          },
  };
}
