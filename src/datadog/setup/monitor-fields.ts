import { isList, type Json, type JsonObject, objectAt, textAt } from "./json.ts";
import type { Fields } from "./merge.ts";
import { splitQuery } from "./query-edit.ts";

/** Together they say what missing data means, in either of two ways. */
const MISSING = ["on_missing_data", "notify_no_data", "no_data_timeframe"] as const;
const NOT_OPTIONS: ReadonlySet<string> = new Set([...MISSING, "thresholds"]);
const COMPARED = /[<>]=?$/;

/** What `setup` looks at of a monitor. Thresholds are one field, since one alone can contradict the others. */
export function monitorFields(monitor: JsonObject): Fields {
  const options = objectAt(monitor, "options");
  const query = textAt(monitor, "query");
  return {
    name: textAt(monitor, "name"),
    query: splitQuery(query)?.head ?? query,
    thresholds: withoutNulls(objectAt(options, "thresholds")),
    message: textAt(monitor, "message"),
    priority: monitor["priority"] ?? null,
    missing_data: missingState(options),
    ...otherOptions(options),
  };
}

/** The monitor with these fields; everything else of it is as it was. The missing data is said in the way `wish` says it. */
export function monitorWith(base: JsonObject, fields: Fields, wish: JsonObject): JsonObject {
  const { name, query, thresholds, message, priority, missing_data, ...others } = fields;
  const options = objectAt(base, "options");
  const wished = objectAt(wish, "options");
  const missing = missing_data === missingState(wished) ? wished : options;
  return {
    ...base,
    name,
    query: joinQuery(query, thresholds),
    message,
    priority,
    options: { ...withoutMissing(options), ...others, thresholds, ...pickMissing(missing) },
  };
}

/** The monitor for a Datadog that does not know `on_missing_data` for it: what comes nearest. */
export function withoutMissingOption(monitor: JsonObject, windowMinutes: number): JsonObject {
  const options = objectAt(monitor, "options");
  const notify = textAt(options, "on_missing_data") === "show_and_notify_no_data";
  // Twice the window is what Datadog recommends: https://docs.datadoghq.com/monitors/guide/monitor_api_options/
  const older = notify ? { no_data_timeframe: 2 * windowMinutes } : {};
  return { ...monitor, options: { ...withoutMissing(options), notify_no_data: notify, ...older } };
}

/** The same word for both ways to say it. */
function missingState(options: JsonObject): string {
  const state = textAt(options, "on_missing_data");
  if (state !== "") return state;
  return options["notify_no_data"] === true ? "show_and_notify_no_data" : "default";
}

function joinQuery(query: Json | undefined, thresholds: Json | undefined): string {
  const head = typeof query === "string" ? query : "";
  if (!COMPARED.test(head) || typeof thresholds !== "object" || thresholds === null || isList(thresholds))
    return head;
  return `${head} ${String(thresholds["critical"])}`;
}

function otherOptions(options: JsonObject): Fields {
  return Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) =>
      NOT_OPTIONS.has(key) || value === undefined ? [] : [[key, value]],
    ),
  );
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function withoutMissing(options: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !MISSING.some((one) => one === key)));
}

function pickMissing(options: JsonObject): JsonObject {
  return Object.fromEntries(
    MISSING.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}
