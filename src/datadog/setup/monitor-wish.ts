import type { Row } from "../../metrics/catalogue.ts";
import { isByOwner } from "../../metrics/grain.ts";
import { ownTags } from "./deployment.ts";
import { type JsonObject, objectAt, textAt, textsAt } from "./json.ts";
import { metricsIn, splitQuery, withGroups, withPrefix, withScope, withWindow } from "./query-edit.ts";
import { adjust, THRESHOLD_KEYS, type ThresholdKey, type Thresholds } from "./thresholds.ts";
import { changeWindowFor, windowFor } from "./window.ts";
import type { Wishes } from "./wishes.ts";

/** A shipped monitor as this deployment wants it, or the metrics for want of which it would see nothing. */
export type MonitorWish =
  | { readonly id: string; readonly kind: "wanted"; readonly monitor: JsonObject }
  | { readonly id: string; readonly kind: "left_out"; readonly missing: readonly string[] };

/** What the shipped thresholds of `series-near-ceiling` are for. */
const SHIPPED_CEILING = 5_000;
const DASHBOARD = /https:\/\/app\.datadoghq\.com\/dashboard\/lists\?q=[^)\s]*/g;

/** Adapts a shipped monitor. `dashboardUrl` is where its messages lead. */
export function wishMonitor(
  id: string,
  shipped: JsonObject,
  wishes: Wishes,
  dashboardUrl: string,
): MonitorWish {
  const query = withPrefix(textAt(shipped, "query"), wishes.prefix);
  const missing = metricsIn(query).filter((metric) => rowOf(metric, wishes) === undefined);
  if (missing.length > 0) {
    return { id, kind: "left_out", missing: missing.map((name) => name.slice(wishes.prefix.length + 1)) };
  }
  const thresholds = thresholdsFor(id, shipped, wishes);
  const monitor = {
    ...shipped,
    name: `${textAt(shipped, "name")}${wishes.deployment.suffix}`,
    query: withThreshold(adaptQuery(query, wishes), thresholds),
    message: adaptMessage(id, textAt(shipped, "message"), query, { wishes, dashboardUrl }),
    tags: [...new Set([...textsAt(shipped, "tags"), ...ownTags(wishes.deployment), ...wishes.tags])],
    options: { ...objectAt(shipped, "options"), thresholds, ...missingData(query, wishes) },
  };
  return { id, kind: "wanted", monitor };
}

/** The shipped thresholds, for the ceiling that a run has, and with those that were asked for. */
export function thresholdsFor(
  id: string,
  shipped: JsonObject,
  { maxSeries, thresholds }: Pick<Wishes, "maxSeries" | "thresholds">,
): Thresholds {
  const known = shippedThresholds(shipped);
  const comparator = comparatorOf(shipped);
  const ratio = maxSeries / SHIPPED_CEILING;
  const fitting =
    id === "series-near-ceiling" && known.critical !== undefined
      ? adjust(known, { critical: Math.round(known.critical * ratio) }, comparator)
      : known;
  return adjust(fitting, thresholds.get(id) ?? {}, comparator);
}

export function shippedThresholds(shipped: JsonObject): Thresholds {
  const all = objectAt(objectAt(shipped, "options"), "thresholds");
  const found: Partial<Record<ThresholdKey, number>> = {};
  for (const key of THRESHOLD_KEYS) {
    const value = all[key];
    if (typeof value === "number") found[key] = value;
  }
  return found;
}

export function comparatorOf(shipped: JsonObject): string {
  return splitQuery(textAt(shipped, "query"))?.comparator ?? ">";
}

function withThreshold(query: string, { critical }: Thresholds): string {
  return `${splitQuery(query)?.head ?? query} ${critical}`;
}

function adaptQuery(query: string, wishes: Wishes): string {
  const { intervalMs, scope, constantTags } = wishes;
  const timed = withWindow(query, windowFor(intervalMs), changeWindowFor(intervalMs));
  const scoped = withScope(timed, (metric) =>
    rowOf(metric, wishes)?.subject === "run" ? constantTags : scope,
  );
  return withGroups(scoped, (metric, keys) => groupsFor(metric, keys, wishes));
}

/** By owner where a metric has no repository; by team beside the repository; each shard's heartbeat for itself. */
function groupsFor(metric: string, keys: readonly string[], wishes: Wishes): readonly string[] {
  const row = rowOf(metric, wishes);
  if (wishes.sharded && row?.name === "exporter.run.success") return [...keys, "shard"];
  if (!keys.includes("repo")) return keys;
  if (isAboutOwners(metric, wishes)) return keys.map((key) => (key === "repo" ? "owner" : key));
  return wishes.byTeam ? [...keys, "team"] : keys;
}

/** Where nothing is set to 0, what is not sent any more has to close by itself. */
function missingData(query: string, wishes: Wishes): JsonObject {
  if (wishes.zeroFill) return {};
  const vanishing = metricsIn(query).some((metric) => vanishes(rowOf(metric, wishes)));
  return vanishing ? { on_missing_data: "resolve" } : {};
}

function vanishes(row: Row | undefined): boolean {
  return row !== undefined && row.subject !== "run" && row.zero !== "always";
}

function adaptMessage(
  id: string,
  message: string,
  query: string,
  { wishes, dashboardUrl }: { readonly wishes: Wishes; readonly dashboardUrl: string },
): string {
  const { githubHost, notify, people } = wishes;
  const owners = metricsIn(query).some((metric) => isAboutOwners(metric, wishes));
  const text = (owners ? aboutOwners(message) : message)
    .replace(DASHBOARD, () => dashboardUrl)
    .replaceAll("https://github.com/", () => `https://${githubHost}/`);
  const handles = id === "reviewer-overloaded" ? people.map(notifyPerson) : [];
  const everybody = notify.length > 0 ? [notify.join(" ")] : [];
  const end = [...handles, ...everybody];
  return end.length > 0 ? `${text}\n\n${end.join("\n")}` : text;
}

/** https://docs.datadoghq.com/monitors/notify/variables/: `is_match` would also hold for a longer name. */
function notifyPerson({ reviewer, handle }: Wishes["people"][number]): string {
  return `{{#is_exact_match "reviewer.name" "${reviewer}"}}${handle}{{/is_exact_match}}`;
}

/** Texts and links about a repository, for all of an owner's. */
function aboutOwners(message: string): string {
  return message
    .replaceAll(
      "https://github.com/{{repo.name}}/pulls?q=",
      () => "https://github.com/pulls?q=user%3A{{owner.name}}+",
    )
    .replaceAll("{{repo.name}}", () => "{{owner.name}}");
}

function isAboutOwners(metric: string, wishes: Wishes): boolean {
  const row = rowOf(metric, wishes);
  return row !== undefined && isByOwner(row);
}

export function rowOf(metric: string, { rows, prefix }: Pick<Wishes, "rows" | "prefix">): Row | undefined {
  return rows.find(({ name }) => `${prefix}.${name}` === metric);
}
