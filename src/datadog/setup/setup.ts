import { byAge } from "./age.ts";
import { wishDashboard } from "./dashboard-wish.ts";
import { isOf, monitorId } from "./deployment.ts";
import { type JsonObject, textAt, textsAt } from "./json.ts";
import { dashboardKind, isDashboardOf, monitorKind, sloKind } from "./kinds.ts";
import { describeMetrics } from "./metadata.ts";
import { withoutMissingOption } from "./monitor-fields.ts";
import { type MonitorWish, wishMonitor } from "./monitor-wish.ts";
import { idOf, type Remote } from "./remote.ts";
import { type Piece, tell } from "./report.ts";
import { type Kind, type Settled, type Settling, settle } from "./settle.ts";
import { SLO_MONITOR, wishSlo } from "./slo-wish.ts";
import { windowFor } from "./window.ts";
import type { Wishes } from "./wishes.ts";

/** The shipped files. */
export interface Templates {
  readonly monitors: Readonly<Record<string, JsonObject>>;
  readonly dashboard: JsonObject;
  readonly slo: JsonObject;
}

export interface SetupOptions {
  readonly remote: Remote;
  readonly wishes: Wishes;
  readonly templates: Templates;
  /** Where Datadog's pages are, without a slash at its end: `https://app.datadoghq.com`. */
  readonly appUrl: string;
  /** Nothing is written; the report says what would be. */
  readonly dryRun: boolean;
  /** What people changed in Datadog is overwritten. */
  readonly force: boolean;
}

const MADE_AGAIN =
  "other pieces of this deployment were there and it was not: deleted, or new in this version";

/**
 * Makes the dashboard, the monitors, the objective and the metrics' descriptions what is wished for, piece by piece: what one
 * of them meets does not stop the others. Never throws.
 */
export async function setUp(options: SetupOptions): Promise<readonly Piece[]> {
  const { remote, wishes } = options;
  const monitors = await remote.monitors.list();
  const own = monitors.kind === "answered" ? monitors.body.filter((one) => isOf(wishes.deployment, one)) : [];
  const remark = own.length > 0 ? MADE_AGAIN : "";
  const { reports: dashboard, url } = await settleDashboard(options, remark);
  if (monitors.kind !== "answered") {
    const lost = ["monitors", "slo"].map((name) => tell(name, "refused", monitors.reason));
    return [...dashboard, ...lost, ...(await describeMetrics(options))];
  }
  const settled = await settleMonitors(options, own, { url, remark });
  return [
    ...dashboard,
    ...settled.reports,
    ...strangers(monitors.body, wishes),
    ...(await settleSlo(options, settled.watcher, remark)),
    ...(await describeMetrics(options)),
  ];
}

interface SettledDashboard {
  readonly reports: readonly Piece[];
  /** Where messages lead: to the dashboard itself, or, while there is none, to a search for it. */
  readonly url: string;
}

async function settleDashboard(options: SetupOptions, remark: string): Promise<SettledDashboard> {
  const { remote, wishes, templates, appUrl } = options;
  const name = "dashboard";
  const wish = wishDashboard(templates.dashboard, wishes);
  const search = `${appUrl}/dashboard/lists?q=${encodeURIComponent(textAt(wish, "title"))}`;
  const listed = await remote.dashboards.list();
  if (listed.kind !== "answered") return { reports: [tell(name, "refused", listed.reason)], url: search };
  const own = listed.body.filter((one) => isDashboardOf(wishes.deployment, one)).sort(byAge);
  const [known, ...copies] = own;
  const settling = { ...options, name, wish, remark };
  const settled = await settleKnown(dashboardKind(remote, wishes.deployment), settling, known, options);
  const url = settled.piece === undefined ? search : `${appUrl}/dashboard/${idOf(settled.piece)}`;
  const report = settled.piece === undefined ? settled.report : withNote(settled.report, url);
  return { reports: [report, ...copies.map((copy) => reportCopy(name, copy))], url };
}

/** A list holds summaries: the dashboard itself has to be asked for. */
async function settleKnown(
  kind: Kind,
  settling: Settling,
  known: JsonObject | undefined,
  { remote }: SetupOptions,
): Promise<Settled> {
  if (known === undefined) return await settle(kind, settling);
  const found = await remote.dashboards.get(idOf(known));
  if (found.kind === "answered") return await settle(kind, { ...settling, found: found.body });
  return { report: tell(settling.name, "refused", found.reason), piece: known };
}

