import type { Series } from "../domain/series.ts";
import { type CostOptions, type Priced, priceOf } from "./cost.ts";
import { savedByOwner } from "./owner-savings.ts";
import { indexRows } from "./series.ts";
import { tagSetOf } from "./tag-sets.ts";
import { keyOf } from "./tags.ts";

/** How many metrics, and how many labels, are proposed to be left out. */
const PROPOSED = 5;
const LABEL = "label:";
/** What labels that are left out become; it is never left out itself, nor is `none`. */
const FOLDED = `${LABEL}other`;
const LASTING: ReadonlySet<string> = new Set([FOLDED, `${LABEL}none`]);

/** A change of the settings and the series that would go by it. */
export interface Saving extends Priced {
  readonly setting: "METRICS" | "LABELS" | "GRAIN" | "EMPTY_REPOSITORIES" | "LEGACY_METRIC";
  /** What to add at the end of the setting; `EMPTY_REPOSITORIES` and `LEGACY_METRIC` have one word. */
  readonly value: string;
}

/**
 * Gives what could be left out and what that would save, the largest first: metrics that are not needed for a total,
 * each on its own, the most expensive labels together, sums for each owner, and the zeros of empty repositories. Nothing
 * that would save nothing.
 */
export function savingsOf(series: readonly Series[], options: CostOptions): readonly Saving[] {
  const savings = [
    ...byMetric(series, options),
    ...byLabels(series, options),
    ...byGrain(series, options),
    byEmptiness(series, options),
    byLegacy(series, options),
  ];
  return savings.filter((saving) => saving.series > 0).sort((a, b) => b.series - a.series);
}

function byMetric(series: readonly Series[], { rows, prefix, price }: CostOptions): readonly Saving[] {
  const known = indexRows(rows, prefix);
  const counts = new Map<string, number>();
  for (const { metric } of series) {
    const row = known.get(metric);
    if (row !== undefined && row.dropRank !== "never" && !row.legacy)
      counts.set(row.name, (counts.get(row.name) ?? 0) + 1);
  }
  return largest(counts).map(([name, count]) => ({
    setting: "METRICS",
    value: `!${name}`,
    ...priceOf(count, price),
  }));
}

/**
 * One label left out alone only changes its name into `other`: what saves is that several become one where they meet.
 */
function byLabels(series: readonly Series[], { rows, prefix, price }: CostOptions): readonly Saving[] {
  const known = indexRows(rows, prefix);
  const labelled = series.filter(({ tags }) => tags.some(isLabel));
  const counts = new Map<string, number>();
  for (const { tags } of labelled)
    for (const tag of tags)
      if (isLabel(tag) && !LASTING.has(tag)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const labels = new Set(largest(counts).map(([tag]) => tag));
  const left = new Set(labelled.map((one) => foldLabels(one, labels, known.get(one.metric)?.tags ?? [])));
  const value = [...labels].map((tag) => `!${tag.slice(LABEL.length)}`).join();
  return [{ setting: "LABELS", value, ...priceOf(labelled.length - left.size, price) }];
}

/** All at once, and where that is several metrics, each on its own. */
function byGrain(series: readonly Series[], options: CostOptions): readonly Saving[] {
  const saved = [...savedByOwner(series, options)].filter(([, count]) => count > 0);
  const all = saved.reduce((sum, [, count]) => sum + count, 0);
  const single = saved.length > 1 ? largest(new Map(saved)) : [];
  const lines = [
    ["owner", all] as const,
    ...single.map(([name, count]) => [`${name}:owner`, count] as const),
  ];
  return lines.map(([value, count]) => ({ setting: "GRAIN", value, ...priceOf(count, options.price) }));
}

/** What a repository sends that is sent even where nothing is open, and is all 0, it could do without. */
function byEmptiness(series: readonly Series[], { rows, prefix, price }: CostOptions): Saving {
  const known = indexRows(rows, prefix);
  const zeros = new Map<string, number>();
  const busy = new Set<string>();
  for (const { metric, tags, value } of series) {
    const row = known.get(metric);
    const repository = tags.find((tag) => tag.startsWith("repo:"));
    if (row === undefined || row.subject === "run" || repository === undefined) continue;
    const list = `${row.subject} ${repository}`;
    if (row.zero === "always" && value === 0) zeros.set(list, (zeros.get(list) ?? 0) + 1);
    else busy.add(list);
  }
  const saved = [...zeros].reduce((sum, [list, count]) => sum + (busy.has(list) ? 0 : count), 0);
  return { setting: "EMPTY_REPOSITORIES", value: "skip", ...priceOf(saved, price) };
}

function byLegacy(series: readonly Series[], { rows, prefix, price }: CostOptions): Saving {
  const known = indexRows(rows, prefix);
  const count = series.filter(({ metric }) => known.get(metric)?.legacy).length;
  return { setting: "LEGACY_METRIC", value: "false", ...priceOf(count, price) };
}

/** What would tell the series from others, were these labels `other`: the tags under its metric's own keys. */
function foldLabels({ metric, tags }: Series, labels: ReadonlySet<string>, keys: readonly string[]): string {
  const own = tags.filter((tag) => keys.includes(keyOf(tag)));
  return metric + tagSetOf(own.map((tag) => (labels.has(tag) ? FOLDED : tag)));
}

function isLabel(tag: string): boolean {
  return tag.startsWith(LABEL);
}

function largest(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts]
    .sort(([one, count], [other, more]) => more - count || (one < other ? -1 : 1))
    .slice(0, PROPOSED);
}
