import { breakdownOf } from "../metrics/grain.ts";
import type { Grain } from "../metrics/row.ts";
import { nearest } from "./distance.ts";
import { splitList } from "./list.ts";
import type { KnownMetric } from "./metric-list.ts";
import { type Parsed, parseEach, quote, right, wrong } from "./parsed.ts";

interface GrainEntry {
  /** As it stands in the list, for messages. */
  readonly text: string;
  /** The last part of a metric's name, or all of it; without one the entry is for all. */
  readonly name?: string;
  readonly grain: Grain;
}

/** GRAIN, read but not yet held against the catalogue. */
export type GrainList = readonly GrainEntry[];

/** Reads GRAIN: `repo` or `owner` for all, `by_reviewer:owner` for single ones. */
export function parseGrainList(text: string): Parsed<GrainList> {
  const items = splitList(text.toLowerCase());
  return items.length === 0 ? wrong("says neither repo nor owner") : parseEach(items, parseEntry);
}

function parseEntry(text: string): Parsed<GrainEntry> {
  const [, name, grain] = /^(?:([^:]+):)?(repo|owner)$/.exec(text) ?? [];
  if (grain !== "repo" && grain !== "owner")
    return wrong(`has ${quote(text)}, which is neither repo nor owner, nor a metric with one of them`);
  return right(name === undefined ? { text, grain } : { text, name, grain });
}

/** Holds GRAIN against the catalogue, and gives for a name without the prefix what the last entry that is for it says. */
export function chooseGrain(list: GrainList, known: readonly KnownMetric[]): Parsed<(name: string) => Grain> {
  const checked = parseEach(list, (entry) => checkKnown(entry, known));
  if (!checked.ok) return checked;
  return right((name) => list.findLast((entry) => isFor(entry, name))?.grain ?? "repo");
}

function isFor(entry: GrainEntry, name: string): boolean {
  return entry.name === undefined || entry.name === name || entry.name === breakdownOf({ name });
}

function checkKnown(entry: GrainEntry, known: readonly KnownMetric[]): Parsed<GrainEntry> {
  const names = known.flatMap((metric) => {
    const breakdown = breakdownOf(metric);
    return breakdown === undefined ? [] : [breakdown, metric.name];
  });
  if (entry.name === undefined || names.includes(entry.name)) return right(entry);
  const suggestion = nearest(entry.name, names);
  const problem = `has ${quote(entry.text)}, which names no metric of the by_ ones; all others are always by repository`;
  if (suggestion === undefined) return wrong(problem);
  return wrong(`${problem}; the nearest is ${suggestion}`, `${suggestion}:${entry.grain}`);
}
