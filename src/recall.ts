import type { Photograph } from "./collect.ts";
import { countSeries, type MetricSeries } from "./domain/series.ts";
import { type EvidenceOptions, isMissing, proveZeros, type VanishedFrom } from "./evidence.ts";
import type { FurtherTags } from "./metrics/further-tags.ts";
import { isByOwner } from "./metrics/grain.ts";
import type { MeasuredMetric, ScopedSeries } from "./metrics/measure.ts";
import { indexRows } from "./metrics/series.ts";
import { tagSetOf } from "./metrics/tag-sets.ts";
import {
  holdBack,
  isZeroFilled,
  type Past,
  type VanishedOptions,
  vanishedOf,
  withoutSent,
  zerosOf,
} from "./metrics/zero-fill.ts";
import type { History, Logger } from "./ports.ts";

/** With so many selected repositories, the zeros of empty ones are worth their cost no more: EMPTY_REPOSITORIES=auto. */
const MANY_REPOSITORIES = 100;
/** Fewer by more than this percentage than the last run selected, and the credential may have lost access. */
const MOST_LOST = 10;
const REPOSITORIES = "exporter.repositories";

/** What is done about series of earlier runs that have vanished. */
export interface Memory {
  /** Missing without an application key, or with ZERO_FILL=off. */
  readonly history?: History;
  /** Whether ZERO_FILL asks for it. */
  readonly wanted: boolean;
  readonly lookbackSeconds: number;
  readonly emptyRepositories: "send" | "skip" | "auto";
}

export interface RecallOptions extends EvidenceOptions {
  readonly memory: Memory;
  readonly prefix: string;
  /** Tags of every series about a repository. */
  readonly constantTags: readonly string[];
  readonly further: Pick<FurtherTags, "keys">;
  readonly exporterTags: readonly string[];
  /** Whether nothing is known against the credential seeing all that it shall see. */
  readonly accessWhole: boolean;
  /** Whole seconds since 1970. */
  readonly timestamp: number;
}

/** What there is to be sent about the repositories once the past is known. */
export interface Recalled {
  /** Of those measured, without the zeros that are held back. */
  readonly series: readonly MetricSeries[];
  /** How many zeros of empty repositories are held back, and not sent as vanished either. */
  readonly heldBack: number;
  /** What has vanished since the earlier runs. */
  readonly zeros: readonly MetricSeries[];
  /** Whether clearly fewer repositories are selected than by the run before. */
  readonly shrunk: boolean;
}

/** What is known of one metric once its past is held against what was measured. */
interface Compared extends VanishedFrom {
  /** Tags of the repositories whose zeros are held back. */
  readonly heldBack: ReadonlySet<string>;
}

/**
 * Asks Datadog what earlier runs said, and gives what to set to 0. Never fails: what could not be read gets no zeros,
 * with one warning. Where access shrank there are none at all, since what is out of sight has not vanished, and no sums
 * by owner, which would be short.
 */
export async function recall(photograph: Photograph, options: RecallOptions): Promise<Recalled> {
  const { memory, log, signal } = options;
  const { history } = memory;
  warnOfSkipping(memory, log);
  const { read, failures } = photograph;
  const idle = (read === 0 && failures.length > 0) || signal.aborted;
  if (history === undefined || idle) {
    const seen = options.accessWhole ? photograph : withoutSums(photograph, options);
    const compared = seen.measured.map((metric) => compare(metric, undefined, seen, options));
    return settle(seen, compared, false, options);
  }
  const unread = new Map<string, string>();
  const missing = new Set<string>();
  const before = await selectedBefore(history, unread, options);
  const shrunk = hasShrunk(photograph, before);
  if (shrunk) warnOfShrinking(photograph.selected, before, log);
  const trusted = options.accessWhole && !shrunk;
  const seen = trusted ? photograph : withoutSums(photograph, options);
  const past = (metric: MeasuredMetric) => pastOf(metric, history, unread, options);
  const onMissingKey = (key: string) => void missing.add(key);
  const compared = await Promise.all(
    seen.measured.map(async (metric) =>
      compare(metric, trusted ? await past(metric) : undefined, seen, { ...options, onMissingKey }),
    ),
  );
  if (unread.size > 0) warnOfUnread(unread, log);
  if (missing.size > 0) warnOfMissingKeys(missing, log);
  const proven = await proveZeros(compared, seen, options);
  return settle(
    seen,
    compared.map((one, index) => ({ ...one, ...proven[index] })),
    shrunk,
    options,
  );
}

/** Holds a metric against its past, which is let go with that; `past` is undefined where it is not known. */
function compare(
  metric: MeasuredMetric,
  past: readonly Past[] | undefined,
  { selected, facts, measured }: Photograph,
  options: RecallOptions & Pick<VanishedOptions, "onMissingKey">,
): Compared {
  const { onMissingKey } = options;
  const { emptyRepositories } = options.memory;
  const many = emptyRepositories === "auto" && selected > MANY_REPOSITORIES;
  const holds = emptyRepositories === "skip" || (many && past !== undefined);
  const heldBack = holds ? metric.empty : new Set<string>();
  const concerns = measured.some(({ row }) => isByOwner(row))
    ? () => true
    : (scope: string) => isMissing(facts, scope.slice("repo:".length));
  const furtherKeys = options.further.keys;
  const { vanished, absent } = vanishedOf(metric, past ?? [], {
    furtherKeys,
    heldBack,
    concerns,
    ...(onMissingKey === undefined ? {} : { onMissingKey }),
  });
  return { metric, vanished, absent: past && absent, heldBack };
}

