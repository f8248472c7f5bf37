import type { Series } from "../domain/series.ts";
import { catalogue, HEARTBEAT, type Row } from "./catalogue.ts";
import { fold } from "./row.ts";
import type { RunFacts, RunRow } from "./run-rows.ts";
import { createSeriesWriter, type SeriesOptions } from "./series.ts";
import { type TagSet, tagSetOf } from "./tag-sets.ts";
import { tagOf } from "./tags.ts";

export interface ExporterOptions extends SeriesOptions {
  /** The enabled metrics; only those about the run are looked at. */
  readonly rows: readonly Row[];
}

/**
 * Gives the series about the run that the known facts allow: what is left out of `facts` is not sent. The
 * heartbeat is not among them.
 */
export function exporterSeries(
  facts: Partial<Omit<RunFacts, "success">>,
  options: ExporterOptions,
): readonly Series[] {
  return tell(facts, options);
}

/** Gives the heartbeat's one series, whatever else is enabled. */
export function heartbeat(success: boolean, options: SeriesOptions): readonly Series[] {
  return tell({ success }, { ...options, rows: catalogue.filter(({ name }) => name === HEARTBEAT) });
}

function tell(facts: Partial<RunFacts>, options: ExporterOptions): readonly Series[] {
  const write = createSeriesWriter(options);
  const rows = options.rows.filter(isAboutRun);
  return rows.flatMap((row) => foldPoints(row, facts).map(({ tags, value }) => write(row)(tags, value)));
}

function isAboutRun(row: Row): row is RunRow {
  return row.subject === "run";
}

interface Folded {
  readonly tags: readonly string[];
  readonly value: number;
}

/** Two points can have the same tags (two repositories of one name to Datadog), and Datadog would keep the last. */
function foldPoints(row: RunRow, facts: Partial<RunFacts>): readonly Folded[] {
  const folded = new Map<TagSet, Folded>();
  for (const point of row.points(facts)) {
    const tags = Object.entries(point.tags).map(([key, value]) => tagOf(key, value));
    const set = tagSetOf(tags);
    folded.set(set, { tags, value: fold(row.fold, folded.get(set)?.value, point.value) });
  }
  return [...folded.values()];
}
