import { createSeam, type Outcome, type SeamOptions } from "./seam.ts";

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

/**
 * What Datadog said to one attempt, the key taken out. `errors` is undefined where the answer is not one of the
 * intake's; where nothing was sent, it says why.
 */
export interface Reply {
  readonly outcome: Outcome;
  readonly errors?: readonly string[];
}

/** Sends one payload once. Never throws. */
export type Post = (series: readonly IntakeSeries[], signal: AbortSignal) => Promise<Reply>;

/**
 * Makes the function that sends payloads through Datadog's client, which the first of them loads: GitHub must not
 * wait for that.
 */
export function createPost(options: ClientOptions): Post {
  const hide = (text: string): string => text.replaceAll(options.apiKey, "***");
  return async (series, signal) => {
    const seam = createSeam(options, signal);
    try {
      const { openMetricsApi } = await import("./official.ts");
      const api = openMetricsApi({ ...options, fetch: seam.send });
      const body = await api.submitMetrics({ body: { series: [...series] }, contentEncoding: "gzip" });
      return reply(seam.outcome(), errorsIn(body), hide);
    } catch (error) {
      const outcome = seam.outcome();
      return reply(outcome, outcome.kind === "unsent" ? [String(error)] : errorsIn(bodyOf(error)), hide);
    }
  };
}

function reply(
  outcome: Outcome,
  errors: readonly unknown[] | undefined,
  hide: (text: string) => string,
): Reply {
  const told = outcome.kind === "answered" ? { ...outcome, location: hide(outcome.location) } : outcome;
  return errors ? { outcome: told, errors: errors.map((error) => hide(String(error))) } : { outcome: told };
}

/** The list of errors that the intake's answers hold, where it is one. */
function errorsIn(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== "object" || body === null || !("errors" in body)) return undefined;
  return Array.isArray(body.errors) ? body.errors : undefined;
}

/** The client throws what is not a success, with the answer's body. */
function bodyOf(error: unknown): unknown {
  return error instanceof Error && "body" in error ? error.body : undefined;
}
