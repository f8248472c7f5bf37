import { catalogue } from "../../src/metrics/catalogue.ts";
import { issueTags } from "../../src/metrics/issue-tags.ts";
import { pullRequestTags } from "../../src/metrics/pull-request-tags.ts";
import type { TagText } from "../../src/metrics/row.ts";
import { runTags } from "../../src/metrics/run-rows.ts";

/** One metric with what is asked of it: `max:github.pull_requests.open{repo:acme/api} by {repo}`. */
export interface Asked {
  readonly text: string;
  /** How the series of a group become one. */
  readonly space: string;
  /** Below the prefix. */
  readonly metric: string;
  /** Keys that the braces name, and whether each value of it is asked for alone. */
  readonly filter: readonly { readonly key: string; readonly negated: boolean; readonly value: string }[];
  /** Names of the dashboard's variables that narrow it. */
  readonly variables: readonly string[];
  readonly by: readonly string[];
  /** What a graph is rolled up by. */
  readonly rollup: string | undefined;
}

/** The query of a monitor, taken apart. */
export interface MonitorQuery {
  /** Over time: `min`, `max`, or `pct_change` of one of them. */
  readonly time: string;
  readonly window: string;
  readonly asked: readonly Asked[];
  /** The expression with `m` for each metric. */
  readonly shape: string;
  readonly comparator: string;
  readonly threshold: number;
}

const metricForm =
  /\b(avg|min|max|sum):github\.([a-z0-9_.]+[a-z0-9_])\{([^{}]*)\}(?: by \{([^{}]*)\})?(?:\.rollup\((\w+)(?:, \d+)?\))?/g;
const monitorForm =
  /^(?:(pct_change)\((min|max)\(([^)]+)\),(\w+)\)|(min|max)\(([^)]+)\)):(.+) ([<>]) (-?\d+)$/;
const expressionForm = /^(?:\d+ \* )?m(?: \/ (?:m|clamp_min\(m, \d+\)))?$/;
/** Keys that the catalogue does not know and every series may have: `DD_TAGS`, owners and shards. */
const constantKeys: readonly string[] = ["team", "env", "service", "shard"];

/** Takes a monitor's query apart. Throws on every form that no shipped monitor has a reason for. */
export function parseMonitor(query: string): MonitorQuery {
  const found = monitorForm.exec(query);
  if (found === null) throw new Error(`no monitor query: ${query}`);
  const [, change, over = "", , , plain, , expression = "", comparator = "", threshold] = found;
  const window = found[3] ?? found[6] ?? "";
  const { asked, shape } = parseExpression(expression);
  if (!expressionForm.test(shape)) throw new Error(`no expression: ${expression}`);
  return {
    time: change === undefined ? (plain ?? "") : `${change}:${over}`,
    window,
    asked,
    shape,
    comparator,
    threshold: Number(threshold),
  };
}

/** Every metric that an expression asks for, and what is left of it. */
export function parseExpression(expression: string): {
  readonly asked: readonly Asked[];
  readonly shape: string;
} {
  const asked = [...expression.matchAll(metricForm)].map(
    ([text, space = "", metric = "", braces = "", by = "", rollup]) => ({
      text,
      space,
      metric,
      variables: [...braces.matchAll(/\$(\w+)/g)].map(([, name = ""]) => name),
      filter: braces
        .split(",")
        .filter((one) => one !== "*" && !one.startsWith("$"))
        .map(parseFilter),
      by: by === "" ? [] : by.split(","),
      rollup,
    }),
  );
  return { asked, shape: expression.replaceAll(metricForm, "m") };
}

function parseFilter(text: string) {
  const found = /^(!?)([a-z_]+):([\w.*/-]+)$/.exec(text);
  if (found === null) throw new Error(`no filter: ${text}`);
  const [, mark, key = "", value = ""] = found;
  return { key, negated: mark === "!", value };
}

/** What is wrong with asking for it: a metric or a tag that the exporter does not send, or a sum that is false. */
export function faultsOf({ metric, filter, by, space }: Asked): readonly string[] {
  const row = catalogue.find(({ name }) => name === metric);
  if (row === undefined) return [`there is no metric ${metric}`];
  const tags: readonly string[] = row.tags;
  const unknown = [...filter.map(({ key }) => key), ...by].filter(
    (key) => !tags.includes(key) && !constantKeys.includes(key),
  );
  const faults = unknown.map((key) => `${metric} has no tag ${key}`);
  if (!row.byDefault) faults.push(`${metric} is not sent by default`);
  if (space === "avg") faults.push("an average over series says nothing");
  if (space !== "sum") return faults;
  if (row.fold !== "sum") faults.push(`${metric} must not be added up`);
  const pinned = filter
    .filter(({ negated, value }) => !negated && !value.includes("*"))
    .map(({ key }) => key);
  const overlapping = tags.filter(
    (key) => overlaps(row.subject, key) && !by.includes(key) && !pinned.includes(key),
  );
  return [...faults, ...overlapping.map((key) => `${metric} must not be added up over ${key}`)];
}

/** Whether the groups that it gives may stand on each other's shoulders. */
export function isAdditive({ metric, by }: Asked): boolean {
  const row = catalogue.find(({ name }) => name === metric);
  return row !== undefined && row.fold === "sum" && !by.some((key) => overlaps(row.subject, key));
}

const TAGS = { pull_request: pullRequestTags, issue: issueTags, run: runTags } as const;

function overlaps(subject: keyof typeof TAGS, key: string): boolean {
  const table: Readonly<Record<string, TagText>> = TAGS[subject];
  return table[key]?.overlaps ?? false;
}
