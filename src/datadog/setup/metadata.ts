import pLimit from "p-limit";
import type { Row } from "../../metrics/catalogue.ts";
import { type JsonObject, textAt } from "./json.ts";
import type { Change } from "./merge.ts";
import type { Remote } from "./remote.ts";
import { type Action, type Piece, tell } from "./report.ts";
import type { Wishes } from "./wishes.ts";

const CONCURRENCY = 4;
const NAME = "descriptions and units";

interface Described {
  readonly metric: string;
  readonly action: Action;
  readonly note: string;
  readonly changes: readonly Change[];
}

export interface Describing {
  readonly remote: Remote;
  readonly wishes: Wishes;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/**
 * Describes every metric that is sent. Nothing remembers what was written here: a text that somebody else wrote stays,
 * unless `force` says otherwise. One line for all metrics that the same became of.
 */
export async function describeMetrics(describing: Describing): Promise<readonly Piece[]> {
  const limit = pLimit(CONCURRENCY);
  const { rows, prefix } = describing.wishes;
  const described = await Promise.all(
    rows.map((row) => limit(() => describeOne(`${prefix}.${row.name}`, row, describing))),
  );
  const groups = new Map<string, Described[]>();
  for (const one of described) {
    const key = `${one.action} ${one.note}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((all) => summarise(all, rows.length));
}

async function describeOne(
  metric: string,
  row: Row,
  { remote, dryRun, force }: Describing,
): Promise<Described> {
  const found = await remote.metadata.get(metric);
  if (found.kind === "missing") return { metric, action: "not yet", note: "", changes: [] };
  if (found.kind === "refused") return { metric, action: "refused", note: found.reason, changes: [] };
  const wanted = { description: row.description, unit: row.unit };
  const different = differences(found.body, wanted);
  const changes = different.filter(({ from }) => force || from === null);
  const kept = different.filter((change) => !changes.includes(change)).map(({ field }) => field);
  const note = kept.length > 0 ? `another ${kept.join(" and ")} in Datadog, kept (--force writes ours)` : "";
  if (changes.length === 0) return { metric, action: kept.length > 0 ? "kept" : "unchanged", note, changes };
  if (!dryRun) {
    const body = { ...found.body, ...Object.fromEntries(changes.map(({ field, to }) => [field, to])) };
    const answer = await remote.metadata.set(metric, body);
    if (answer.kind !== "answered") return { metric, action: "refused", note: answer.reason, changes: [] };
  }
  return { metric, action: "updated", note, changes };
}

function differences(found: JsonObject, wanted: Readonly<Record<string, string>>): readonly Change[] {
  return Object.entries(wanted).flatMap(([field, to]) => {
    const from = textAt(found, field);
    return from === to ? [] : [{ field, from: from === "" ? null : from, to }];
  });
}

function summarise(all: readonly Described[], total: number): Piece {
  const [first] = all;
  const names = all.length === total ? "all of them" : all.map(({ metric }) => metric).join(", ");
  const what = `${all.length} ${all.length === 1 ? "metric" : "metrics"}: ${NAME}`;
  const action = first?.action ?? "unchanged";
  const changes = all.flatMap(({ metric, changes }) =>
    changes.map((change) => ({ ...change, field: `${metric} ${change.field}` })),
  );
  if (action === "unchanged" || action === "updated") return tell(what, action, first?.note, changes);
  const why = action === "not yet" ? "Datadog does not know them before the first run" : first?.note;
  return tell(what, action, `${why} (${names})`, changes);
}
