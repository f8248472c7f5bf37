import type { FailureReason } from "../domain/snapshot.ts";
import type { Wanted } from "../domain/wanted.ts";
import type { RateLimit } from "../github/check/credential.ts";
import { createProbe, type GitHubProbe, type Tried } from "../github/check/probe.ts";
import { rowsWithout, selectRows, wantedBy } from "../metrics/select.ts";
import { selectedBefore } from "../recall.ts";
import { appRows } from "./check-app.ts";
import { clockRow } from "./check-clock.ts";
import type { GitHubFindings } from "./check-findings.ts";
import { leftOutRows, repositoryRows, unaskedRow, verdictOf } from "./check-repositories.ts";
import type { CheckResult, CheckRow } from "./check-row.ts";
import { credentialRows, quotaRows } from "./check-token.ts";
import { createWarnings } from "./check-warnings.ts";
import { watchDates } from "./clock-watch.ts";
import { historyOf } from "./run.ts";
import type { Session } from "./session.ts";
import { shareOfWorker } from "./sharding.ts";

/** What GitHub says to the credential and to the selection. */
export async function checkGitHub(session: Session): Promise<readonly CheckRow[]> {
  const { settings, clock, endings, userAgent } = session;
  const watch = watchDates(session.fetch, clock);
  const warnings = createWarnings(session.log);
  const { selection, isMine, idle, tags } = shareOfWorker(settings);
  const deadline = clock.now() + settings.run.readingMs;
  const probe = createProbe({
    ...settings.github,
    selection,
    isMine,
    traits: settings.further.wanted,
    isBot: settings.metrics.isBot,
    log: warnings.log,
    clock,
    fetch: watch.fetch,
    deadline,
    userAgent,
    conceal: session.conceal,
  });
  const wanted = wantedBy(rowsWithout(selectRows(settings.metrics.selects), probe.cannotRead));
  const findings = await ask(probe, wanted, session);
  const { survey, usage } = findings;
  // Before Datadog is asked: a run does not count that time as reading either.
  const stopped = endings.reading.aborted;
  const before = survey === undefined ? 0 : await selectedByLastRun(session, tags);
  const verdict = survey && verdictOf(survey, usage, settings, { idle, before, stopped, endings });
  const now = clock.now();
  // What is wrong somewhere is a failure where the run as a whole fails.
  const result = verdict?.succeeds ? "warn" : "fail";
  return [
    ...(findings.app === undefined
      ? credentialRows(findings, settings, { wanted, now, result })
      : appRows(findings.app, settings, { wanted, result })),
    ...quotaRows(findings, settings, { now, deadline, result }),
    ...leftOutRows(settings, probe.cannotRead),
    ...(survey && verdict
      ? repositoryRows(survey, verdict, settings)
      : [unaskedRow(resultOf(findings, deadline))]),
    ...warnings.rows(),
    clockRow("GitHub", watch.ahead()),
  ];
}

/** How many repositories the last run of this worker selected; 0 where Datadog does not say. */
async function selectedByLastRun(session: Session, tags: readonly string[]): Promise<number> {
  const { settings, clock, endings } = session;
  const { memory, exporterTags } = settings.datadog;
  const history = memory.wanted ? historyOf(session) : undefined;
  if (history === undefined) return 0;
  return await selectedBefore(history, new Map(), {
    memory,
    prefix: settings.metrics.prefix,
    exporterTags: [...exporterTags, ...tags].sort(),
    timestamp: Math.floor(clock.now() / 1000),
    signal: endings.sending.history,
  });
}

/** Of a selection that was not asked for. A run waits for a limit that is full again before its reading ends. */
function resultOf({ spent }: GitHubFindings, deadline: number): CheckResult {
  if (spent === undefined) return "skip";
  return spent.resetAt < deadline ? "warn" : "fail";
}

/** The free question first: what it tells of GitHub and of the token saves the others. */
async function ask(
  probe: GitHubProbe,
  wanted: Wanted,
  { settings, endings }: Session,
): Promise<GitHubFindings> {
  const { github } = settings;
  const signal = endings.reading;
  if (github.app !== undefined) return await askAsApp(probe, wanted, signal);
  const limits = await probe.limits(signal);
  if (isHopeless(limits)) return { limits: [limits], usage: probe.usage() };
  const known = limits.kind === "answered" ? limits.value : [];
  const spent = (resource: RateLimit["resource"]) =>
    known.find((one) => one.resource === resource && one.remaining <= 0);
  const withToken = github.token !== undefined && spent("core") === undefined;
  const identity = withToken ? await probe.identity(signal) : undefined;
  const asked = { limits: [limits], ...(identity && { identity }) };
  // One of the two may be out of order alone: a run needs neither of them.
  const isOut = [limits, identity].every((tried) => failedBy(tried, ["server_error", "invalid_answer"]));
  if (failedBy(identity, ["unauthorized"]) || isOut) return { ...asked, usage: probe.usage() };
  const none = spent(github.api === "rest" ? "core" : "graphql");
  if (none !== undefined) return { ...asked, spent: none, usage: probe.usage() };
  const survey = await probe.survey(wanted, [known], signal);
  return { ...asked, survey, usage: probe.usage() };
}

/** The App, then where it is installed; what is selected where neither is known would only fail. */
async function askAsApp(probe: GitHubProbe, wanted: Wanted, signal: AbortSignal): Promise<GitHubFindings> {
  const app = await probe.app(signal);
  if (app === undefined || failedBy(app, REFUSALS) || isHopeless(app)) {
    return { limits: [], ...(app && { app: { app, installations: [] } }), usage: probe.usage() };
  }
  const installations = await probe.installations(signal);
  const limits = installations.map((one) => one.limits);
  const known = limits.map((one) => (one.kind === "answered" ? one.value : []));
  const survey = await probe.survey(wanted, known, signal);
  return { limits, app: { app, installations }, survey, usage: probe.usage() };
}

/** What GitHub says to an App whose key or id is wrong. */
const REFUSALS: readonly FailureReason[] = ["unauthorized", "forbidden", "not_found"];

function failedBy(tried: Tried<unknown> | undefined, reasons: readonly FailureReason[]): boolean {
  return tried?.kind === "failed" && reasons.includes(tried.reason);
}

/** Whether every other question would fail too: nobody there, or a token that GitHub does not take. */
function isHopeless(tried: Tried<unknown>): boolean {
  return failedBy(tried, ["unauthorized", "network", "interrupted"]);
}
