import { expect } from "vitest";
import { type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubSandbox } from "../../sandbox/github/types.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { run } from "../../src/cli/run.ts";
import { load } from "../../src/config/load.ts";
import { Stop } from "../../src/domain/stop.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { START, virtualClock } from "../support/clock.ts";
import { API_KEY, APP_KEY, type Variables } from "../support/house.ts";
import { type RecordedLog, recordLog } from "../support/log.ts";
import { everythingOf, expectAtHome, expectNoneIn } from "../support/secrets.ts";

/** A GitHub and a Datadog that share the clock of the run between them, and the populations that GitHub has had. */
export interface Stage {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  /** Every population since the stage was opened. */
  readonly instants: readonly Population[];
  /** Puts another population in the present one's place. */
  change(to: Population): void;
  /** As SIGTERM does. */
  interrupt(): void;
}

/** What one run left behind. */
export interface Played {
  readonly exitCode: number;
  /** Seconds that the run waited between its requests. */
  readonly waited: number;
  readonly log: RecordedLog;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** What Datadog has about repositories, by `seriesKey`. */
  readonly values: Readonly<Record<string, number>>;
  /** The same about the run itself, without `github.exporter.`. */
  readonly own: Readonly<Record<string, number>>;
}

export interface StageOptions {
  readonly population: Population;
  readonly env: Variables;
  /** Which requests, by their `NUMBER`, are not waited for: those that are never answered. None where missing. */
  readonly isHopeless?: (number: number, path: string) => boolean;
  /** Prepares what goes wrong. */
  readonly prepare: (stage: Stage) => void;
}

/** The header that numbers the requests of a run from 0, to GitHub and to Datadog's routes each for themselves. */
export const NUMBER = "x-number";

const HOPELESS_MS = 200;
const OWN = "github.exporter.";

/**
 * Runs the program once, its waits at once, and looks at what came of it; gives the stage as the run left it. Whatever went
 * wrong, no secret is in what the run told, even before the log takes them out, nor was it sent to anybody else.
 */
export async function play({ population, env, prepare, isHopeless }: StageOptions): Promise<Played & Stage> {
  const clock = virtualClock();
  const github = await startGitHub({ population, now: clock.now });
  const datadog = await startDatadog({ apiKeys: [API_KEY], appKeys: [APP_KEY], now: clock.now });
  const instants = [population];
  const { endings, interrupt } = endingsBy(clock);
  const stage: Stage = {
    github,
    datadog,
    instants,
    interrupt,
    change(to) {
      github.population = to;
      instants.push(to);
    },
  };
  try {
    prepare(stage);
    const log = recordLog();
    const settings = settingsOf({
      GITHUB_TOKEN: fullToken.token,
      GITHUB_API_URL: github.url,
      DD_API_KEY: API_KEY,
      DD_URL: datadog.url,
      ...env,
    });
    const { fetch, asked } = numbered(isHopeless);
    const conceal = () => {};
    const session = { settings, log, clock, fetch, endings, userAgent: "test", conceal };
    const exitCode = await run(session, API_KEY);
    expectNoneIn("the log, before secrets are taken out of it", everythingOf(log.lines));
    expectAtHome(github.log, datadog.log);
    expect([...asked].filter((origin) => ![github.url, datadog.url].includes(origin))).toEqual([]);
    const waited = (clock.now() - START) / 1000;
    return { ...stage, exitCode, waited, log, timestamp: START / 1000, ...received(datadog) };
  } finally {
    await Promise.all([github.close(), datadog.close()]);
  }
}

/** Numbers the requests, and tells which origins were asked. REQUEST_TIMEOUT passes sooner for those that are hopeless, however busy the machine is. */
function numbered(isHopeless: StageOptions["isHopeless"] = () => false) {
  const counts = new Map<string, number>();
  const asked = new Set<string>();
  const numberedFetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
    asked.add(origin);
    const route = pathname.startsWith("/api/v") ? `${origin}${pathname}` : origin;
    const number = counts.get(route) ?? 0;
    counts.set(route, number + 1);
    const headers = new Headers(init.headers);
    headers.set(NUMBER, String(number));
    const patience = isHopeless(number, pathname) ? [AbortSignal.timeout(HOPELESS_MS)] : [];
    const signal = AbortSignal.any([...(init.signal ? [init.signal] : []), ...patience]);
    return await fetch(input, { ...init, headers, signal });
  };
  return { fetch: numberedFetch, asked };
}

function settingsOf(env: Variables) {
  const loaded = load(env, "run", catalogue);
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  return loaded.settings;
}

/** The times of a run of four minutes, by its clock. */
function endingsBy(clock: ReturnType<typeof virtualClock>) {
  const at = (seconds: number, reason: unknown) => clock.abortAt(START + seconds * 1000, reason);
  const asked = new AbortController();
  const over = new Error("the time for sending ended");
  const endings = {
    reading: AbortSignal.any([asked.signal, at(216, new Stop("deadline", "the time for reading ended"))]),
    interruption: asked.signal,
    sending: { history: at(228, over), data: at(238, over), heartbeat: at(240, over) },
    interrupt: () => {},
    clear: () => {},
  };
  return { endings, interrupt: () => asked.abort(new Stop("interrupted", "the run was ended by SIGTERM")) };
}

function received({ latest }: DatadogSandbox): Pick<Played, "values" | "own"> {
  const all = [...latest()];
  return {
    values: Object.fromEntries(all.filter(([key]) => !key.startsWith(OWN))),
    own: Object.fromEntries(
      all.flatMap(([key, value]) => (key.startsWith(OWN) ? [[key.slice(OWN.length), value]] : [])),
    ),
  };
}
