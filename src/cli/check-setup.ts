import { createRemote, type Remote } from "../datadog/setup/remote.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";
import type { Session } from "./session.ts";

const row = rowsOf("Datadog");
const ADVICE = "Give the application key this scope and its _write, or leave it: only `setup` needs them.";

/** A question for each scope that reads; those that write show only when something is written. */
const QUESTIONS = {
  monitors_read: (remote: Remote) => remote.monitors.list(),
  dashboards_read: (remote: Remote) => remote.dashboards.list(),
  slos_read: (remote: Remote) => remote.slos.list(),
} as const;

/** Whether `setup` could look at what is there with these keys. A run needs nothing of it, so that none of it is a failure. */
export async function setupRows(
  { settings, fetch, clock, endings }: Session,
  keys: { readonly apiKey: string; readonly appKey: string },
): Promise<readonly CheckRow[]> {
  const { url, site } = settings.datadog;
  const { requestTimeoutMs } = settings.github;
  const signal = endings.sending.data;
  const remote = createRemote({ url, site, ...keys, requestTimeoutMs, fetch, clock, signal });
  const rows: CheckRow[] = [];
  for (const [scope, ask] of Object.entries(QUESTIONS)) {
    const answer = await ask(remote);
    const tried = `setup: ${scope}`;
    rows.push(
      answer.kind === "answered"
        ? row("pass", tried, "a list is answered")
        : row("skip", tried, answer.reason, ADVICE),
    );
  }
  return rows;
}
