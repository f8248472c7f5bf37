import type { Fault } from "../config/reader.ts";
import { renderExample } from "../config/render.ts";
import type { Warning } from "../config/unknown.ts";
import type { ExitCode } from "../ending.ts";
import { checkDatadog } from "./check-datadog.ts";
import { checkGitHub } from "./check-github.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";
import { hasFailure, renderCheckJson, renderCheckText } from "./check-text.ts";
import type { Paint } from "./paint.ts";
import type { Session } from "./session.ts";

const row = rowsOf("configuration");

/**
 * The command `check`: tries everything that a run needs, sends nothing. Gives what goes to stdout, and 1 where a run now
 * would not exit with 0, or would say of itself that it failed.
 */
export async function check(
  session: Session,
  warnings: readonly Warning[],
  json: boolean,
): Promise<{ output: string; exitCode: ExitCode }> {
  tellOfWaiting(session);
  const [github, datadog] = await Promise.all([checkGitHub(session), checkDatadog(session)]);
  const rows = [...warnings.flatMap(warningRow), row("pass", "settings", "no fault"), ...github, ...datadog];
  return { output: render(rows, json, session.show?.paint), exitCode: hasFailure(rows) ? 1 : 0 };
}

/** What `check` shows of a configuration with which nothing can be tried. */
export function checkFaults(
  faults: readonly Fault[],
  warnings: readonly Warning[],
  json: boolean,
  paint: Paint,
): string {
  const rows = [
    ...faults.map((fault) => row("fail", fault.variable, fault.problem, renderExample(fault))),
    ...warnings.flatMap(warningRow),
    rowsOf("GitHub")("skip", "everything", "not tried until the configuration is right"),
    rowsOf("Datadog")("skip", "everything", "not tried until the configuration is right"),
  ];
  return render(rows, json, paint);
}

/** A missing token is told by the row about the token. */
function warningRow({ event, message, names: [name = "", meant] }: Warning): readonly CheckRow[] {
  if (event === "no_credential") return [];
  return event === "unknown_setting"
    ? [row("warn", name, "is no setting and is ignored", `Was ${meant} meant?`)]
    : [row("warn", name, message)];
}

/** Some of the answers take long, and none of them is shown before all have come. */
function tellOfWaiting({ show, clock }: Session): void {
  const startedAt = clock.now();
  show?.line.show(
    () => `asking GitHub and Datadog, for ${Math.floor((clock.now() - startedAt) / 1000)} s so far`,
  );
}

function render(rows: readonly CheckRow[], json: boolean, paint: Paint | undefined): string {
  return json ? renderCheckJson(rows) : renderCheckText(rows, paint);
}
