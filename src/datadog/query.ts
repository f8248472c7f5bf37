import { abridge } from "./abridge.ts";
import { type Called, call } from "./call.ts";
import type { ClientOptions } from "./client.ts";

export interface QueryOptions extends ClientOptions {
  readonly appKey: string;
}

/** A query, and the seconds since 1970 between which it is answered. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Asks one query once; the body is as Datadog's client gives it. Never throws. */
export type Ask = (query: string, span: Span, signal: AbortSignal) => Promise<Called<unknown>>;

/** Makes the function that asks through Datadog's client, which the first query loads. */
export function createAsk(options: QueryOptions): Ask {
  const guarded = { ...options, keys: [options.apiKey, options.appKey], abridge };
  return async (query, { from, to }, signal) =>
    await call(guarded, signal, async (send) => {
      const { openQueryApi } = await import("./official-query.ts");
      return await openQueryApi({ ...options, fetch: send }).queryMetrics({ from, to, query });
    });
}
