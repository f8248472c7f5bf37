import { adapted, type Changes } from "./adapted.ts";
import { type Period, period } from "./backlog.ts";
import { expectedLines, type Sample, zeroFilled } from "./expected.ts";
import {
  awaitedByReviewer,
  labelledByRepository,
  oldestApprovedByRepository,
  type Samples,
} from "./recorded.ts";
import { RUNS_EVERY_S } from "./watch.ts";

/** What vanished from one run to the next while it was in alert, as recorded; the numbers to alert above are lowered for it. */
export const CASES = [
  {
    what: "ten pull requests with a label that were merged at once",
    id: "label-piling-up",
    changes: { critical: 5, label: "ready_to_merge" },
    only: "mlswg/mls-protocol",
    span: period("2023-02-16T00:00Z", "2023-03-09T00:00Z"),
    group: "repo:mlswg/mls-protocol",
    samplesIn: (span) => labelledByRepository(span, "ready_to_merge"),
    over: "min",
  },
  {
    what: "a reviewer whose five reviews came at once (derived: awaited until the first)",
    id: "reviewer-overloaded",
    changes: { critical: 4 },
    only: "ietf-rats-wg/architecture",
    span: period("2021-02-02T00:00Z", "2021-02-07T00:00Z"),
    group: "reviewer:dthaler",
    samplesIn: (span) => awaitedByReviewer(span, "dthaler"),
    over: "max",
  },
  {
    what: "the last approved pull requests of a repository, merged",
    id: "approved-not-merged",
    changes: {},
    only: "mlswg/mls-protocol",
    span: period("2023-02-08T00:00Z", "2023-02-16T00:00Z"),
    group: "repo:mlswg/mls-protocol",
    samplesIn: oldestApprovedByRepository,
    over: "min",
  },
] as const satisfies readonly {
  readonly what: string;
  readonly id: string;
  readonly changes: Changes;
  readonly only: string;
  readonly span: Period;
  readonly group: string;
  readonly samplesIn: (span: Period) => Samples;
  readonly over: "min" | "max";
}[];

/** How an alert on what vanishes can be dealt with. */
export const REGIMES = [
  { regime: "zero-fill", zeroFill: true },
  { regime: "on_missing_data: resolve, without zero-fill", zeroFill: false, missing: "resolve" },
  { regime: "neither", zeroFill: false },
] as const;

export type Case = Omit<(typeof CASES)[number], "span"> & { readonly span: Period };
export type Regime = (typeof REGIMES)[number];

/** The case's monitor, as it is set up for a regime. */
export function monitorOf({ id, changes }: Case, regime: Regime) {
  return adapted(id, { ...changes, ...("missing" in regime ? { missing: regime.missing } : {}) });
}

/** What the monitor must do about the group by the recording, as lines that `lineOf` writes. */
export function rightOf(one: Case, regime: Regime, outage?: Period) {
  const { span, group, over } = one;
  const samples = one.samplesIn(span).get(group) ?? [];
  const filled = regime.zeroFill ? zeroFilled(samples) : samples;
  const sent = filled.map((value, run): Sample => {
    const instant = span.from + run * RUNS_EVERY_S * 1000;
    return outage !== undefined && outage.from <= instant && instant < outage.until ? undefined : value;
  });
  const { thresholds } = monitorOf(one, regime).options;
  return expectedLines(group, span.from / 1000, sent, { over, thresholds, resolves: "missing" in regime });
}

/** The last run, `2023-03-07 15:00`, that had it before the alert closed with zero-fill. */
export function lastRunWith(one: Case): string {
  const { span, group } = one;
  const closed = rightOf(one, REGIMES[0]).find((line) => line.includes(" Alert -> ")) ?? "";
  const samples = one.samplesIn(span).get(group) ?? [];
  const times = samples.flatMap((value, run) =>
    value === undefined ? [] : [new Date(span.from + run * RUNS_EVERY_S * 1000).toISOString()],
  );
  const last = times.findLast((time) => time < closed) ?? "";
  return `${last.slice(0, 10)} ${last.slice(11, 16)}`;
}
