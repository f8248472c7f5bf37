import { onTestFinished } from "vitest";
import { type DatadogOptions, type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { createHistory, type HistoryOptions } from "../../src/datadog/read-back.ts";
import type { History } from "../../src/ports.ts";
import { createMemoryLog, createVirtualClock, KEY, NOW, never } from "./harness.ts";

/** In place of a real key, as `KEY`. */
export const APP_KEY = "canary-application-0123456789abcdef01234";
export const METRIC = "github.pull_requests.open.by_label";
export const LOOKBACK = 50 * 3_600;

type Options = Partial<Omit<DatadogOptions, "now" | "apiKeys">>;

/** A Datadog whose memory a test writes: what was said how many seconds before `NOW`. It ends with the test. */
export interface Past {
  readonly datadog: DatadogSandbox;
  /** One run that sent these values, by the series' tags, separated by spaces. */
  said(secondsAgo: number, values: Readonly<Record<string, number>>, metric?: string): Promise<void>;
  /** The queries asked so far. */
  queries(): readonly string[];
}

export async function openPast(options: Options = {}): Promise<Past> {
  let now = NOW;
  const datadog = await startDatadog({
    apiKeys: [KEY],
    appKeys: [APP_KEY],
    now: () => now * 1000,
    ...options,
  });
  onTestFinished(() => datadog.close());
  return {
    datadog,
    async said(secondsAgo, values, metric = METRIC) {
      now = NOW - secondsAgo;
      const series = Object.entries(values).map(([tags, value]) => ({
        metric,
        type: 3,
        tags: tags.split(" "),
        points: [{ timestamp: now, value }],
      }));
      const headers = { "dd-api-key": KEY };
      await fetch(`${datadog.url}/api/v2/series`, {
        method: "POST",
        headers,
        body: JSON.stringify({ series }),
      });
      now = NOW;
    },
    queries: () =>
      datadog.log.flatMap(({ path }) => new URL(path, datadog.url).searchParams.get("query") ?? []),
  };
}

export function historyOf(url: string, options: Partial<HistoryOptions> = {}): History {
  return createHistory({
    url,
    site: "datadoghq.eu",
    apiKey: KEY,
    appKey: APP_KEY,
    requestTimeoutMs: 5_000,
    fetch: globalThis.fetch,
    clock: createVirtualClock(),
    log: createMemoryLog(),
    ...options,
  });
}

type Query = Parameters<History["lastValues"]>[0];

/** Asks for a metric by repository and label, unless it is said otherwise. */
export function ask(history: History, query: Partial<Query> = {}, signal: AbortSignal = never) {
  const asked = { metric: METRIC, tagKeys: ["repo", "label"], constantTags: [], timestamp: NOW };
  return history.lastValues({ ...asked, lookbackSeconds: LOOKBACK, ...query }, signal);
}

/** What was read: values by tags, separated by spaces, as `said` takes them; throws where nothing was. */
export async function valuesOf(answer: ReturnType<typeof ask>): Promise<Readonly<Record<string, number>>> {
  const read = await answer;
  if (read.kind === "unread") throw new Error(read.why);
  const entries = read.series.map(({ tags, value }) => [tags.join(" "), value] as const);
  if (new Set(entries.map(([tags]) => tags)).size < entries.length)
    throw new Error("a series is there twice");
  return Object.fromEntries(entries);
}

/** Why nothing was read; throws where something was. */
export async function whyOf(answer: ReturnType<typeof ask>): Promise<string> {
  const read = await answer;
  if (read.kind === "read") throw new Error(`${read.series.length} series were read`);
  return read.why;
}
