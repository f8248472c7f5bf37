import { own } from "../../domain/own.ts";
import {
  type Deployment,
  isOf,
  monitorId,
  readDescription,
  withTags,
  writeDescription,
  wroteTag,
} from "./deployment.ts";
import { type Json, type JsonObject, textAt, textsAt, withoutKeys } from "./json.ts";
import { readMemory, writeMemory } from "./memory.ts";
import type { Fields } from "./merge.ts";
import { monitorFields, monitorWith } from "./monitor-fields.ts";
import type { Remote } from "./remote.ts";
import type { Kind } from "./settle.ts";

/** Datadog gives every widget an id. */
const WIDGET_EXTRAS: ReadonlySet<string> = new Set(["id"]);
/** Datadog writes targets out a second time. */
const SLO_EXTRAS: ReadonlySet<string> = new Set(["target_display", "warning_display"]);

/** What may be written; the rest is Datadog's own to say. */
const MONITOR_KEYS = ["type", "name", "query", "message", "tags", "priority", "options", "restricted_roles"];
const SLO_KEYS = [
  "type",
  "name",
  "description",
  "monitor_ids",
  "groups",
  "query",
  "sli_specification",
  "thresholds",
  "timeframe",
  "target_threshold",
  "warning_threshold",
  "tags",
];
const DASHBOARD_READ_ONLY = ["id", "url", "author_handle", "author_name", "created_at", "modified_at"];

const tagged = {
  memoryOf: (piece: JsonObject) => readMemory(wroteTag(piece)),
  missingTags: (piece: JsonObject, wish: JsonObject) => {
    const there = new Set(textsAt(piece, "tags"));
    return textsAt(wish, "tags").filter((tag) => !there.has(tag));
  },
} as const;

/** Monitors are checked by Datadog before they are written. */
export function monitorKind(remote: Remote, deployment: Deployment, id: string): Kind {
  return {
    ...tagged,
    shelf: remote.monitors,
    fieldsOf: monitorFields,
    compose: (base, fields, { wish, memory }) => ({
      ...monitorWith(only(base, MONITOR_KEYS), fields, wish),
      tags: withTags(textsAt(base, "tags"), textsAt(wish, "tags"), writeMemory(memory)),
    }),
    check: (body, known) => remote.validate(body, known),
    isIt: (piece) => isOf(deployment, piece) && monitorId(piece) === id,
  };
}

export function sloKind(remote: Remote, deployment: Deployment): Kind {
  return {
    ...tagged,
    shelf: remote.slos,
    fieldsOf: (piece) => fieldsWithout(piece, ["tags"], SLO_EXTRAS),
    compose: (base, fields, { wish, memory }) => ({
      ...only(base, SLO_KEYS),
      ...fields,
      tags: withTags(textsAt(base, "tags"), textsAt(wish, "tags"), writeMemory(memory)),
    }),
    isIt: (piece) => isOf(deployment, piece),
  };
}

/** A dashboard has no tags: all that a tag says elsewhere is in its description. */
export function dashboardKind(remote: Remote, deployment: Deployment): Kind {
  return {
    shelf: remote.dashboards,
    fieldsOf: (piece) => ({
      ...fieldsWithout(piece, ["description"], WIDGET_EXTRAS),
      description: readDescription(piece)?.text ?? textAt(piece, "description"),
    }),
    memoryOf: (piece) => readMemory(readDescription(piece)?.wrote ?? ""),
    missingTags: () => [],
    compose: (base, { description, ...fields }, { memory }) => ({
      ...without(base, DASHBOARD_READ_ONLY),
      ...sameOrNew(base, fields),
      description: writeDescription(
        typeof description === "string" ? description : "",
        deployment,
        writeMemory(memory),
      ),
    }),
    isIt: (piece) => isDashboardOf(deployment, piece),
  };
}

export function isDashboardOf(deployment: Deployment, dashboard: JsonObject): boolean {
  return readDescription(dashboard)?.deployment === deployment.id;
}

function only(piece: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(piece).filter(([key]) => keys.includes(key)));
}

function without(piece: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(piece).filter(([key]) => !keys.includes(key)));
}

function fieldsWithout(piece: JsonObject, keys: readonly string[], extras: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(piece).flatMap(([key, value]) =>
      value === undefined || keys.includes(key) ? [] : [[key, withoutKeys(value, extras)]],
    ),
  );
}

/** Widgets that are as they were keep the ids that Datadog gave them. */
function sameOrNew(base: JsonObject, fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]): [string, Json] => {
      const now = own(base, key);
      const same =
        now !== undefined && JSON.stringify(withoutKeys(now, WIDGET_EXTRAS)) === JSON.stringify(value);
      return [key, same ? now : value];
    }),
  );
}
