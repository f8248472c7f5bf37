import { type JsonObject, textAt, textsAt } from "./json.ts";
import { shortHash } from "./memory.ts";

/** On everything that `setup` makes, and on what is made by hand from the same files. */
export const MANAGED = "managed_by:github-datadog-exporter";
const DEPLOYMENT = "exporter_deployment";
const MONITOR = "exporter_monitor";
const WROTE = "exporter_wrote";
/** A dashboard has no tags of one's own: its description says whose it is. */
const MARKER = "Managed by github-datadog-exporter setup.";
const MARKED =
  /^(.*?)\s*Managed by github-datadog-exporter setup\.(?: Deployment (\S+?)\.)?(?: Wrote (\S+))?\s*$/s;

/** Workers that have the prefix and the tags in common: their pieces are told apart from others'. */
export interface Deployment {
  /** Part of a tag: `github`, or `github/1a2b3c4d` where there are tags or capitals. */
  readonly id: string;
  /** What tells their names apart, with a space in front; empty for the usual prefix and no tags. */
  readonly suffix: string;
}

/** Names a deployment by its METRIC_PREFIX and DD_TAGS. */
export function deploymentOf(prefix: string, tags: readonly string[]): Deployment {
  const plain = tags.length === 0 && prefix === prefix.toLowerCase();
  const parts = [...(prefix === "github" ? [] : [prefix]), ...tags];
  return {
    id: plain ? prefix : `${prefix.toLowerCase()}/${shortHash([prefix, ...tags].join())}`,
    suffix: parts.length === 0 ? "" : ` (${parts.join(", ")})`,
  };
}

export function deploymentTag({ id }: Deployment): string {
  return `${DEPLOYMENT}:${id}`;
}

/** The tags by which a deployment knows its own again. */
export function ownTags(deployment: Deployment): readonly string[] {
  return [MANAGED, deploymentTag(deployment)];
}

/** Whether a piece with tags is a deployment's. */
export function isOf(deployment: Deployment, piece: JsonObject): boolean {
  const tags = textsAt(piece, "tags");
  return ownTags(deployment).every((tag) => tags.includes(tag));
}

/** Which of the shipped monitors one is; undefined where it does not say. */
export function monitorId(monitor: JsonObject): string | undefined {
  return tagValue(monitor, MONITOR);
}

/** What was last written of a piece with tags, as text; empty where nobody knows. */
export function wroteTag(piece: JsonObject): string {
  return tagValue(piece, WROTE) ?? "";
}

/** The tags with those that are missing, and with another memory. */
export function withTags(
  tags: readonly string[],
  wanted: readonly string[],
  memory: string,
): readonly string[] {
  const others = tags.filter((tag) => !tag.startsWith(`${WROTE}:`));
  return [...new Set([...others, ...wanted]), `${WROTE}:${memory}`];
}

/** What a dashboard's description says; undefined where it is none of ours. */
export function readDescription(
  dashboard: JsonObject,
): { readonly text: string; readonly deployment: string; readonly wrote: string } | undefined {
  const [, text, deployment = "", wrote = ""] = MARKED.exec(textAt(dashboard, "description")) ?? [];
  return text === undefined ? undefined : { text, deployment, wrote };
}

export function writeDescription(text: string, deployment: Deployment, memory: string): string {
  return `${text}\n\n${MARKER} Deployment ${deployment.id}. Wrote ${memory}`.trimStart();
}

function tagValue(piece: JsonObject, key: string): string | undefined {
  return textsAt(piece, "tags")
    .find((tag) => tag.startsWith(`${key}:`))
    ?.slice(key.length + 1);
}
