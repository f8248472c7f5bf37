import type { Settings } from "../config/load.ts";
import type { Wanted } from "../domain/wanted.ts";
import { missingOf, permissionsFor } from "../github/check/permissions.ts";
import type { InstallationFound } from "../github/check/probe.ts";
import { reasonAdvice } from "./check-advice.ts";
import type { AppFindings } from "./check-findings.ts";
import { type CheckResult, type CheckRow, rowsOf } from "./check-row.ts";

const row = rowsOf("GitHub");

/** What rows depend on beside what was found. */
interface Judged {
  readonly wanted: Wanted;
  /** Of what is wrong somewhere: whether the run as a whole fails. */
  readonly result: CheckResult;
}

/** Rows about the address, the App, and each of its installations. */
export function appRows(
  { app, installations }: AppFindings,
  settings: Settings,
  { wanted, result }: Judged,
): readonly CheckRow[] {
  const { host } = new URL(settings.github.apiUrl);
  const rows = installations.flatMap((one) => installationRows(one, settings, { wanted, result }));
  if (app.kind === "failed" && installations.length > 0) {
    const message = `${host} did not say which App it is: ${app.message}`;
    return [row(result, "address", message, reasonAdvice(app.reason)), ...rows];
  }
  if (app.kind === "failed" && !ANSWERS.has(app.reason)) {
    return [
      row("fail", "address", app.message, reasonAdvice(app.reason)),
      row("skip", "App", "not tried: see the address"),
    ];
  }
  const address = row("pass", "address", `${host} answers`);
  if (app.kind === "failed") return [address, row("fail", "App", app.message, WHICH_APP)];
  const { name, owner, id } = app.value;
  const of = owner === null || owner === undefined ? "" : `, of ${owner.login}`;
  return [address, row("pass", "App", `${name} (${id})${of}`), ...rows];
}

/** Reasons that GitHub itself has given. */
const ANSWERS: ReadonlySet<string> = new Set(["unauthorized", "forbidden", "not_found", "rate_limited"]);
const WHICH_APP =
  "Take GITHUB_APP_ID and a private key from the settings of one and the same App, at this GITHUB_API_URL.";

function installationRows(
  { owner, installation }: InstallationFound,
  { further }: Settings,
  { wanted, result }: Judged,
): readonly CheckRow[] {
  if (installation.kind === "failed") {
    const { reason, message } = installation;
    const advice = reason === "unauthorized" ? INSTALL : reasonAdvice(reason);
    return [row(result, titled("installation", owner), message, advice)];
  }
  const { id, account, selection, permissions } = installation.value;
  const found = `${id}, for ${selection === "all" ? "all repositories" : "selected repositories"}`;
  const missing = missingOf(permissionsFor(wanted, further.wanted), permissions);
  const given = Object.entries(permissions).map(([key, access]) => `${key}: ${access}`);
  const lacks = missing.map(({ title, for: what }) => (what === undefined ? title : `${title}, for ${what}`));
  const vital = missing.some((one) => one.for === undefined);
  const advice = `Give the App ${lacks.join("; ")}, and accept that where it is installed.`;
  const shown = given.length === 0 ? "none" : given.sort().join(", ");
  const tried = titled("permissions", account);
  return [
    row("pass", titled("installation", account), found),
    missing.length === 0 ? row("pass", tried, shown) : row(vital ? result : "warn", tried, shown, advice),
  ];
}

const INSTALL = "Install the App there or have it resumed, or take the owner out of GITHUB_REPOSITORIES.";

/** Of one owner, where there are several. */
export function titled(what: string, owner: string | undefined): string {
  return owner === undefined ? what : `${what} at ${owner}`;
}
