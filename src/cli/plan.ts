import type { Series } from "../domain/series.ts";
import {
  aboutRun,
  type ExitCode,
  exitCodeOf,
  heartbeatOf,
  judge,
  limitSeries,
  type Prepared,
  prepare,
  type RunOptions,
} from "../export.ts";
import { costOf, priceOf } from "../metrics/cost.ts";
import { savingsOf } from "../metrics/savings.ts";
import { renderPlanJson } from "./plan-json.ts";
import { renderPlanText } from "./plan-text.ts";
import type { Planned } from "./planned.ts";
import { runOptions, type Session } from "./session.ts";

/** The command `plan`: everything but the submission. Gives what goes to stdout, and exits as `run` would. */
export async function plan(session: Session, json: boolean): Promise<{ output: string; exitCode: ExitCode }> {
  const options = runOptions(session);
  const { tolerance } = options;
  const prepared = await prepare(options);
  const { photograph } = prepared;
  const exitCode = exitCodeOf(photograph, true, tolerance);
  if (exitCode === 2) {
    session.log.error(
      { event: "nothing_selected" },
      "GITHUB_REPOSITORIES selects no repository that the credential can see",
    );
    return { output: "", exitCode };
  }
  const well = photograph.read > 0 && judge(photograph, options);
  const planned = price(prepared, well, options, session.settings.metrics.price);
  const output = json ? renderPlanJson(planned) : renderPlanText(planned);
  return { output, exitCode: exitCodeOf(photograph, well, tolerance) };
}

/** What `run` would send after the same reading, and what it would cost at so many US dollars for 100. */
function price(prepared: Prepared, well: boolean, options: RunOptions, usd: number): Planned {
  const { rows, series: measured, pullRequests } = prepared.photograph;
  const { prefix, maxSeries, exporterTags } = options;
  const { kept, dropped, fits } = limitSeries(prepared, options);
  const tally = { accepted: kept.length, dropped: measured.length - kept.length };
  const own = [...aboutRun(prepared, tally, options), ...heartbeatOf(well, options)];
  const series = [...kept, ...own].sort(compareSeries);
  const pricing = { rows, prefix, price: usd };
  return {
    prepared,
    series,
    ceiling: { maxSeries, dropped, fits },
    price: usd,
    constantKeys: new Set(exporterTags.map((tag) => tag.split(":", 1)[0] ?? tag)),
    cost: costOf(series, pricing),
    savings: savingsOf(series, pricing),
    oneForEach: priceOf(pullRequests, usd),
  };
}

function compareSeries(a: Series, b: Series): number {
  return compareText(a.metric, b.metric) || compareText(a.tags.join(), b.tags.join());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
