import { createHistory } from "../datadog/read-back.ts";
import { createDatadog } from "../datadog/submit.ts";
import type { Series } from "../domain/series.ts";
import type { ExitCode } from "../ending.ts";
import { exportOnce } from "../export.ts";
import type { History, Sink } from "../ports.ts";
import type { Audience } from "./audience.ts";
import { warnOfClock, watchDates } from "./clock-watch.ts";
import { runOptions, type Session } from "./session.ts";

/** The command `run`: one export. */
export async function run(session: Session, apiKey: string): Promise<ExitCode> {
  const { settings, log, clock, fetch, endings, audience } = session;
  const { url, site } = settings.datadog;
  const { requestTimeoutMs } = settings.github;
  const watches = { GitHub: watchDates(fetch, clock), Datadog: watchDates(fetch, clock) };
  const datadog = createDatadog({
    ...{ url, site, apiKey, requestTimeoutMs, clock, log },
    fetch: watches.Datadog.fetch,
  });
  const sink = audience === undefined ? datadog : overheard(datadog, audience);
  const { exitCode, report } = await exportOnce(
    runOptions({ ...session, fetch: watches.GitHub.fetch }, historyOf(session)),
    sink,
    endings.sending,
  );
  const dropped = warnOfClock(log, watches);
  if (report !== undefined) audience?.ended(report);
  // What knows the time at Datadog has judged the points; a relay may not say what time it is.
  const unjudged = watches.Datadog.ahead() === undefined;
  return unjudged && dropped && exitCode !== 2 ? 1 : exitCode;
}

/** The same sink, with somebody who hears what is handed to it. */
function overheard(sink: Sink, audience: Audience): Sink {
  return {
    submit: (series, timestamp, signal) => sink.submit(tell(series, audience), timestamp, signal),
  };
}

function* tell(all: Iterable<Series>, audience: Audience): Generator<Series, void> {
  for (const series of all) {
    audience.submitted(series);
    yield series;
  }
}

/** What Datadog remembers; undefined where one of the two keys that it asks for is missing. */
export function historyOf({ settings, log, clock, fetch }: Session): History | undefined {
  const { url, site, apiKey, appKey } = settings.datadog;
  if (apiKey === undefined || appKey === undefined) return undefined;
  const { requestTimeoutMs } = settings.github;
  return createHistory({ url, site, apiKey, appKey, requestTimeoutMs, fetch, clock, log });
}
