import { type CollectOptions, collect, type Photograph } from "./collect.ts";
import { countSeries, type Series, walkSeries } from "./domain/series.ts";
import { type EndingRules, type ExitCode, exitCodeOf, judge, seesTooFew } from "./ending.ts";
import { groupByReason, reportFailures } from "./failures.ts";
import { warnOfLimit } from "./limit.ts";
import { type Fitted, fitSeries } from "./metrics/ceiling.ts";
import { exporterSeries, heartbeat } from "./metrics/exporter.ts";
import type { RunFacts } from "./metrics/run-rows.ts";
import type { Clock, Delivery, Logger, Sink } from "./ports.ts";
import { type Memory, type Recalled, recall } from "./recall.ts";

export interface RunOptions extends Omit<CollectOptions, "timestamp">, EndingRules {
  /** Tags of `exporter.*`. */
  readonly exporterTags: readonly string[];
  /** How many series one run may send, those about itself included. */
  readonly maxSeries: number;
  readonly memory: Memory;
  readonly clock: Clock;
}

/** What a run that selected something tells of itself at its end. */
export interface Report extends Delivery {
  readonly photograph: Pick<Photograph, "selected" | "read" | "failures" | "pullRequests" | "issues">;
  /** The value of the heartbeat. */
  readonly success: boolean;
}

export interface Exported {
  readonly exitCode: ExitCode;
  readonly report?: Report;
}

/** A run up to the point where it would send. */
export interface Prepared {
  readonly photograph: Photograph;
  /** Whole seconds since 1970: the start of the run, on every point of it. */
  readonly timestamp: number;
  readonly startedAt: number;
}

/** Discovers, reads and measures: everything but the submission. `startedAt`: milliseconds since 1970. */
export async function prepare(options: RunOptions, startedAt = options.clock.now()): Promise<Prepared> {
  const timestamp = Math.floor(startedAt / 1000);
  const photograph = await collect({ ...options, timestamp });
  reportFailures(photograph.failures, options.log);
  return { photograph, timestamp, startedAt };
}

/** Asks Datadog for what earlier runs said, and gives what to send about the repositories. */
export function remember(prepared: Prepared, options: RunOptions, signal: AbortSignal): Promise<Recalled> {
  const { photograph, timestamp } = prepared;
  const accessWhole = !seesTooFew(photograph, options) && !photograph.usage.partialAccess;
  return recall(photograph, { ...options, accessWhole, timestamp, signal });
}

/** What is left to send, and how much of it are zeros of what has vanished. */
export interface Limited extends Fitted {
  readonly zeroed: number;
}

/**
 * Holds what was measured, and the zeros of what has vanished, below MAX_SERIES, and warns where something had to give way or
 * could not. The series about the run and its heartbeat never give way, but count too.
 */
export function limitSeries(prepared: Prepared, { series, zeros }: Recalled, options: RunOptions): Limited {
  const { rows } = prepared.photograph;
  const { prefix, maxSeries, log } = options;
  const about = aboutRun(prepared, { accepted: 0, dropped: 0, zeroed: 0 }, options);
  const beside = about.length + 1;
  const fitted = fitSeries([...series, ...zeros], { rows, prefix, maxSeries, beside });
  warnOfLimit(fitted, beside, maxSeries, log);
  const kept = new Set(fitted.kept);
  return { ...fitted, zeroed: countSeries(zeros.filter((one) => kept.has(one))) };
}

/** What became of the series that were measured. */
export interface Tally {
  /** Those that Datadog took or, in a plan, would get. */
  readonly accepted: number;
  /** Those that gave way to MAX_SERIES. */
  readonly dropped: number;
  /** Those that are sent as 0 because they have vanished. */
  readonly zeroed: number;
}

