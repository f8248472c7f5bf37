import { nearest } from "./distance.ts";
import { compileGlob } from "./glob.ts";
import { type Entry, lastMatchDecides, readEntry, splitList } from "./list.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";

/** What the catalogue knows of a metric when METRICS is read; the name is without the prefix. */
export interface KnownMetric {
  readonly name: string;
  readonly byDefault: boolean;
  /** True for the metric that LEGACY_METRIC switches; METRICS does not know it. */
  readonly legacy?: true;
}

/** Whether a metric is sent. */
export type MetricChoice = (name: string, byDefault: boolean) => boolean;

interface MetricEntry extends Entry {
  readonly takes: boolean;
  matches(name: string): boolean;
}

/** METRICS, read but not yet held against the catalogue. */
export type MetricList = readonly MetricEntry[];

// The heartbeat tells a run that failed from one that never was: without it no outage can be alerted on.
const HEARTBEAT = "exporter.run.success";

/** Reads METRICS: plain patterns instead of the defaults, or `+` beside them; `!` takes away. */
export function parseMetricList(text: string): Parsed<MetricList> {
  const items = splitList(text);
  if (items.length === 0) return wrong("lists no metric");
  const entries = parseEach(items, parseEntry);
  if (!entries.ok) return entries;
  const signs = new Set(entries.value.map((entry) => entry.sign));
  if (!signs.has("") || !signs.has("+")) return entries;
  return wrong(
    "mixes plain patterns, which replace the defaults, with + ones, which add to them: use one kind",
  );
}

function parseEntry(item: string): Parsed<MetricEntry> {
  const entry = readEntry(item, ["+", "!"]);
  if (entry.sign === "!" && entry.pattern.toLowerCase() === HEARTBEAT) {
    return wrong(`takes away ${HEARTBEAT}, which cannot be switched off`);
  }
  const compiled = compileGlob(entry.pattern);
  return compiled.ok ? right({ ...entry, takes: entry.sign !== "!", matches: compiled.value }) : compiled;
}

/**
 * Holds METRICS against the catalogue and compiles it. Plain patterns replace the default `pull_requests.*` and
 * `issues.*`, never the exporter's own; a list that starts with `!` starts from the defaults. Whatever it says,
 * `legacy` decides about the original tool's metric.
 */
export function chooseMetrics(
  list: MetricList,
  known: readonly KnownMetric[],
  legacy = false,
): Parsed<MetricChoice> {
  const offered = known.filter((metric) => !metric.legacy);
  const checked = parseEach(list, (entry) => checkKnown(entry, offered));
  if (!checked.ok) return checked;
  const replaces = list.some((entry) => entry.sign === "") && list[0]?.sign !== "!";
  const old = new Set(known.filter((metric) => metric.legacy).map(({ name }) => name));
  return right((name, byDefault) => {
    if (name === HEARTBEAT) return true;
    if (old.has(name)) return legacy;
    const atStart = byDefault && !(replaces && !name.startsWith("exporter."));
    return lastMatchDecides(list, name, atStart);
  });
}

function checkKnown(entry: MetricEntry, known: readonly KnownMetric[]): Parsed<MetricEntry> {
  if (known.some((metric) => entry.matches(metric.name))) return right(entry);
  const names = known.map((metric) => metric.name);
  const plain = entry.pattern.replaceAll(/[*?{}]/g, "");
  const suggestion = nearest(plain, names);
  const problem = `has ${quote(entry.text)}, which matches no metric`;
  if (suggestion === undefined) return wrong(problem);
  return wrong(
    `${problem}; names are without the prefix, the nearest is ${suggestion}`,
    `${entry.sign}${suggestion}`,
  );
}
