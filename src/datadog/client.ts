import { call, type Reply } from "./call.ts";
import type { SeamOptions } from "./seam.ts";

export interface ClientOptions extends SeamOptions {
  /** Where the API is, without a path that is not part of it. */
  readonly url: string;
  readonly apiKey: string;
}

/** One gauge as the intake takes it. */
export interface IntakeSeries {
  readonly metric: string;
  readonly type: typeof GAUGE;
  readonly unit: string;
  readonly tags: string[];
  /** One point; seconds since 1970. */
  readonly points: { readonly timestamp: number; readonly value: number }[];
}

/** https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
export const GAUGE = 3;

/** Sends one payload once. Never throws. */
export type Post = (series: readonly IntakeSeries[], signal: AbortSignal) => Promise<Reply>;

/**
 * Makes the function that sends payloads through Datadog's client, which the first of them loads: GitHub must not
 * wait for that.
 */
export function createPost(options: ClientOptions): Post {
  const guarded = { ...options, keys: [options.apiKey] };
  return async (series, signal) => {
    const { reply } = await call(guarded, signal, async (send) => {
      const { openMetricsApi } = await import("./official.ts");
      const api = openMetricsApi({ ...options, fetch: send });
      return await api.submitMetrics({ body: { series: [...series] }, contentEncoding: "gzip" });
    });
    return reply;
  };
}
