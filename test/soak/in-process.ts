import { setTimeout } from "node:timers/promises";
import type { Random } from "../../sandbox/random.ts";
import { run } from "../../src/cli/run.ts";
import { readYaml } from "../../src/cli/yaml-tree.ts";
import { load } from "../../src/config/load.ts";
import { Stop } from "../../src/domain/stop.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { virtualClock } from "../support/clock.ts";
import { recordLog } from "../support/log.ts";
import type { Launch } from "./season.ts";
import { oneOf } from "./settings.ts";

const MINUTE = 60_000;
/** Between two runs: most often an hour, at times so little that two share a bucket of Datadog's, at times a day. */
const INTERVALS = [10, 30, 60, 60, 60, 60, 360, 1_440].map((minutes) => minutes * MINUTE);

/** Time that stands still but for the program's waits, which pass at once. */
export interface Time {
  readonly now: () => number;
  /** Ends the run that is under way; the next begins some time later. */
  pause(): Promise<void>;
  readonly launch: Launch;
}

export function createTime(start: number, random: Random): Time {
  let clock = virtualClock(start);
  return {
    now: () => clock.now(),
    async pause() {
      clock = virtualClock(Math.floor(clock.now() / 1_000) * 1_000 + oneOf(INTERVALS, random));
    },
    launch: (env, tagsFile) => launch(clock, env, tagsFile),
  };
}

/** Waits for what was given up on, and is still on its way to a server. */
async function settled<T>(running: Promise<T>): Promise<T> {
  return await running.finally(() => setTimeout(50));
}

/** The program in this process; what never answers is not waited for long. */
function launch(
  clock: ReturnType<typeof virtualClock>,
  env: Readonly<Record<string, string>>,
  tagsFile: string,
) {
  const patience = env["REQUEST_TIMEOUT"] === "2s" ? { REQUEST_TIMEOUT: "250ms" } : {};
  const file = tagsFile === "" ? undefined : readYaml(tagsFile);
  const more = file === undefined ? {} : { TAGS_FILE: "/soak/tags.yaml" };
  const loaded = load({ ...env, ...patience, ...more }, "run", catalogue, file);
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  const { settings } = loaded;
  const asked = new AbortController();
  const start = clock.now();
  const after = (ms: number, reason: unknown) => clock.abortAt(start + ms, reason);
  const { readingMs, timeoutMs } = settings.run;
  const over = new Error("the time for sending ended");
  const endings = {
    reading: AbortSignal.any([asked.signal, after(readingMs, new Stop("deadline", "over"))]),
    interruption: asked.signal,
    sending: {
      history: after((readingMs + timeoutMs) / 2, over),
      data: after(timeoutMs - 2_000, over),
      heartbeat: after(timeoutMs, over),
    },
    interrupt: () => {},
    clear: () => {},
  };
  const session = { settings, log: recordLog(), clock, fetch, endings, userAgent: "test", conceal: () => {} };
  return {
    ended: settled(run(session, env["DD_API_KEY"] ?? "")).then(
      (code) => ({ code }),
      (error: unknown) => ({
        code: 1,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    ),
    kill: (signal: string) => asked.abort(new Stop("interrupted", `the run was ended by ${signal}`)),
  };
}
