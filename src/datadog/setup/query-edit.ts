import type { Window } from "./window.ts";

/** A monitor's query in two parts, since a threshold is something people change. */
export interface Split {
  /** Everything up to the comparison, with it. */
  readonly head: string;
  readonly comparator: string;
  readonly threshold: number;
}

const COMPARISON = /^(.*\S)\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/s;
const WINDOW = /^(\w+)\(last_\w+\):/;
const CHANGE_WINDOW = /^((?:pct_)?change)\((\w+)\(last_\w+\),last_(\w+)\):/;
/** The metric, its filters and what it is grouped by. */
const SOURCE = /([a-zA-Z][\w.]*)\{([^{}]*)\}( by \{[^{}]*\})?/g;
/** The names that the shipped files have. */
const SHIPPED = /\bgithub\.(?=(?:pull_requests|issues|exporter)\.)/g;

/** Splits a query at its threshold; undefined where it has none that can be read. */
export function splitQuery(query: string): Split | undefined {
  const [, start, comparator, threshold] = COMPARISON.exec(query) ?? [];
  if (start === undefined || comparator === undefined) return undefined;
  return { head: `${start} ${comparator}`, comparator, threshold: Number(threshold) };
}

/** A text of the shipped files with the metrics' prefix in place of theirs. */
export function withPrefix(text: string, prefix: string): string {
  return text.replace(SHIPPED, () => `${prefix}.`);
}

/** The query with the windows of an interval; a comparison with another day stays one with that day. */
export function withWindow(query: string, window: Window, changeWindow: Window): string {
  return query
    .replace(WINDOW, (_, by: string) => `${by}(last_${window.name}):`)
    .replace(
      CHANGE_WINDOW,
      (_, change: string, by: string, ago: string) =>
        `${change}(${by}(last_${changeWindow.name}),last_${ago}):`,
    );
}

/** The full names of the metrics in a query, each once. */
export function metricsIn(query: string): readonly string[] {
  return [...new Set([...query.matchAll(SOURCE)].map(([, metric = ""]) => metric))];
}

/** The query with further filters on each metric. */
export function withScope(query: string, filtersOf: (metric: string) => readonly string[]): string {
  return query.replace(SOURCE, (_, metric: string, filter: string, by: string | undefined) => {
    const all = [...(filter === "*" ? [] : [filter]), ...filtersOf(metric)];
    return `${metric}{${all.join(",") || "*"}}${by ?? ""}`;
  });
}

/** The query with the keys that each metric is grouped by changed. */
export function withGroups(
  query: string,
  change: (metric: string, keys: readonly string[]) => readonly string[],
): string {
  return query.replace(SOURCE, (_, metric: string, filter: string, by: string | undefined) => {
    const keys = change(metric, by === undefined ? [] : by.slice(" by {".length, -1).split(","));
    return `${metric}{${filter}}${keys.length === 0 ? "" : ` by {${keys.join(",")}}`}`;
  });
}

/** The query with owners in place of repositories on metrics that are summed for them: groups and the variable. */
export function withOwners(query: string, isSummed: (metric: string) => boolean): string {
  const regrouped = withGroups(query, (metric, keys) =>
    isSummed(metric) ? keys.map((key) => (key === "repo" ? "owner" : key)) : keys,
  );
  return regrouped.replace(SOURCE, (all, metric: string, filter: string, by: string | undefined) => {
    if (!isSummed(metric)) return all;
    const filters = filter.split(",").map((one) => (one === "$repo" ? "$owner" : one));
    return `${metric}{${filters.join(",")}}${by ?? ""}`;
  });
}
