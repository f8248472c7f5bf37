import type { Clock } from "../../ports.ts";
import { call } from "../call.ts";
import { nameOf } from "../place.ts";
import type { QueryOptions } from "../query.ts";
import { type Answer, askPatiently } from "./answers.ts";
import { MANAGED } from "./deployment.ts";
import { type JsonObject, textAt } from "./json.ts";
import type { SetupApis } from "./official-setup.ts";

export interface RemoteOptions extends QueryOptions {
  /** For messages: `datadoghq.eu`. */
  readonly site: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What can be done with the pieces of one kind. Bodies are as on the wire. Nothing here throws. */
export interface Shelf {
  /** All that may be ours, in the order of their making. */
  list(): Promise<Answer<readonly JsonObject[]>>;
  create(body: JsonObject, isIt: (piece: JsonObject) => boolean): Promise<Answer<JsonObject>>;
  update(id: string, body: JsonObject): Promise<Answer<JsonObject>>;
  remove(id: string): Promise<Answer<JsonObject>>;
}

/** Datadog, as `setup` needs it. */
export interface Remote {
  readonly monitors: Shelf;
  readonly dashboards: Shelf & { get(id: string): Promise<Answer<JsonObject>> };
  readonly slos: Shelf;
  /** Asks whether Datadog would take a monitor: a new one, or another one under the same id. */
  validate(monitor: JsonObject, id: string | undefined): Promise<Answer<JsonObject>>;
  readonly metadata: {
    get(metric: string): Promise<Answer<JsonObject>>;
    set(metric: string, metadata: JsonObject): Promise<Answer<JsonObject>>;
  };
}

/** How many pieces a page of a list has. */
const PAGE = 100;
/** Nobody has more dashboards; a server that answers every page alike must not hold us for ever. */
const MAX_PAGES = 200;

/** Makes the remote of Datadog's own client, which the first call loads. */
export function createRemote(options: RemoteOptions): Remote {
  const { apiKey, appKey, signal } = options;
  const guarded = { ...options, keys: [apiKey, appKey] };
  const patience = { ...options, place: nameOf(options) };
  return openRemote((scope, use, done) => {
    const ask = () =>
      call(guarded, signal, async (fetch) => {
        const { openSetupApis } = await import("./official-setup.ts");
        return await use(openSetupApis({ ...options, fetch }));
      });
    return askPatiently({ scope, ask, ...(done ? { done } : {}) }, patience);
  });
}

type Ask = <Body>(
  scope: string,
  use: (apis: SetupApis) => Promise<Body>,
  done?: () => Promise<Body | undefined>,
) => Promise<Answer<Body>>;

function openRemote(ask: Ask): Remote {
  const monitors = () =>
    listAll((page) => ask("monitors_read", (apis) => apis.listMonitors(MANAGED, { page, size: PAGE })));
  const dashboards = () =>
    listAll((page) => ask("dashboards_read", (apis) => apis.listDashboards({ page, size: PAGE })));
  const slos = () =>
    listAll((page) => ask("slos_read", (apis) => apis.listSlos(MANAGED, { page, size: PAGE })));
  return {
    monitors: {
      list: monitors,
      create: (body, isIt) =>
        ask("monitors_write", (apis) => apis.createMonitor(body), finder(monitors, isIt)),
      update: (id, body) => ask("monitors_write", (apis) => apis.updateMonitor(Number(id), body)),
      remove: (id) => ask("monitors_write", (apis) => apis.deleteMonitor(Number(id))),
    },
    dashboards: {
      list: dashboards,
      get: (id) => ask("dashboards_read", (apis) => apis.getDashboard(id)),
      create: (body, isIt) =>
        ask("dashboards_write", (apis) => apis.createDashboard(body), finder(dashboards, isIt)),
      update: (id, body) => ask("dashboards_write", (apis) => apis.updateDashboard(id, body)),
      remove: (id) => ask("dashboards_write", (apis) => apis.deleteDashboard(id)),
    },
    slos: {
      list: slos,
      create: (body, isIt) => ask("slos_write", (apis) => apis.createSlo(body), finder(slos, isIt)),
      update: (id, body) => ask("slos_write", (apis) => apis.updateSlo(id, body)),
      remove: (id) => ask("slos_write", (apis) => apis.deleteSlo(id)),
    },
    validate: (monitor, id) =>
      ask("monitors_read", (apis) => apis.validateMonitor(monitor, id === undefined ? id : Number(id))),
    metadata: {
      get: (metric) => ask("metrics_read", (apis) => apis.getMetadata(metric)),
      set: (metric, metadata) => ask("metrics_metadata_write", (apis) => apis.setMetadata(metric, metadata)),
    },
  };
}

/** Whether a piece that may have been made meanwhile is there now. */
function finder(
  list: () => Promise<Answer<readonly JsonObject[]>>,
  isIt: (piece: JsonObject) => boolean,
): () => Promise<JsonObject | undefined> {
  return async () => {
    const answer = await list();
    return answer.kind === "answered" ? answer.body.find(isIt) : undefined;
  };
}

async function listAll(
  askPage: (page: number) => Promise<Answer<readonly JsonObject[]>>,
): Promise<Answer<readonly JsonObject[]>> {
  const found: JsonObject[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await askPage(page);
    if (answer.kind !== "answered") return answer;
    for (const piece of answer.body) found.push(piece);
    if (answer.body.length < PAGE) break;
  }
  return { kind: "answered", body: found };
}

/** The id of a piece, as text. */
export function idOf(piece: JsonObject): string {
  const { id } = piece;
  return typeof id === "number" ? String(id) : textAt(piece, "id");
}
