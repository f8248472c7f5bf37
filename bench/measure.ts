import { fullToken } from "../sandbox/tokens.ts";
import { API_KEY, type Pace, type Sighting } from "./messages.ts";
import { type ProgramRun, runProgram } from "./program.ts";
import type { Api } from "./scenarios.ts";
import type { StandIns } from "./stand-ins-process.ts";

/** How much is shown of the log of a run that failed, in characters. */
const SHOWN = 300;

/** One run of the program, as it was seen from both sides. */
export interface Run extends Omit<ProgramRun, "exitCode" | "stderr">, Omit<Sighting, "faults"> {
  /** Seconds from the start of the process to its first request on the wire. */
  readonly coldStart: number;
}

export interface RunSpec {
  readonly node: string;
  readonly flags: readonly string[];
  readonly probe: boolean;
  readonly api: Api;
  readonly pace: Pace;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the program once. Throws where it did not end well or where a repository has another number than on GitHub: a
 * figure of a run that is wrong means nothing.
 */
export async function measure(standIns: StandIns, spec: RunSpec): Promise<Run> {
  const { github, datadog, owners } = await standIns.prepare(spec.pace);
  const { exitCode, stderr, ...run } = await runProgram({
    ...spec,
    env: {
      GITHUB_API_URL: github,
      GITHUB_TOKEN: fullToken.token,
      GITHUB_REPOSITORIES: owners.map((owner) => `${owner}/*`).join(","),
      GITHUB_API: spec.api,
      DD_URL: datadog,
      DD_API_KEY: API_KEY,
      // The bench measures what is sent; nothing may be left out of it.
      MAX_SERIES: "1000000",
      ...spec.env,
    },
  });
  const { faults, ...sighting } = await standIns.report();
  const exit = exitCode === 0 ? [] : [`exit code ${exitCode}: ${stderr.slice(0, SHOWN)}`];
  const wrong = [...exit, ...faults];
  if (wrong.length > 0) throw new Error(wrong.join("; "));
  const coldStart = ((sighting.firstRequestAt ?? Number.NaN) - run.startedAt) / 1000;
  return { ...run, ...sighting, coldStart };
}
