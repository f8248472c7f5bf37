import { type Answer, json, refuse } from "./answers.ts";
import { type AnsweredSeries, evaluate, intervalFor } from "./query.ts";
import type { Quota } from "./query-quota.ts";
import { parseQuery, type Query } from "./query-text.ts";
import type { Point } from "./store.ts";
import { tagKey } from "./tags.ts";

/** What queries are answered from. */
export interface Memory {
  readonly points: readonly Point[];
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly quota: Quota;
  /** Most series of one answer; more are refused. */
  readonly maxSeries: number;
  /**
   * The only keys by which a metric's series can be told apart and asked for, where that is configured:
   * https://docs.datadoghq.com/metrics/metrics-without-limits/
   */
  readonly configured: ReadonlyMap<string, readonly string[]>;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Answers `GET /api/v1/query` for somebody who may ask:
 * https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points
 * What Datadog says to a query with too many series is written nowhere; here it is a 400.
 */
export function answerQuery(asked: URLSearchParams, memory: Memory): Answer {
  const { points, now, quota, maxSeries } = memory;
  const { left, headers } = quota.take(now());
  if (!left) return withHeaders(refuse(429, "Rate limit of requests reached"), headers);
  const span = spanOf(asked);
  if (!span) return refuse(400, "from and to must be seconds since 1970, from before to");
  const text = asked.get("query") ?? "";
  const query = parseQuery(text);
  if (!query) return refuse(400, `Error parsing query: unable to parse ${text}`);
  const keys = memory.configured.get(query.metric);
  const seen = keys === undefined ? points : points.map((point) => withKeys(point, keys));
  const series = evaluate(seen, query, span);
  if (series.length > maxSeries)
    return refuse(400, `The query has ${series.length} series, more than the limit of ${maxSeries}`);
  return withHeaders(json(200, bodyOf(text, query, span, series)), headers);
}

function withKeys(point: Point, keys: readonly string[]): Point {
  return { ...point, tags: point.tags.filter((tag) => keys.includes(tagKey(tag))) };
}

function spanOf(asked: URLSearchParams): Span | undefined {
  const [from, to] = [asked.get("from") ?? "", asked.get("to") ?? ""];
  if (!/^\d{1,10}$/.test(from) || !/^\d{1,10}$/.test(to) || Number(from) >= Number(to)) return undefined;
  return { from: Number(from), to: Number(to) };
}

function bodyOf(text: string, query: Query, { from, to }: Span, series: readonly AnsweredSeries[]) {
  const interval = intervalFor(to - from);
  return {
    status: "ok",
    res_type: "time_series",
    resp_version: 1,
    query: text,
    from_date: from * 1000,
    to_date: to * 1000,
    series: series.map((one) => describeSeries(one, query, interval)),
    values: [],
    times: [],
    message: "",
    group_by: query.by,
  };
}

function describeSeries({ tagSet, pointlist }: AnsweredSeries, query: Query, interval: number) {
  const scope = [...(query.scope === "*" ? [] : [query.scope]), ...tagSet].join(",") || "*";
  return {
    unit: null,
    query_index: 0,
    aggr: "max",
    metric: query.metric,
    display_name: query.metric,
    tag_set: tagSet,
    scope,
    expression: `max:${query.metric}{${scope}}`,
    interval,
    length: pointlist.length,
    start: pointlist[0]?.[0],
    end: (pointlist.at(-1)?.[0] ?? 0) + interval * 1000 - 1,
    pointlist,
    attributes: {},
  };
}

function withHeaders(answer: Answer, headers: Answer["headers"]): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
