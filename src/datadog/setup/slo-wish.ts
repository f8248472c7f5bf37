import { ownTags } from "./deployment.ts";
import { type JsonObject, textAt, textsAt } from "./json.ts";
import type { Wishes } from "./wishes.ts";

/** The monitor that the objective is about. */
export const SLO_MONITOR = "exporter-failing";

/** Adapts the shipped objective; `monitorIds` holds its monitor's number, or nothing where it is yet to be made. */
export function wishSlo(shipped: JsonObject, wishes: Wishes, monitorIds: readonly number[]): JsonObject {
  return {
    ...shipped,
    name: `${textAt(shipped, "name")}${wishes.deployment.suffix}`,
    monitor_ids: monitorIds,
    tags: [...new Set([...textsAt(shipped, "tags"), ...ownTags(wishes.deployment), ...wishes.tags])],
  };
}
