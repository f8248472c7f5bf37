import type { Series } from "../domain/series.ts";
import {
  aboutRun,
  type ExitCode,
  exitCodeOf,
  heartbeatOf,
  judge,
  type Prepared,
  prepare,
} from "../export.ts";
import { runOptions, type Session } from "./session.ts";
import { renderTable } from "./table.ts";

/** The command `plan`: everything but the submission. Gives what goes to stdout, and exits as `run` would. */
export async function plan(session: Session, json: boolean): Promise<{ output: string; exitCode: ExitCode }> {
  const options = runOptions(session);
  const prepared = await prepare(options);
  const { photograph } = prepared;
  const exitCode = exitCodeOf(photograph, true, options.tolerance);
  if (exitCode === 2) {
    session.log.error(
      { event: "nothing_selected" },
      "GITHUB_REPOSITORIES selects no repository that the credential can see",
    );
    return { output: "", exitCode };
  }
  const well = photograph.read > 0 && judge(photograph, options);
  const own = [...aboutRun(prepared, photograph.series.length, options), ...heartbeatOf(well, options)];
  const series = [...photograph.series, ...own].sort(compareSeries);
  const output = json ? renderJson(prepared, series) : renderPlan(prepared, series);
  return { output, exitCode: exitCodeOf(photograph, well, options.tolerance) };
}

function compareSeries(a: Series, b: Series): number {
  return compareText(a.metric, b.metric) || compareText(a.tags.join(), b.tags.join());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

interface MetricCost {
  readonly metric: string;
  readonly series: number;
  /** The keys of its tags. */
  readonly tags: readonly string[];
}

function costOf(series: readonly Series[]): MetricCost[] {
  const byMetric = new Map<string, { series: number; tags: Set<string> }>();
  for (const { metric, tags } of series) {
    const cost = byMetric.get(metric) ?? { series: 0, tags: new Set<string>() };
    cost.series += 1;
    for (const tag of tags) cost.tags.add(tag.split(":", 1)[0] ?? tag);
    byMetric.set(metric, cost);
  }
  return [...byMetric].map(([metric, cost]) => ({
    metric,
    series: cost.series,
    tags: [...cost.tags].sort(),
  }));
}

/** One object, sorted by metric and then by tags. A series here is a custom metric there. */
function renderJson({ photograph, timestamp }: Prepared, series: readonly Series[]): string {
  const failed = photograph.failures.map(({ repository, reason }) => ({ repo: repository, reason }));
  const plan = {
    timestamp,
    repositories: {
      selected: photograph.selected,
      failed: failed.sort((a, b) => compareText(a.repo, b.repo)),
    },
    series: series.map(({ metric, tags, value }) => ({ metric, tags, value })),
    cost: { custom_metrics: series.length, by_metric: costOf(series) },
  };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

function renderPlan({ photograph }: Prepared, series: readonly Series[]): string {
  const costs = costOf(series).map(({ metric, series: count, tags }) => [metric, count, tags.join(", ")]);
  const columns = [{ title: "metric" }, { title: "series", align: "right" as const }, { title: "tags" }];
  const { selected, read, pullRequests, failures, usage } = photograph;
  const sum = `${series.length} custom metrics for ${pullRequests} open pull requests in ${read} of ${selected} repositories`;
  const spent = `${usage.requests} requests to GitHub, ${usage.points} GraphQL points`;
  const failed = failures.map(({ repository, reason, message }) => [repository, reason, message]);
  const failedTable = renderTable(
    [{ title: "no numbers for" }, { title: "reason" }, { title: "what happened" }],
    failed,
  );
  return `${renderTable(columns, costs)}\n${sum} (${spent}).\n${failed.length > 0 ? `\n${failedTable}` : ""}`;
}