function settle(
  photograph: Photograph,
  compared: readonly Compared[],
  shrunk: boolean,
  options: RecallOptions,
): Recalled {
  const settled = compared.map((one) => ({ ...one, zeros: zerosOf(one.metric, one.vanished, options) }));
  const byMetric = new Map(settled.map((one) => [one.zeros.metric, one]));
  const series = holdBack(photograph.series, (metric) => byMetric.get(metric)?.heldBack);
  const held = countSeries(photograph.series) - countSeries(series);
  const sent = photograph.series.reduce((sum, one) => sum + countSent(one, byMetric.get(one.metric)), 0);
  const zeros = withoutSent(
    settled.map((one) => one.zeros),
    series,
  ).filter(({ count }) => count > 0);
  return { series, heldBack: held - sent, zeros, shrunk };
}

/** How many of the zeros that are held back go out all the same, since Datadog still has another value. */
function countSent(
  series: ScopedSeries,
  settled: (Pick<Compared, "heldBack"> & { readonly zeros: MetricSeries }) | undefined,
): number {
  if (settled === undefined || settled.zeros.count === 0) return 0;
  const { zeros, heldBack } = settled;
  const told = new Set([...zeros].map(({ tags }) => tagSetOf(tags)));
  const held = [...series.of((scope) => heldBack.has(scope))];
  return held.filter(({ tags }) => told.has(tagSetOf(tags))).length;
}

/** What earlier runs said of a metric; undefined where that is not looked at, or could not be read. */
async function pastOf(
  { row }: MeasuredMetric,
  history: History,
  unread: Map<string, string>,
  options: RecallOptions,
): Promise<readonly Past[] | undefined> {
  if (!isZeroFilled({ row })) return undefined;
  const metric = `${options.prefix}.${row.name}`;
  const keys = [...row.tags, ...options.further.keys];
  return await pastValues(history, metric, keys, options.constantTags, unread, options);
}

/** What a question about earlier runs needs. */
export type PastOptions = Pick<RecallOptions, "memory" | "prefix" | "exporterTags" | "timestamp" | "signal">;

/**
 * How many repositories the last run selected; 0 where there was none, or where it is not known. Never throws: what could not be read is
 * noted in `unread`.
 */
export async function selectedBefore(
  history: History,
  unread: Map<string, string>,
  options: PastOptions,
): Promise<number> {
  const metric = `${options.prefix}.${REPOSITORIES}`;
  const last = (await pastValues(history, metric, ["status"], options.exporterTags, unread, options)) ?? [];
  return last.reduce((sum, { value }) => sum + value, 0);
}

async function pastValues(
  history: History,
  metric: string,
  tagKeys: readonly string[],
  constantTags: readonly string[],
  unread: Map<string, string>,
  { timestamp, memory, signal }: PastOptions,
): Promise<readonly Past[] | undefined> {
  const { lookbackSeconds } = memory;
  const query = { metric, tagKeys, constantTags, timestamp, lookbackSeconds };
  const answer = await history.lastValues(query, signal);
  if (answer.kind === "read") return answer.series;
  unread.set(metric, answer.why);
  return undefined;
}

/** Whether clearly fewer are selected than before. A listing that broke off is a failure of its own, and says nothing about access. */
export function hasShrunk(
  { selected, listingFailed }: Pick<Photograph, "selected" | "listingFailed">,
  before: number,
): boolean {
  return !listingFailed && (before - selected) * 100 > before * MOST_LOST;
}

function withoutSums(photograph: Photograph, { prefix, log }: RecallOptions): Photograph {
  const rows = photograph.measured.map(({ row }) => row).filter(isByOwner);
  if (rows.length === 0) return photograph;
  const sums = [...indexRows(rows, prefix).keys()];
  log.warn(
    { event: "grain_withheld", metrics: sums },
    "access may have shrunk: sums by owner would be short, and are not sent in this run",
  );
  return { ...photograph, series: photograph.series.filter(({ row }) => !isByOwner(row)) };
}

function warnOfSkipping({ history, emptyRepositories }: Memory, log: Logger): void {
  if (emptyRepositories !== "skip" || history !== undefined) return;
  log.warn(
    { event: "skip_without_zero_fill", names: ["EMPTY_REPOSITORIES", "DD_APP_KEY", "ZERO_FILL"] },
    "EMPTY_REPOSITORIES=skip without zero-fill: a backlog that becomes empty never reads 0, and alerts on it stay red",
  );
}

function warnOfShrinking(selected: number, before: number, log: Logger): void {
  log.warn(
    { event: "selection_shrank", selected, before },
    "more than 10 % fewer repositories are selected than by the last run: look at what the credential may still see; after a change of GITHUB_REPOSITORIES, of its filters or of the repositories themselves this passes with the next run",
  );
}

function warnOfMissingKeys(missing: ReadonlySet<string>, log: Logger): void {
  log.warn(
    { event: "tags_missing", keys: [...missing].sort() },
    "Datadog has series of earlier runs without these tags, and none of them is set to 0: the settings that give the tags are new, or the metric's tag configuration (Metrics without Limits) leaves the tags out",
  );
}

function warnOfUnread(unread: ReadonlyMap<string, string>, log: Logger): void {
  const [why] = unread.values();
  log.warn(
    { event: "history_unread", metrics: [...unread.keys()].sort(), message: why },
    "Datadog did not tell what earlier runs said: what has vanished from these metrics is not set to 0 in this run",
  );
}
