import { createSeam, type Outcome, type SeamOptions } from "./seam.ts";

/**
 * What Datadog said to one attempt, keys taken out. `errors` is undefined where the answer holds no list of them;
 * where nothing was sent, it says why.
 */
export interface Reply {
  readonly outcome: Outcome;
  readonly errors?: readonly string[];
}

/** A reply, and the body that the client understood, where the answer was a success. */
export interface Called<Body> {
  readonly reply: Reply;
  readonly body?: Body;
}

export interface CallOptions extends SeamOptions {
  /** Taken out of everything that comes back. */
  readonly keys: readonly string[];
}

/** Makes one call through Datadog's client, which `ask` gives the function to send with. Never throws. */
export async function call<Body>(
  options: CallOptions,
  signal: AbortSignal,
  ask: (send: typeof globalThis.fetch) => Promise<Body>,
): Promise<Called<Body>> {
  const hide = (text: string) => options.keys.reduce((rest, key) => rest.replaceAll(key, "***"), text);
  const seam = createSeam(options, signal);
  try {
    const body = await ask(seam.send);
    return { reply: replyOf(seam.outcome(), errorsIn(body), hide), body };
  } catch (error) {
    const outcome = seam.outcome();
    const errors = outcome.kind === "unsent" ? [String(error)] : errorsIn(bodyOf(error));
    return { reply: replyOf(outcome, errors, hide) };
  }
}

function replyOf(
  outcome: Outcome,
  errors: readonly unknown[] | undefined,
  hide: (text: string) => string,
): Reply {
  const told = outcome.kind === "answered" ? { ...outcome, location: hide(outcome.location) } : outcome;
  return errors ? { outcome: told, errors: errors.map((error) => hide(String(error))) } : { outcome: told };
}

/** The list of errors that Datadog's answers hold, where it is one; queries have a single one. */
function errorsIn(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("errors" in body) return Array.isArray(body.errors) ? body.errors : undefined;
  return "error" in body && typeof body.error === "string" && body.error !== "" ? [body.error] : undefined;
}

/** The client throws what is not a success, with the answer's body. */
function bodyOf(error: unknown): unknown {
  return error instanceof Error && "body" in error ? error.body : undefined;
}
