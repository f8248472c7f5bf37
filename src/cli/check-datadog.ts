import { createKeyProbe, type KeyProbe, type KeyVerdict } from "../datadog/key-probe.ts";
import { HEARTBEAT } from "../metrics/catalogue.ts";
import { clockRow } from "./check-clock.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";
import { setupRows } from "./check-setup.ts";
import { watchDates } from "./clock-watch.ts";
import { historyOf } from "./run.ts";
import type { Session } from "./session.ts";

const row = rowsOf("Datadog");
const SITE_ADVICE =
  "Check DD_API_KEY, and DD_SITE: the site is in the address of your Datadog, and a good key is refused in the same way on another one.";
const PLACE_ADVICE = "Check DD_SITE or DD_URL, and the network in between.";
const RELAY_ADVICE = "Look at what DD_URL leads to: a relay may take series all the same.";
const APP_ADVICE =
  "Make an application key in the same organisation, with the scope timeseries_query, and set DD_APP_KEY to it. Runs go on without.";

/** What Datadog says to the keys. Nothing is submitted. */
export async function checkDatadog(session: Session): Promise<readonly CheckRow[]> {
  const { apiKey, appKey, ...place } = session.settings.datadog;
  if (apiKey === undefined) {
    const advice = "Set DD_API_KEY to an API key of your Datadog organisation.";
    return [
      row("skip", "address", `${place.url}: not tried without a key`),
      row("fail", "API key", "DD_API_KEY is not set", advice),
      row("skip", "application key", appKey === undefined ? "not set" : "not tried without an API key"),
    ];
  }
  const watch = watchDates(session.fetch, session.clock);
  const { clock, settings, endings } = session;
  const options = { ...place, apiKey, requestTimeoutMs: settings.github.requestTimeoutMs, clock };
  const probe = createKeyProbe({ ...options, ...(appKey && { appKey }), fetch: watch.fetch });
  const verdict = await probe.apiKey(endings.sending.data);
  const keyRows =
    verdict.kind === "good"
      ? await applicationKeyRows(session, probe, apiKey)
      : [row("skip", "application key", "not tried without a good API key")];
  return [addressRow(verdict, probe), apiKeyRow(verdict), ...keyRows, clockRow("Datadog", watch.ahead())];
}

function addressRow(verdict: KeyVerdict, { place }: KeyProbe): CheckRow {
  return verdict.kind === "failed" && !verdict.answered
    ? row("fail", "address", verdict.message, PLACE_ADVICE)
    : row("pass", "address", `${place} answers`);
}

function apiKeyRow(verdict: KeyVerdict): CheckRow {
  switch (verdict.kind) {
    case "good":
      return row("pass", "API key", "taken");
    case "refused":
      return row("fail", "API key", verdict.message, SITE_ADVICE);
    case "unasked":
      return row("warn", "API key", `${verdict.message}: nobody there knows of keys`, RELAY_ADVICE);
    case "failed": {
      if (!verdict.answered) return row("skip", "API key", "not tried: see the address");
      if (!verdict.passing) return row("fail", "API key", verdict.message, PLACE_ADVICE);
      // A run sends to another endpoint, which may be well.
      return { ...row("warn", "API key", verdict.message, "Check again."), untried: "the API key" };
    }
  }
}

async function applicationKeyRows(
  session: Session,
  probe: KeyProbe,
  apiKey: string,
): Promise<readonly CheckRow[]> {
  const { appKey, memory } = session.settings.datadog;
  if (appKey === undefined) {
    const found = "not set: what vanishes is not set to 0";
    return [row("skip", "application key", found, "Set DD_APP_KEY to have alerts close by themselves.")];
  }
  const verdict = await probe.bothKeys(session.endings.sending.data);
  if (verdict.kind !== "good") {
    const advice = verdict.kind === "refused" ? APP_ADVICE : "Try again. Runs go on without.";
    return [row("warn", "application key", verdict.message, advice)];
  }
  const taken = row("pass", "application key", "taken");
  const zeros = memory.wanted ? await scopeRow(session) : row("skip", "zero-fill", "ZERO_FILL is off");
  return [taken, zeros, ...(await setupRows(session, { apiKey, appKey }))];
}

/** A query over one minute shows the scope; what it answers does not matter. */
async function scopeRow(session: Session): Promise<CheckRow> {
  const { clock, settings, endings } = session;
  const timestamp = Math.floor(clock.now() / 1000);
  const metric = `${settings.metrics.prefix}.${HEARTBEAT}`;
  const span = { timestamp, lookbackSeconds: 60 };
  const question = { metric, tagKeys: [], constantTags: settings.datadog.exporterTags, ...span };
  const answer = await historyOf(session)?.lastValues(question, endings.sending.data);
  return answer?.kind === "unread"
    ? row(
        "warn",
        "scope timeseries_query",
        answer.why,
        "Give the application key this scope. Runs go on without zeros.",
      )
    : row("pass", "scope timeseries_query", "a query is answered");
}
