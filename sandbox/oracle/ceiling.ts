import type { ExpectedSeries } from "./expected.ts";
import { legacyName } from "./legacy.ts";

/** Below the prefix (the original tool's has none), as the rules list them: what comes first gives way first. */
const givingWay = [
  legacyName,
  "pull_requests.detail",
  "pull_requests.detail.age",
  "pull_requests.open.combined",
  "issues.open.by_assignee",
  "issues.open.by_author",
  "issues.open.by_label",
  "pull_requests.open.by_checks",
  "pull_requests.open.by_age",
  "pull_requests.age.max.by_review_state",
  "pull_requests.open.by_author",
  "pull_requests.open.by_label",
  "pull_requests.open.by_reviewer_team",
  "pull_requests.open.by_reviewer",
  "pull_requests.open.by_review_state",
  "pull_requests.age.p50",
  "pull_requests.age.p90",
  "pull_requests.age.sum",
  "pull_requests.idle.max",
  "issues.stale",
  "pull_requests.stale",
];
const staying = ["pull_requests.open", "pull_requests.age.max", "issues.open", "issues.age.max"];

export interface CeilingTerms {
  readonly maxSeries: number;
  /** How many series the run sends about itself, which are never dropped. */
  readonly aboutTheRun: number;
  /** What would be set to 0 because it vanished; nothing where missing. */
  readonly zeros?: readonly ExpectedSeries[];
  /** `github` where missing. */
  readonly prefix?: string;
}

export interface BelowCeiling {
  /** In the order given. */
  readonly sent: readonly ExpectedSeries[];
  /** Zeros, as far as their metrics are sent. */
  readonly zeros: readonly ExpectedSeries[];
  /** Metrics that are not sent, the first to give way first, with their numbers of series, zeros not counted. */
  readonly dropped: readonly { readonly metric: string; readonly series: number }[];
  /** The ceiling that would hold everything. */
  readonly fits: number;
}

/**
 * What goes out of the right answers below a ceiling. A metric goes or stays whole, its zeros with it, and zeros count.
 * Throws for a metric of which the rules do not say when it goes.
 */
export function belowCeiling(all: readonly ExpectedSeries[], terms: CeilingTerms): BelowCeiling {
  const { maxSeries, aboutTheRun, zeros = [] } = terms;
  const prefix = `${terms.prefix ?? "github"}.`;
  const nameOf = ({ metric }: ExpectedSeries) =>
    metric === legacyName ? metric : metric.slice(prefix.length);
  const odd = [...all, ...zeros].find((series) => ![...givingWay, ...staying].includes(nameOf(series)));
  if (odd) throw new Error(`no rule says when ${odd.metric} gives way`);
  // The fewest steps down the list after which the rest fits.
  const keptAfter = (steps: number, series: readonly ExpectedSeries[]) =>
    series.filter((one) => !givingWay.slice(0, steps).includes(nameOf(one)));
  const countAfter = (steps: number) =>
    keptAfter(steps, all).length + keptAfter(steps, zeros).length + aboutTheRun;
  let steps = 0;
  while (steps < givingWay.length && countAfter(steps) > maxSeries) steps += 1;
  const dropped = givingWay.slice(0, steps).map((name) => {
    const series = all.filter((candidate) => nameOf(candidate) === name);
    return { metric: name === legacyName ? name : `${prefix}${name}`, series: series.length };
  });
  return {
    sent: keptAfter(steps, all),
    zeros: keptAfter(steps, zeros),
    dropped: dropped.filter(({ series }) => series > 0),
    fits: countAfter(0),
  };
}
