import { onTestFinished } from "vitest";
import { type DatadogOptions, type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import type { ServerVersion } from "../../sandbox/github/schema.ts";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubSandbox, RestLists } from "../../sandbox/github/types.ts";
import type { Population } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { run } from "../../src/cli/run.ts";
import { readTagsFile } from "../../src/cli/yaml-file.ts";
import { load } from "../../src/config/load.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { START, virtualClock } from "./clock.ts";
import { API_KEY, APP_KEY, type Variables } from "./house.ts";
import { type RecordedLog, recordLog } from "./log.ts";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;

/** One run, and what it left behind. */
export interface Entry {
  readonly exitCode: number;
  /** Start of the run, seconds since 1970. */
  readonly timestamp: number;
  readonly log: RecordedLog;
  /** What Datadog got about repositories, by `seriesKey`. */
  readonly values: Readonly<Record<string, number>>;
  /** The same about the run itself, without `github.exporter.`. */
  readonly own: Readonly<Record<string, number>>;
}

/** Runs at times of the test's choosing: a GitHub, a Datadog that remembers, and the command `run` between them. */
export interface Chronicle {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  /** Runs the program so many seconds after the chronicle's beginning. */
  at(seconds: number, env?: Variables): Promise<Entry>;
}

export interface ChronicleOptions extends Omit<DatadogOptions, "apiKeys" | "appKeys" | "now"> {
  readonly population: Population;
  /** GitHub is an Enterprise Server of that release. */
  readonly enterprise?: ServerVersion;
  readonly restLists?: Partial<RestLists>;
  /** Of all runs. */
  readonly env?: Variables;
  /** Of the test itself, where several are opened in one. */
  readonly onTestFinished?: (close: () => Promise<void>) => void;
}

export async function openChronicle(options: ChronicleOptions): Promise<Chronicle> {
  const { population, enterprise, restLists = {}, env = {} } = options;
  let now = START;
  const github = await startGitHub({
    population,
    restLists,
    now: () => now,
    ...(enterprise && { enterprise }),
  });
  const datadog = await startDatadog({
    ...options,
    apiKeys: [API_KEY],
    appKeys: [APP_KEY],
    now: () => now,
  });
  (options.onTestFinished ?? onTestFinished)(async () => {
    await Promise.all([github.close(), datadog.close()]);
  });
  return {
    github,
    datadog,
    async at(seconds, special = {}) {
      now = START + seconds * 1000;
      const log = recordLog();
      const before = datadog.points.length;
      const settings = await settingsOf({
        GITHUB_TOKEN: fullToken.token,
        GITHUB_API_URL: enterprise ? `${github.url}/api/v3` : github.url,
        DD_API_KEY: API_KEY,
        DD_APP_KEY: APP_KEY,
        DD_URL: datadog.url,
        ...env,
        ...special,
      });
      const session = {
        settings,
        log,
        clock: virtualClock(now),
        fetch,
        endings: endless(),
        userAgent: "test",
        conceal: () => {},
      };
      const exitCode = await run(session, API_KEY);
      return { exitCode, timestamp: now / 1000, log, ...received(datadog.points.slice(before)) };
    },
  };
}

async function settingsOf(env: Variables) {
  const loaded = load(env, "run", catalogue, await readTagsFile(env));
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  return loaded.settings;
}

/** Nothing ends a run but the run itself. */
function endless() {
  const never = new AbortController().signal;
  const sending = { history: never, data: never, heartbeat: never };
  return { reading: never, interruption: never, sending, interrupt: () => {}, clear: () => {} };
}

function received(points: DatadogSandbox["points"]): Pick<Entry, "values" | "own"> {
  const pairs = points.map(({ metric, tags, value }) => [seriesKey(metric, tags), value] as const).sort();
  const [own, values] = [true, false].map((wanted) =>
    pairs.filter(([key]) => key.startsWith("github.exporter.") === wanted),
  );
  return {
    values: Object.fromEntries(values ?? []),
    own: Object.fromEntries((own ?? []).map(([key, value]) => [key.slice("github.exporter.".length), value])),
  };
}

/** Those sent as 0 that are not the totals of repositories that are there, shortened to what tells them apart. */
export function zeros({ values }: Entry): readonly string[] {
  return Object.keys(values).filter((key) => values[key] === 0);
}
