import type { Setting } from "./setting.ts";
import { SETTING_ROWS, SETTINGS } from "./settings.ts";
import { MOST_SHARDS } from "./shard.ts";

/** The chart sets these itself, from `shards`; and what a CronJob starts does not repeat itself. */
const BESIDE: readonly Setting[] = [
  SETTINGS.interval,
  SETTINGS.shard,
  SETTINGS.shardCount,
  SETTINGS.jobCompletionIndex,
];

/** The definitions of the chart's values.schema.json that follow from the table of settings. */
export function renderChartDefinitions() {
  const open = SETTING_ROWS.filter((row) => !row.secret && !BESIDE.includes(row));
  const secret = SETTING_ROWS.filter((row) => row.secret);
  return {
    settings: objectOf(open, "setting"),
    secrets: objectOf(secret, "setting"),
    references: objectOf(secret, "reference"),
    shards: { type: "integer", minimum: 1, maximum: MOST_SHARDS },
  };
}

/** An object that may have each of the settings, and no other key: a misspelling is told before it is installed. */
function objectOf(rows: readonly Setting[], definition: string) {
  const properties = rows.map((row) => {
    const description = row.description.replaceAll("`", "");
    return [row.name, { $ref: `#/definitions/${definition}`, description }] as const;
  });
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(properties) };
}
