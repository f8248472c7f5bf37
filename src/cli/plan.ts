import { countSeries, type Series, walkSeries } from "../domain/series.ts";
import { type ExitCode, exitCodeOf, judge } from "../ending.ts";
import {
  aboutRun,
  heartbeatOf,
  limitSeries,
  type Prepared,
  prepare,
  type RunOptions,
  remember,
} from "../export.ts";
import { costOf, priceOf } from "../metrics/cost.ts";
import { savingsOf } from "../metrics/savings.ts";
import type { Recalled } from "../recall.ts";
import { warnOfClock, watchDates } from "./clock-watch.ts";
import { renderPlanJson } from "./plan-json.ts";
import type { PageOptions } from "./plan-page.ts";
import { renderPlanText } from "./plan-text.ts";
import type { Planned } from "./planned.ts";
import { historyOf } from "./run.ts";
import { runOptions, type Session } from "./session.ts";

/** What is made of a plan. */
export interface PlanOptions {
  readonly json: boolean;
  readonly page?: PageOptions | undefined;
}

/** What a plan leaves: a text for stdout, perhaps one for stderr, and how the process is to exit. */
interface Ended {
  readonly output: string;
  readonly complaint?: string;
  readonly exitCode: ExitCode;
}

/** The command `plan`: everything but the submission. Exits as `run` would. */
export async function plan(session: Session, options: PlanOptions): Promise<Ended> {
  const GitHub = watchDates(session.fetch, session.clock);
  const ended = await planBy({ ...session, fetch: GitHub.fetch }, options);
  const dropped = warnOfClock(session.log, { GitHub });
  return dropped && ended.exitCode !== 2 ? { ...ended, exitCode: 1 } : ended;
}

async function planBy(session: Session, { json, page }: PlanOptions): Promise<Ended> {
  const options = runOptions(session, historyOf(session));
  const startedAt = options.clock.now();
  if (page === undefined) return show(await make(session, options, startedAt), session, json);
  // Loaded late: it brings a page with it.
  const { openPage } = await import("./plan-page.ts");
  const opened = await openPage(page, session, options, startedAt);
  if (!opened.ok) return { output: "", complaint: `${opened.problem}\n`, exitCode: 2 };
  const followers = [...(options.followers ?? []), opened.follower];
  try {
    const made = await make(session, { ...options, followers }, startedAt);
    const problem = made.planned && (await opened.write(made.planned));
    const shown = show(made, session, json);
    return problem === undefined ? shown : { ...shown, complaint: `${problem}\n`, exitCode: 1 };
  } finally {
    await opened.giveUp();
  }
}

/** A plan, unless there is nothing to plan. */
interface Made {
  readonly planned?: Planned;
  readonly exitCode: ExitCode;
}

async function make(session: Session, options: RunOptions, startedAt: number): Promise<Made> {
  const prepared = await prepare(options, startedAt);
  const { photograph } = prepared;
  const exitCode = exitCodeOf(photograph, true, options);
  if (exitCode === 2) {
    session.log.error(
      { event: "nothing_selected" },
      "GITHUB_REPOSITORIES selects no repository that the credential can see",
    );
    return { exitCode };
  }
  const recalled = await remember(prepared, options, session.endings.sending.history);
  const well = judge(photograph, options, options.log) && !recalled.shrunk;
  const planned = price({ prepared, recalled, well }, options, session.settings.metrics.price);
  return { planned, exitCode: exitCodeOf(photograph, well, options) };
}

function show({ planned, exitCode }: Made, session: Session, json: boolean): Ended {
  if (planned === undefined) return { output: "", exitCode };
  const output = json ? renderPlanJson(planned) : renderPlanText(planned, session.show?.paint);
  return { output, exitCode };
}

interface Read {
  readonly prepared: Prepared;
  readonly recalled: Recalled;
  readonly well: boolean;
}

/** What `run` would send after the same reading, and what it would cost at so many US dollars for 100. */
function price({ prepared, recalled, well }: Read, options: RunOptions, usd: number): Planned {
  const { rows, pullRequests } = prepared.photograph;
  const { zeros } = recalled;
  const { prefix, maxSeries, exporterTags, further } = options;
  const { kept, zeroed, ...ceiling } = limitSeries(prepared, recalled, options);
  // A bill is about all series at once, and so is a sorted list: here, and nowhere in a run, all of them are there.
  const measured = [...walkSeries(recalled.series)];
  const sent = [...walkSeries(kept)];
  const tally = {
    accepted: sent.length,
    dropped: measured.length + countSeries(zeros) - sent.length,
    zeroed,
  };
  const own = [...aboutRun(prepared, tally, options), ...heartbeatOf(well, options)];
  const series = [...sent, ...own].sort(compareSeries);
  const pricing = { rows, prefix, price: usd };
  return {
    prepared,
    series,
    ceiling: { maxSeries, ...ceiling },
    price: usd,
    constantKeys: new Set(exporterTags.map((tag) => tag.split(":", 1)[0] ?? tag)),
    furtherKeys: further.keys,
    cost: costOf(series, pricing),
    savings: savingsOf(measured, pricing),
    heldBack: priceOf(recalled.heldBack, usd),
    oneForEach: pullRequests === undefined ? undefined : priceOf(pullRequests, usd),
  };
}

function compareSeries(a: Series, b: Series): number {
  return compareText(a.metric, b.metric) || compareText(a.tags.join(), b.tags.join());
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
