import { createDatadog } from "../datadog/submit.ts";
import { type ExitCode, exportOnce } from "../export.ts";
import { runOptions, type Session } from "./session.ts";

/** The command `run`: one export. */
export async function run(session: Session, apiKey: string): Promise<ExitCode> {
  const { settings, log, clock, fetch, endings } = session;
  const { url, site } = settings.datadog;
  const { requestTimeoutMs } = settings.github;
  const sink = createDatadog({ url, site, apiKey, requestTimeoutMs, fetch, clock, log });
  return await exportOnce(runOptions(session), sink, endings.sending);
}
