import { type Answer, json, refuse } from "../answers.ts";
import { normaliseTag } from "../tags.ts";
import { checkMonitor, type SubmittedMonitor } from "./monitor-check.ts";
import { parseMonitorText } from "./monitor-text.ts";
import { numberIn, type Piece, pageOf, type Shelves, tagsOf } from "./shelves.ts";

/** What requests about pieces are answered from. */
export interface Desk {
  readonly shelves: Shelves;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** Whether it takes `on_missing_data` for metric monitors. */
  readonly knowsMissingData: boolean;
  /** Names of the metrics that were ever sent. */
  readonly knowsMetric: (name: string) => boolean;
}

/** https://docs.datadoghq.com/api/latest/monitors/#get-all-monitors: without `page`, all of them. */
export function listMonitors(query: URLSearchParams, { shelves }: Desk): Answer {
  const wanted = (query.get("monitor_tags") ?? "").split(",").filter((tag) => tag !== "");
  const found = [...shelves.monitors.values()].filter((one) =>
    wanted.every((tag) => tagsOf(one).includes(tag.toLowerCase())),
  );
  const page = numberIn(query, "page");
  const size = numberIn(query, "page_size") ?? 100;
  return json(200, page === undefined ? found : pageOf(found, page * size, size));
}

export function validateMonitor(body: unknown, id: string | undefined, desk: Desk): Answer {
  if (id !== undefined && !desk.shelves.monitors.has(id)) return refuse(404, "Monitor not found");
  const checked = checkMonitor(body, desk.knowsMissingData);
  if (!checked.ok) return refuse(400, ...checked.errors);
  const twin = twinOf(checked.monitor, desk);
  if (id === undefined && twin) return refuse(400, `Duplicate of an existing monitor_id:${twin.id}`);
  return json(200, {});
}

export function createMonitor(body: unknown, desk: Desk): Answer {
  const { shelves, now } = desk;
  const refusal = validateMonitor(body, undefined, desk);
  if (refusal.status !== 200) return refusal;
  const checked = checkMonitor(body, desk.knowsMissingData);
  if (!checked.ok) return refuse(400, ...checked.errors);
  const id = shelves.next();
  const at = new Date(now() * 1000).toISOString();
  const piece = { ...stored(checked.monitor), id, created: at, modified: at };
  shelves.monitors.set(String(id), piece);
  return json(200, piece);
}

/** What is not named stays. The kind of a monitor never changes. */
export function updateMonitor(id: string, body: unknown, desk: Desk): Answer {
  const { shelves, now } = desk;
  const known = shelves.monitors.get(id);
  if (!known) return refuse(404, "Monitor not found");
  if (typeof body !== "object" || body === null) return refuse(400, "The JSON value provided is invalid");
  const merged = { ...writable(known), ...body };
  const checked = checkMonitor(merged, desk.knowsMissingData);
  if (!checked.ok) return refuse(400, ...checked.errors);
  const piece = { ...known, ...stored(checked.monitor), modified: new Date(now() * 1000).toISOString() };
  shelves.monitors.set(id, piece);
  return json(200, piece);
}

/** A monitor that an objective is about stays. */
export function deleteMonitor(id: string, query: URLSearchParams, { shelves }: Desk): Answer {
  const known = shelves.monitors.get(id);
  if (!known) return refuse(404, "Monitor not found");
  const about = [...shelves.slos.values()].filter(
    ({ monitor_ids: ids }) => Array.isArray(ids) && ids.includes(Number(id)),
  );
  if (about.length > 0 && query.get("force") !== "true")
    return refuse(
      400,
      `monitor [${id},${known["name"]}] is referenced in slos: [${about.map((one) => one.id).join(",")}]`,
    );
  shelves.monitors.delete(id);
  return json(200, { deleted_monitor_id: Number(id) });
}

/** As the real one keeps it: with the newer name of the kind, tags normalised, and what was not said filled in. */
function stored(monitor: SubmittedMonitor): Readonly<Record<string, unknown>> {
  const { options = {}, tags = [] } = monitor;
  const silent = options.on_missing_data === undefined ? { notify_no_data: false } : {};
  return {
    org_id: 1,
    restricted_roles: null,
    priority: null,
    message: "",
    deleted: null,
    overall_state: "No Data",
    multi: parseMonitorText(monitor.query)?.grouped ?? false,
    creator: { email: "someone@example.com", handle: "someone@example.com", name: "Someone" },
    ...monitor,
    type: "query alert",
    tags: [...new Set(tags.map(normaliseTag))],
    options: {
      notify_audit: false,
      locked: false,
      include_tags: true,
      new_host_delay: 300,
      silenced: {},
      ...silent,
      ...options,
    },
  };
}

function writable({ type, query, name, message, tags, priority, options, restricted_roles }: Piece) {
  return { type, query, name, message, tags, priority, options, restricted_roles };
}

/** The one that is the same in all that a person sees. */
function twinOf({ name, query, message }: SubmittedMonitor, { shelves }: Desk): Piece | undefined {
  return [...shelves.monitors.values()].find(
    (one) => one["name"] === name && one["query"] === query && one["message"] === message,
  );
}
