import type { Run } from "./measure.ts";
import type { Result } from "./results.ts";
import type { Api } from "./scenarios.ts";

/** A promise about a figure of a scenario: its median is at most that. */
export interface Budget {
  readonly what: string;
  readonly unit: string;
  readonly most: number;
  /** Which results it is about; each is judged by itself. */
  readonly holds: (result: Result) => boolean;
  readonly value: (run: Run) => number;
}

/** Milliseconds that an answer takes, for all budgets that are about more than the start. */
const USUAL_LATENCY = 150;

const of = (name: string, api?: Api) => (result: Result) =>
  result.scenario.name === name &&
  (api === undefined || result.api === api) &&
  result.pace.latency === USUAL_LATENCY;
const starts = (isNode20: boolean) => (result: Result) =>
  result.scenario.name === "cold-start" && result.node.startsWith("v20.") === isNode20;
const cpu = (run: Run) => run.took?.userCpu ?? Number.NaN;
const memory = (run: Run) => (run.took?.peakBytes ?? Number.NaN) / 1e6;
const payload = (run: Run) => ((run.took?.payloadCpu ?? Number.NaN) * 1e6) / run.counted;

const budget = (
  what: string,
  most: number,
  unit: string,
  holds: Budget["holds"],
  value: Budget["value"],
): Budget => ({ what, unit, most, holds, value });

/** Those of single scenarios; what compares several is in judge.ts. */
export const BUDGETS: readonly Budget[] = [
  budget("start to first request, Node 20", 0.15, "s", starts(true), (run) => run.coldStart),
  budget("start to first request, newer Node", 0.12, "s", starts(false), (run) => run.coldStart),
  budget("1,000 / 5,000: requests", 115, "", of("1000", "graphql"), (run) => run.requests),
  budget("1,000 / 5,000: points", 115, "", of("1000", "graphql"), (run) => run.points),
  budget("10,000 / 100,000: requests", 2_200, "", of("10000", "graphql"), (run) => run.requests),
  budget("10,000 / 100,000: points", 2_200, "", of("10000", "graphql"), (run) => run.points),
  budget("50 x 120: wall", 3, "s", of("50x120"), (run) => run.wall),
  budget("1,000 / 5,000: wall", 5, "s", of("1000", "graphql"), (run) => run.wall),
  budget("50 x 120: peak memory", 130, "MB", of("50x120", "graphql"), memory),
  budget("50 x 120: peak memory", 180, "MB", of("50x120", "rest"), memory),
  budget("1,000 / 5,000: peak memory", 130, "MB", of("1000", "graphql"), memory),
  budget("1,000 / 5,000: peak memory", 180, "MB", of("1000", "rest"), memory),
  budget("10,000 / 100,000: peak memory", 220, "MB", of("10000", "graphql"), memory),
  budget("1,000 / 5,000: own CPU", 1.3, "s", of("1000", "graphql"), cpu),
  budget("10,000 / 100,000: own CPU", 13, "s", of("10000", "graphql"), cpu),
  budget("10,000 / 100,000: counters to payloads, a pull request", 50, "µs", of("10000", "graphql"), payload),
  budget(
    "recorded history: custom metrics, a pull request",
    1.2,
    "",
    of("history", "graphql"),
    (run) => run.repositorySeries / run.pullRequests,
  ),
];