interface SettledMonitors {
  readonly reports: readonly Piece[];
  /** The monitor that the objective is about, with its report. */
  readonly watcher?: Settled;
}

async function settleMonitors(
  options: SetupOptions,
  own: readonly JsonObject[],
  { url, remark }: { readonly url: string; readonly remark: string },
): Promise<SettledMonitors> {
  const { templates, wishes } = options;
  const reports: Piece[] = [];
  let watcher: Settled | undefined;
  for (const [id, shipped] of Object.entries(templates.monitors)) {
    const [found, ...copies] = own.filter((one) => monitorId(one) === id).sort(byAge);
    const settled = await settleMonitor(wishMonitor(id, shipped, wishes, url), options, found, remark);
    reports.push(settled.report);
    for (const copy of copies) reports.push(reportCopy("monitor", copy));
    if (id === SLO_MONITOR) watcher = settled;
  }
  return { reports, ...(watcher === undefined ? {} : { watcher }) };
}

async function settleMonitor(
  wish: MonitorWish,
  options: SetupOptions,
  found: JsonObject | undefined,
  remark: string,
): Promise<Settled> {
  const { remote, wishes } = options;
  const name = `monitor ${wish.id}`;
  if (wish.kind === "left_out") return leaveOut(name, wish.missing, found);
  const kind = monitorKind(remote, wishes.deployment, wish.id);
  const settling = { ...options, name, remark, ...(found === undefined ? {} : { found }) };
  const settled = await settle(kind, { ...settling, wish: wish.monitor });
  const { action, note } = settled.report;
  if (action !== "refused" || !note.includes("on_missing_data")) return settled;
  const older = withoutMissingOption(wish.monitor, windowFor(wishes.intervalMs).minutes);
  const second = await settle(kind, { ...settling, wish: older });
  const why = "Datadog takes no on_missing_data for it, so it has notify_no_data";
  return { ...second, report: withNote(second.report, why) };
}

function leaveOut(name: string, missing: readonly string[], found: JsonObject | undefined): Settled {
  const needs = `METRICS does not send ${missing.join(", ")}; with METRICS=+${missing.join(",+")} it would be set up`;
  if (found === undefined) return { report: tell(name, "left out", needs) };
  return {
    report: tell(name, "left out", `${needs}; the one in Datadog stays, and sees nothing`),
    piece: found,
  };
}

async function settleSlo(
  options: SetupOptions,
  watcher: Settled | undefined,
  remark: string,
): Promise<readonly Piece[]> {
  const { remote, wishes, templates, dryRun } = options;
  const name = "slo";
  const listed = await remote.slos.list();
  if (listed.kind !== "answered") return [tell(name, "refused", listed.reason)];
  const number = watcher?.piece?.["id"];
  if (typeof number !== "number" && !(dryRun && watcher?.report.action === "created")) {
    return [tell(name, "refused", `the monitor ${SLO_MONITOR}, which it is about, is not there`)];
  }
  const wish = wishSlo(templates.slo, wishes, typeof number === "number" ? [number] : []);
  const found = listed.body.find((one) => isOf(wishes.deployment, one));
  const kind = sloKind(remote, wishes.deployment);
  const settling = { ...options, name, wish, remark };
  const settled = await settle(kind, found === undefined ? settling : { ...settling, found });
  return [settled.report];
}

function reportCopy(kind: string, copy: JsonObject): Piece {
  const title = textAt(copy, "name") || textAt(copy, "title");
  return tell(`${kind} ${idOf(copy)}`, "left alone", `a copy that somebody made: ${title}`);
}

/** Monitors from the same files that are another deployment's, or nobody's: they may alert a second time. */
function strangers(monitors: readonly JsonObject[], { deployment }: Wishes): readonly Piece[] {
  const others = monitors.filter((one) => !isOf(deployment, one));
  if (others.length === 0) return [];
  const tags = others.map(
    (one) => textsAt(one, "tags").find((tag) => tag.startsWith("exporter_deployment:")) ?? "no deployment",
  );
  const note = `another METRIC_PREFIX or DD_TAGS, or made by hand: ${[...new Set(tags)].sort().join(", ")}`;
  return [tell(`${others.length} other monitors`, "left alone", note)];
}

function withNote(report: Piece, further: string): Piece {
  return { ...report, note: [report.note, further].filter((text) => text !== "").join("; ") };
}