/** The series about the run, its heartbeat apart. */
export function aboutRun(prepared: Prepared, tally: Tally, options: RunOptions): readonly Series[] {
  const { photograph, timestamp, startedAt } = prepared;
  const { tokenExpiresAt } = photograph.usage;
  const facts = (submitted: number): Partial<Omit<RunFacts, "success">> => ({
    duration: (options.clock.now() - startedAt) / 1000,
    repositoriesRead: photograph.read,
    failures: photograph.failures,
    series: { submitted, dropped: tally.dropped, zeroed: tally.zeroed },
    quotas: photograph.usage.quotas,
    ...(tokenExpiresAt === undefined
      ? {}
      : { tokenExpiresIn: Math.floor(tokenExpiresAt / 1000) - timestamp }),
  });
  const write = { ...options, rows: photograph.rows, constantTags: options.exporterTags };
  const own = exporterSeries(facts(0), write).length;
  return exporterSeries(facts(tally.accepted + own + 1), write);
}

/** The series that says how the run went; it goes last. */
export function heartbeatOf(success: boolean, options: RunOptions): readonly Series[] {
  return heartbeat(success, { prefix: options.prefix, constantTags: options.exporterTags });
}

/** Until when data may be sent, and until when the heartbeat may: the heartbeat must not starve behind retries. */
export interface SendingTime {
  /** Until when Datadog may be asked for what earlier runs said. */
  readonly history: AbortSignal;
  readonly data: AbortSignal;
  readonly heartbeat: AbortSignal;
}

/**
 * One export: a photograph of the backlog, submitted, the heartbeat last. Throws only for a bug.
 * A repository that could not be read completely has no number in it, and the others go out.
 */
export async function exportOnce(options: RunOptions, sink: Sink, time: SendingTime): Promise<Exported> {
  const { log, clock } = options;
  const prepared = await prepare(options);
  const { photograph, timestamp } = prepared;
  if (exitCodeOf(photograph, true, options) === 2) {
    log.error(
      { event: "nothing_selected" },
      "GITHUB_REPOSITORIES selects no repository that the credential can see: nothing was sent",
    );
    return { exitCode: 2 };
  }
  tellOfMemory(options);
  const recalled = await remember(prepared, options, time.history);
  const { kept, zeroed } = limitSeries(prepared, recalled, options);
  const { series, zeros, shrunk } = recalled;
  const dropped = countSeries(series) + countSeries(zeros) - countSeries(kept);
  const data = await sink.submit(walkSeries(kept), timestamp, time.data);
  const tally = { accepted: data.accepted, dropped, zeroed };
  const about = aboutRun(prepared, tally, options);
  const own = await sink.submit(about, timestamp, time.data);
  const refusedSoFar = [...data.refused, ...own.refused];
  const well = judge(photograph, options, log) && !shrunk;
  const success = well && refusedSoFar.length === 0;
  const last = await sink.submit(heartbeatOf(success, options), timestamp, time.heartbeat);
  const refused = [...refusedSoFar, ...last.refused];
  for (const reason of refused)
    log.error({ event: "payload_refused", reason }, "Datadog did not take a payload");
  const accepted = data.accepted + own.accepted + last.accepted;
  const report = { photograph, accepted, refused, success: success && last.refused.length === 0 };
  summarise(prepared, report, clock, log);
  return { exitCode: refused.length > 0 ? 1 : exitCodeOf(photograph, well, options), report };
}

function tellOfMemory({ memory, log }: RunOptions): void {
  if (memory.history !== undefined || !memory.wanted) return;
  log.info(
    { event: "no_zero_fill", names: ["DD_APP_KEY"] },
    "without an application key, the series of a label, author or reviewer that vanishes just ends: an alert on it stays open for up to a day",
  );
}

function summarise(prepared: Prepared, report: Report, clock: Clock, log: Logger): void {
  const { photograph, startedAt } = prepared;
  const { usage } = photograph;
  const reasons = [...groupByReason(photograph.failures)].map(([reason, failures]) => [
    reason,
    failures.length,
  ]);
  log.info(
    {
      event: "run_finished",
      success: report.success,
      repositories: {
        selected: photograph.selected,
        read: photograph.read,
        failed: photograph.failures.length,
      },
      reasons: Object.fromEntries(reasons),
      pull_requests: photograph.pullRequests,
      issues: photograph.issues,
      series: report.accepted,
      refused: report.refused.length,
      requests: usage.requests,
      points: usage.points,
      duration_s: (clock.now() - startedAt) / 1000,
    },
    "run finished",
  );
}
