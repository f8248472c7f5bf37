import type { DatadogSandbox } from "../datadog/server.ts";
import type { Point } from "../datadog/store.ts";
import type { GitHubSandbox } from "../github/types.ts";
import { replayAt } from "../history/replay.ts";
import { fullToken } from "../tokens.ts";
import { type Check, checkAnswers } from "./check.ts";
import { type ProgramRun, runProgram } from "./program.ts";

/** The two stand-ins, and the key that this Datadog takes. */
export interface StandIns {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  readonly apiKey: string;
}

/** One run of the program at one instant of the past, and everything that is known of it afterwards. */
export interface Visit {
  /** ISO 8601; the points carry the time of the run instead. */
  readonly instant: string;
  readonly run: ProgramRun;
  /** As GitHub counted them. */
  readonly requests: number;
  readonly graphqlPoints: number;
  /** What Datadog kept, and in how many payloads it came. */
  readonly points: readonly Point[];
  readonly payloads: number;
  readonly check: Check;
  /** What one of the stand-ins found wrong with the program's manners or data. */
  readonly problems: readonly string[];
}

/** The patterns that take everything of the recorded owners. */
export function ownerPatterns(instant: string): string {
  return replayAt(instant)
    .owners.map(({ login }) => `${login}/*`)
    .join(",");
}

/** Moves GitHub to an instant of the recorded history, runs the program once, and empties both stand-ins again. */
export async function visit(instant: string, { github, datadog, apiKey }: StandIns): Promise<Visit> {
  github.population = replayAt(instant);
  const run = await runProgram({
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: fullToken.token,
    GITHUB_REPOSITORIES: ownerPatterns(instant),
    DD_URL: datadog.url,
    DD_API_KEY: apiKey,
  });
  const points = [...datadog.points];
  const visited = {
    instant,
    run,
    requests: github.log.length,
    graphqlPoints: github.points,
    points,
    payloads: datadog.payloads.length,
    check: checkAnswers(points, github.population),
    problems: [...github.problems, ...datadog.problems],
  };
  github.reset();
  datadog.reset();
  return visited;
}

/** Everything that is wrong with a visit, one sentence each; nothing where all is well. */
export function faultsOf({ run, check, problems }: Visit): readonly string[] {
  const exit = run.exitCode === 0 ? [] : [`exit code ${run.exitCode}: ${run.stderr.trim()}`];
  return [...exit, ...check.wrong, ...problems];
}
