import type { Wanted } from "../domain/wanted.ts";
import type { RateLimit } from "../github/check/credential.ts";
import { createProbe, type GitHubProbe, type Tried } from "../github/check/probe.ts";
import { rowsWithout, selectRows, wantedBy } from "../metrics/select.ts";
import { appRows } from "./check-app.ts";
import { clockRow } from "./check-clock.ts";
import type { GitHubFindings } from "./check-findings.ts";
import { leftOutRows, repositoryRows } from "./check-repositories.ts";
import type { CheckRow } from "./check-row.ts";
import { credentialRows, quotaRows } from "./check-token.ts";
import { createWarnings } from "./check-warnings.ts";
import { watchDates } from "./clock-watch.ts";
import type { Session } from "./session.ts";

/** A person is waiting: no rate limit is waited for that takes longer. */
const PATIENCE_MS = 20_000;

/** What GitHub says to the credential and to the selection. */
export async function checkGitHub(session: Session): Promise<readonly CheckRow[]> {
  const { settings, clock, endings, userAgent } = session;
  const watch = watchDates(session.fetch, clock);
  const warnings = createWarnings(session.log);
  const probe = createProbe({
    ...settings.github,
    selection: settings.selection,
    traits: settings.further.wanted,
    isBot: settings.metrics.isBot,
    log: warnings.log,
    clock,
    fetch: watch.fetch,
    deadline: clock.now() + Math.min(PATIENCE_MS, settings.run.readingMs),
    userAgent,
    conceal: session.conceal,
  });
  const wanted = wantedBy(rowsWithout(selectRows(settings.metrics.selects), probe.cannotRead));
  const findings = await ask(probe, wanted, session);
  const now = clock.now();
  return [
    ...(findings.app === undefined
      ? [...credentialRows(findings, settings, wanted, now), ...quotaRows(findings, settings, now)]
      : appRows(findings.app, findings, settings, wanted, now)),
    ...leftOutRows(settings, probe.cannotRead),
    ...repositoryRows(findings, settings, endings),
    ...warnings.rows(),
    clockRow("GitHub", watch.ahead()),
  ];
}

/** The free question first: what it tells of GitHub and of the token saves the others. */
async function ask(
  probe: GitHubProbe,
  wanted: Wanted,
  { settings, endings }: Session,
): Promise<GitHubFindings> {
  const signal = endings.reading;
  if (settings.github.app !== undefined) return await askAsApp(probe, wanted, signal);
  const limits = await probe.limits(signal);
  if (isHopeless(limits)) return { limits, usage: probe.usage() };
  const left = (resource: RateLimit["resource"]) =>
    limits.kind === "failed" || limits.value.every((one) => one.resource !== resource || one.remaining > 0);
  const withToken = settings.github.token !== undefined && left("core");
  const identity = withToken ? { identity: await probe.identity(signal) } : {};
  const surveyed = !isRefused(identity.identity) && left(settings.github.api === "rest" ? "core" : "graphql");
  const survey = surveyed ? { survey: await probe.survey(wanted, signal) } : {};
  return { limits, ...identity, ...survey, usage: probe.usage() };
}

/** The App, then where it is installed; what is selected where neither is known would only fail. */
async function askAsApp(probe: GitHubProbe, wanted: Wanted, signal: AbortSignal): Promise<GitHubFindings> {
  const app = await probe.app(signal);
  if (app === undefined || app.kind === "failed") {
    const limits = app ?? { kind: "answered", value: [] };
    return { limits, ...(app && { app: { app, installations: [] } }), usage: probe.usage() };
  }
  const installations = await probe.installations(signal);
  const [limits = NO_LIMITS] = installations.map((one) => one.limits);
  const survey = await probe.survey(wanted, signal);
  return { limits, app: { app, installations }, survey, usage: probe.usage() };
}

const NO_LIMITS = { kind: "answered", value: [] } as const;

function isRefused(tried: Tried<unknown> | undefined): boolean {
  return tried?.kind === "failed" && tried.reason === "unauthorized";
}

/** Whether every other question would fail too: nobody there, nobody who is GitHub, or a token that it does not take. */
function isHopeless(tried: Tried<unknown>): boolean {
  return tried.kind === "failed" && tried.reason !== "forbidden" && tried.reason !== "rate_limited";
}
