import pLimit from "p-limit";
import type { Clock, History, Logger, PastSeries } from "../ports.ts";
import { rest, waitBefore } from "./back-off.ts";
import { cut } from "./parts.ts";
import { nameOf } from "./place.ts";
import { type Ask, createAsk, type QueryOptions, type Span } from "./query.ts";
import { type Question, writeQuery } from "./query-text.ts";
import { judgeQuery, type QueryVerdict } from "./query-verdict.ts";

export interface HistoryOptions extends QueryOptions {
  /** For messages: `datadoghq.eu`. */
  readonly site: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Few: an answer can hold 300 points for each of thousands of series, and all of it is in memory. */
const CONCURRENCY = 2;
/** Fewer than for a payload: what was measured waits behind it, and a run does without. */
const MAX_ATTEMPTS = 3;
/** A rate limit that lasts longer is not waited for, for the same reason. Datadog's is by the hour. */
const LONGEST_WAIT_S = 5;
const OUT_OF_TIME = "the time for reading back ended";
/** What the series of one metric can be parted by; each metric with any tag of its own has one of them. */
const PARTED_BY = ["repo", "owner"] as const;

/** Makes the history that is read back from Datadog's metrics queries. */
export function createHistory(options: HistoryOptions): History {
  const { clock, log } = options;
  const limit = pLimit(CONCURRENCY);
  const reader = { ask: createAsk(options), place: nameOf(options), clock, log, limit };
  return {
    async lastValues({ metric, tagKeys, constantTags, timestamp, lookbackSeconds }, signal) {
      const span = { from: timestamp - lookbackSeconds, to: timestamp };
      const verdict = await read({ metric, tagKeys, scope: constantTags }, { ...reader, span, signal });
      return verdict.kind === "answered"
        ? { kind: "read", series: verdict.series }
        : { kind: "unread", why: verdict.reason };
    },
  };
}

interface Reader extends Pick<HistoryOptions, "clock" | "log"> {
  readonly ask: Ask;
  readonly place: string;
  readonly limit: ReturnType<typeof pLimit>;
  readonly span: Span;
  readonly signal: AbortSignal;
}

type Final = Exclude<QueryVerdict, { readonly kind: "transient" }>;

/** Asks in one query, or, where that is not answered, for the repositories or owners there are, and then in parts of them. */
async function read(question: Question, reader: Reader): Promise<Final> {
  const whole = await askPatiently(question, reader);
  const key = PARTED_BY.find((one) => question.tagKeys.includes(one));
  if (whole.kind !== "unanswerable" || key === undefined) return whole;
  const names = await askPatiently({ ...question, tagKeys: [key] }, reader);
  if (names.kind !== "answered") return names;
  // A series without such a tag belongs to no repository of ours; no part asks for it.
  const values = valuesOf(names.series, key);
  return await readParts(question, { key, values, whole }, reader);
}

interface Refusal {
  readonly key: string;
  /** What the refused query held. */
  readonly values: readonly string[];
  readonly whole: Final;
}

/** One part after the other, since each that fails makes the others useless. */
async function readParts(question: Question, refusal: Refusal, reader: Reader): Promise<Final> {
  const { key, values, whole } = refusal;
  if (values.length < 2) return whole;
  const series: PastSeries[] = [];
  for (const part of cut(values)) {
    const narrower = { ...question, scope: [...question.scope, `${key}:${part.filter}`] };
    const answer = await askPatiently(narrower, reader);
    const settled =
      answer.kind === "unanswerable"
        ? await readParts(question, { key, values: part.values, whole: answer }, reader)
        : answer;
    if (settled.kind !== "answered") return settled;
    for (const one of settled.series) series.push(one);
  }
  return { kind: "answered", series };
}

/** Asks until it is answered, finally refused, or out of attempts or time. */
async function askPatiently(question: Question, reader: Reader): Promise<Final> {
  const { clock, log, signal } = reader;
  const query = writeQuery(question);
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) return { kind: "refused", reason: OUT_OF_TIME };
    const verdict = await reader.limit(async () => await askOnce(query, reader));
    log.debug({ event: "read_back", query, attempt, ...told(verdict) }, "metric read back");
    if (verdict.kind !== "transient") return verdict;
    const { reason, resetSeconds } = verdict;
    if (attempt === MAX_ATTEMPTS || resetSeconds > LONGEST_WAIT_S) return { kind: "refused", reason };
    const rested = await rest(waitBefore(attempt, resetSeconds), clock, signal);
    if (!rested) return { kind: "refused", reason: `${reason}; ${OUT_OF_TIME}` };
  }
}

async function askOnce(query: string, { ask, place, span, signal }: Reader): Promise<QueryVerdict> {
  return judgeQuery(await ask(query, span, signal), place);
}

function told(verdict: QueryVerdict): Readonly<Record<string, unknown>> {
  return verdict.kind === "answered" ? { kind: verdict.kind, series: verdict.series.length } : verdict;
}

function valuesOf(series: readonly PastSeries[], key: string): readonly string[] {
  const start = `${key}:`;
  const tags = series.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(start)));
  return [...new Set(tags.map((tag) => tag.slice(start.length)))];
}
