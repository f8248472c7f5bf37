import { type Change, createMonitor, type Monitor } from "../../sandbox/datadog/monitor.ts";
import { metricsOf } from "../../sandbox/datadog/monitor-query.ts";
import { createBacklog, type Period } from "./backlog.ts";
import { type Circumstances, createWorld, type World } from "./world.ts";

export const RUNS_EVERY_S = 900;

/** What happens to the exporter itself, simulated: no run, or one in such circumstances. Milliseconds since 1970. */
export type Fate = (instant: number) => Circumstances | "no run";

export interface WatchOptions {
  readonly monitors: Readonly<Record<string, unknown>>;
  readonly span: Period;
  /** One of the recorded repositories; all of them where missing. */
  readonly only?: string;
  /** Whether the exporter has an application key. */
  readonly zeroFill: boolean;
  /** `METRICS`; those about repositories that the monitors name where missing, to save time. */
  readonly metrics?: string;
  readonly fate?: Fate;
  /** Seconds after each run at which monitors are evaluated. */
  readonly instants?: readonly number[];
}

/** What each monitor did, by its name. */
export type Watched = Readonly<Record<string, readonly Change[]>>;

/**
 * Replays the recorded backlog with a run every 15 minutes, and evaluates monitors. Datadog evaluates them every minute. A point is there
 * one minute after its run started; it leaves a window of whole quarters of an hour at the beginning of a minute in which a run
 * starts; a new group waits one minute more. In all other minutes nothing can change.
 */
export async function watch(options: WatchOptions): Promise<Watched> {
  const { span, only, zeroFill, fate = () => ({}), instants = INSTANTS } = options;
  const monitors = Object.entries(options.monitors).map(
    ([name, json]) => [name, createMonitor(json)] as const,
  );
  const world = createWorld({
    zeroFill,
    metrics: options.metrics ?? namedBy(monitors.map(([, monitor]) => monitor)),
  });
  const backlog = createBacklog(span, only);
  const watched: Record<string, Change[]> = Object.fromEntries(monitors.map(([name]) => [name, []]));
  for (let instant = span.from; instant < span.until; instant += RUNS_EVERY_S * 1000) {
    for (const after of instants) {
      if (after === RUN_TAKES_S) await runAt(instant, world, backlog, fate);
      for (const [name, monitor] of monitors)
        watched[name]?.push(...evaluateAt(monitor, world, instant / 1000 + after));
    }
  }
  if (world.problems.length > 0) throw new Error(world.problems.join("\n"));
  return watched;
}

/** What a run sends has arrived by then, seconds after its start. */
export const RUN_TAKES_S = 60;
/** Seconds after the start of a run. */
export const INSTANTS = [0, RUN_TAKES_S, 120] as const;

function namedBy(monitors: readonly Monitor[]): string {
  const names = monitors.flatMap(({ rules }) => metricsOf(rules.query.term).map(({ metric }) => metric));
  const below = names.map((name) => name.replace(/^github\./, ""));
  return [
    ...new Set(["pull_requests.open", ...below.filter((name) => !name.startsWith("exporter."))]),
  ].join();
}

async function runAt(instant: number, world: World, backlog: ReturnType<typeof createBacklog>, fate: Fate) {
  const circumstances = fate(instant);
  if (circumstances !== "no run") await world.run(instant, backlog(instant), circumstances);
}

function evaluateAt(monitor: Monitor, { archive }: World, at: number): readonly Change[] {
  return monitor.evaluate(archive, at);
}

/** A change as a line: `2017-03-08T11:45Z repo:a/b OK -> Alert`. */
export function lineOf({ at, group, from, to }: Change): string {
  const minute = new Date(at * 1000).toISOString().replace(":00.000Z", "Z");
  return `${minute} ${group} ${from ?? "new"} -> ${to ?? "gone"}`;
}
