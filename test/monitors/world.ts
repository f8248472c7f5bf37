import { type Archive, createArchive } from "../../sandbox/datadog/archive.ts";
import { createStore } from "../../sandbox/datadog/store.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { runOptions } from "../../src/cli/session.ts";
import { load } from "../../src/config/load.ts";
import type { OptionalField, PullRequest } from "../../src/domain/pull-request.ts";
import type { Series } from "../../src/domain/series.ts";
import type { Snapshot } from "../../src/domain/snapshot.ts";
import { NO_TRAITS } from "../../src/domain/traits.ts";
import { exportOnce, type RunOptions } from "../../src/export.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import type { History, Sink, Source, Usage } from "../../src/ports.ts";
import { expectedPull } from "../github/expected.ts";
import { virtualClock } from "../support/clock.ts";
import { API_KEY, APP_KEY, type Variables } from "../support/house.ts";
import { recordLog } from "../support/log.ts";

/** What a run meets, beside the backlog; all of it simulated. */
export interface Circumstances {
  /** How many repositories cannot be read, from the first on. */
  readonly failing?: number;
  /** How many repositories the credential does not see, from the last on. */
  readonly hidden?: number;
  /** What the credential cannot read of any of them. */
  readonly unknown?: readonly OptionalField[];
  readonly usage?: Partial<Usage>;
  readonly maxSeries?: number;
  /** Instead of the recorded one. */
  readonly population?: Population;
}

/** The exporter between a backlog and a Datadog, all of it in this process. */
export interface World {
  readonly archive: Archive;
  /** What the exporter is told of the past where it has an application key. */
  readonly history: History;
  /** What Datadog would have changed, dropped or counted wrongly. */
  readonly problems: readonly string[];
  /** Runs the exporter once at an instant, in milliseconds since 1970. */
  run(instant: number, population: Population, circumstances?: Circumstances): Promise<void>;
}

/** Longer than any look-back, and than a monitor's window and shift together. */
const REMEMBERED_S = 52 * 3_600;
const DAY_MS = 86_400_000;

const USAGE: Usage = { requests: 1, points: 1, quotas: [], partialAccess: false };

export interface WorldOptions {
  /** Whether the exporter has an application key. */
  readonly zeroFill: boolean;
  /** `METRICS`; the defaults where missing. */
  readonly metrics?: string;
}

/** A world before its first run. */
export function createWorld({ zeroFill, metrics }: WorldOptions): World {
  const archive = createArchive();
  const problems: string[] = [];
  const standing = standingOptions({ DD_APP_KEY: zeroFill ? APP_KEY : undefined, METRICS: metrics });
  const history = historyIn(archive);
  const memory = { ...standing.memory, ...(zeroFill ? { history } : {}) };
  return {
    archive,
    history,
    problems,
    async run(instant, population, circumstances = {}) {
      const source = sourceOf(circumstances.population ?? population, circumstances);
      const { maxSeries = standing.maxSeries } = circumstances;
      const options = {
        ...standing,
        memory,
        maxSeries,
        source,
        log: recordLog(),
        clock: virtualClock(instant),
      };
      const { signal } = standing;
      await exportOnce(options, sinkInto(archive, problems), {
        history: signal,
        data: signal,
        heartbeat: signal,
      });
      if (instant % DAY_MS === 0) archive.forget(instant / 1000 - REMEMBERED_S);
    },
  };
}

/** What no run changes, from the exporter's own settings. */
function standingOptions(env: Variables): RunOptions {
  const loaded = load(
    { GITHUB_TOKEN: fullToken.token, GITHUB_REPOSITORIES: "acme/any", DD_API_KEY: API_KEY, ...env },
    "run",
    catalogue,
  );
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  const never = new AbortController().signal;
  const sending = { history: never, data: never, heartbeat: never };
  const endings = { reading: never, interruption: never, sending, interrupt: () => {}, clear: () => {} };
  const session = {
    log: recordLog(),
    clock: virtualClock(0),
    fetch,
    endings,
    userAgent: "test",
    conceal: () => {},
  };
  return runOptions({ settings: loaded.settings, ...session });
}

function sourceOf(
  population: Population,
  { failing = 0, hidden = 0, unknown = [], usage }: Circumstances,
): Source {
  const { repositories } = population;
  const seen = repositories.slice(0, repositories.length - hidden);
  return {
    cannotRead: new Set(),
    explainMissing: async () => new Map(),
    readUpdated: async () => new Map(),
    usage: () => ({ ...USAGE, ...usage }),
    async *discover() {
      for (const { owner, name } of seen)
        yield { kind: "repository", repository: `${owner}/${name}`, target: undefined, traits: NO_TRAITS };
    },
    async *read(targets) {
      let index = 0;
      for await (const { repository } of targets) {
        const record = seen[index];
        if (record !== undefined) yield snapshotOf(repository, record, index < failing, new Set(unknown));
        index += 1;
      }
    },
  };
}

function snapshotOf(
  repository: string,
  record: RepositoryRecord,
  fails: boolean,
  unknown: ReadonlySet<OptionalField>,
): Snapshot {
  if (fails) return { kind: "failed", repository, reason: "server_error", message: "simulated" };
  return { kind: "complete", repository, pullRequests: pullsOf(record), issues: [], unknown };
}

/** Of records that were seen before: most runs see the same as the one before. */
const known = new WeakMap<RepositoryRecord, readonly PullRequest[]>();

function pullsOf(record: RepositoryRecord): readonly PullRequest[] {
  const pulls = known.get(record) ?? record.pullRequests.map(expectedPull);
  known.set(record, pulls);
  return pulls;
}

/** What arrives is what Datadog would keep of it. */
function sinkInto(archive: Archive, problems: string[]): Sink {
  return {
    async submit(all, timestamp) {
      const store = createStore();
      const series = [...all].map((one) => payloadOf(one, timestamp));
      store.add({ series }, timestamp, false);
      problems.push(...store.problems);
      archive.add(store.points);
      return { accepted: series.length, refused: [] };
    },
  };
}

function payloadOf({ metric, tags, value, unit }: Series, timestamp: number) {
  return { metric, tags: [...tags], unit, type: 3, points: [{ timestamp, value }] };
}

/**
 * Datadog's memory where runs are further apart than the buckets of its answer: the last bucket of a series is its last
 * point.
 */
function historyIn(archive: Archive): History {
  return {
    async lastValues({ metric, timestamp, lookbackSeconds }) {
      const found = [...archive.of(metric)].flatMap(({ tags, times, values }) => {
        const isIn = (times.at(-1) ?? 0) >= timestamp - lookbackSeconds;
        return isIn ? [{ tags, value: values.at(-1) ?? Number.NaN }] : [];
      });
      return { kind: "read", series: found };
    },
  };
}
