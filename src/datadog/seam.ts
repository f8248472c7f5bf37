import { orAborted } from "../domain/abort.ts";
import { boundAnswer, OversizedAnswer } from "../domain/answer-size.ts";
import { plausibleDate, plausibleWait } from "../domain/plausible.ts";

/** What became of one attempt on the wire. */
export type Outcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Seconds until the rate limit ends; 0 where nothing plausible is said about it. */
      readonly resetSeconds: number;
      /** What time it is there, in ms since 1970. */
      readonly date: number | undefined;
      /** Where a redirect leads; empty where it is none. */
      readonly location: string;
    }
  /**
   * No whole answer: the code of the system or of the HTTP library, or a few words, without anything that was
   * sent.
   */
  | { readonly kind: "lost"; readonly code: string }
  /** Not sent: over the intake's limit. */
  | { readonly kind: "too_large"; readonly bytes: number }
  /** An answer that is too large to be read. */
  | { readonly kind: "oversized"; readonly what: string }
  /** Nothing was sent, since the client failed before. */
  | { readonly kind: "unsent" };

/**
 * The intake's limit for a compressed body; beyond it some of Datadog's front ends close the connection without a status.
 * https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
const MAX_WIRE_BYTES = 512_000;

export interface SeamOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly requestTimeoutMs: number;
  /** Shortens the text of an answer before the client parses it. */
  readonly abridge?: (text: string) => string;
}

/** One attempt: the function that the client sends through, and what became of it. */
export interface Seam {
  readonly send: typeof globalThis.fetch;
  outcome(): Outcome;
}

/**
 * Makes the seam for one attempt: with its own timeout, body included, and without following redirects, which
 * would take the key along.
 */
export function createSeam(options: SeamOptions, signal: AbortSignal): Seam {
  const { fetch, requestTimeoutMs, abridge = (text) => text } = options;
  let outcome: Outcome = { kind: "unsent" };
  return {
    outcome: () => outcome,
    async send(url, init) {
      const bytes = sizeOf(init?.body);
      if (bytes > MAX_WIRE_BYTES) {
        outcome = { kind: "too_large", bytes };
        throw new Error("the payload is too large to be sent");
      }
      // Held until the end: Node 20 may collect a timeout that only a joined signal refers to, and it would never fire.
      const timeout = AbortSignal.timeout(requestTimeoutMs);
      try {
        const limited = AbortSignal.any([signal, timeout]);
        const whole = readWhole(fetch, url, { ...init, redirect: "manual", signal: limited });
        const { response, text } = await orAborted(whole, limited);
        outcome = describe(response);
        return new Response(text === "" ? null : abridge(text), {
          status: response.status,
          headers: response.headers,
        });
      } catch (error) {
        const code = timeout.aborted ? `timeout after ${requestTimeoutMs} ms` : codeOf(error);
        const oversized = error instanceof OversizedAnswer;
        outcome = oversized ? { kind: "oversized", what: error.message } : { kind: "lost", code };
        throw error;
      }
    },
  };
}

async function readWhole(
  fetch: typeof globalThis.fetch,
  ...request: Parameters<typeof globalThis.fetch>
): Promise<{ response: Response; text: string }> {
  const response = boundAnswer(await fetch(...request));
  return { response, text: await response.text() };
}

function describe({ status, headers }: Response): Outcome {
  // A proxy before Datadog has the second name for it.
  const waits = ["x-ratelimit-reset", "retry-after"].map((name) => plausibleWait(headers.get(name)));
  const resetSeconds = (waits.find((wait) => wait !== undefined) ?? 0) / 1000;
  const date = plausibleDate(headers.get("date"));
  return { kind: "answered", status, resetSeconds, date, location: headers.get("location") ?? "" };
}

function sizeOf(body: unknown): number {
  return body instanceof Uint8Array ? body.byteLength : 0;
}

/** Messages of the HTTP library can repeat a header, and so the key: only codes and names are passed on. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (hasCode(cause)) return cause.code;
  return hasCode(error) ? error.code : error.name;
}

function hasCode(value: unknown): value is { readonly code: string } {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
}
