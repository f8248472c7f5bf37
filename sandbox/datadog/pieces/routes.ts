import { type Answer, refuse } from "../answers.ts";
import { hasApiKey, type Keys, scopesOf } from "../keys.ts";
import {
  createDashboard,
  deleteDashboard,
  getDashboard,
  listDashboards,
  updateDashboard,
} from "./dashboards.ts";
import { getMetadata, setMetadata } from "./metadata.ts";
import {
  createMonitor,
  type Desk,
  deleteMonitor,
  listMonitors,
  updateMonitor,
  validateMonitor,
} from "./monitors.ts";
import { createSlo, deleteSlo, listSlos, updateSlo } from "./slos.ts";

/** A request about a piece. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Route {
  /** The scope that an application key needs for it: https://docs.datadoghq.com/account_management/api-app-keys/#scopes */
  readonly scope: string;
  answer(id: string, body: unknown, query: URLSearchParams, desk: Desk): Answer;
}

const routes: Readonly<Record<string, Route>> = {
  "GET monitor": { scope: "monitors_read", answer: (_, __, query, desk) => listMonitors(query, desk) },
  "POST monitor": { scope: "monitors_write", answer: (_, body, __, desk) => createMonitor(body, desk) },
  "POST monitor/validate": {
    scope: "monitors_read",
    answer: (_, body, __, desk) => validateMonitor(body, undefined, desk),
  },
  "POST monitor/*/validate": {
    scope: "monitors_read",
    answer: (id, body, _, desk) => validateMonitor(body, id, desk),
  },
  "PUT monitor/*": { scope: "monitors_write", answer: (id, body, _, desk) => updateMonitor(id, body, desk) },
  "DELETE monitor/*": {
    scope: "monitors_write",
    answer: (id, _, query, desk) => deleteMonitor(id, query, desk),
  },
  "GET dashboard": { scope: "dashboards_read", answer: (_, __, query, desk) => listDashboards(query, desk) },
  "POST dashboard": { scope: "dashboards_write", answer: (_, body, __, desk) => createDashboard(body, desk) },
  "GET dashboard/*": { scope: "dashboards_read", answer: (id, _, __, desk) => getDashboard(id, desk) },
  "PUT dashboard/*": {
    scope: "dashboards_write",
    answer: (id, body, _, desk) => updateDashboard(id, body, desk),
  },
  "DELETE dashboard/*": { scope: "dashboards_write", answer: (id, _, __, desk) => deleteDashboard(id, desk) },
  "GET slo": { scope: "slos_read", answer: (_, __, query, desk) => listSlos(query, desk) },
  "POST slo": { scope: "slos_write", answer: (_, body, __, desk) => createSlo(body, desk) },
  "PUT slo/*": { scope: "slos_write", answer: (id, body, _, desk) => updateSlo(id, body, desk) },
  "DELETE slo/*": { scope: "slos_write", answer: (id, _, __, desk) => deleteSlo(id, desk) },
  "GET metrics/*": { scope: "metrics_read", answer: (name, _, __, desk) => getMetadata(name, desk) },
  "PUT metrics/*": {
    scope: "metrics_metadata_write",
    answer: (name, body, _, desk) => setMetadata(name, body, desk),
  },
};

/** Answers a request about monitors, dashboards, objectives or metadata; undefined where it is about something else. */
export function answerAboutPieces(request: Request, keys: Keys, desk: Desk): Answer | undefined {
  const { method, headers, query } = request;
  const parts = request.route.replace(/^\/api\/v1\//, "").split("/");
  const id = parts.length > 1 && parts[1] !== "validate" ? decodeURIComponent(parts[1] ?? "") : "";
  const pattern = parts.map((part, index) => (index === 1 && id !== "" ? "*" : part)).join("/");
  const route = request.route.startsWith("/api/v1/") ? routes[`${method} ${pattern}`] : undefined;
  if (!route) return undefined;
  const scopes = scopesOf(headers, keys);
  if (!hasApiKey(headers, keys) || !scopes) return refuse(403, "Forbidden");
  if (scopes !== "all" && !scopes.includes(route.scope))
    return refuse(403, "Forbidden", `Failed permission authorization checks: ${route.scope}`);
  const body = readJson(request.body);
  return body === undefined
    ? refuse(400, "The JSON value provided is invalid")
    : route.answer(id, body, query, desk);
}

/** The body; null where there is none, undefined where it is no JSON. */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
