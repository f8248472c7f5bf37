import type { Clock } from "../ports.ts";
import { rest, waitBefore } from "./back-off.ts";
import { type Called, call } from "./call.ts";
import { nameOf } from "./place.ts";
import type { QueryOptions } from "./query.ts";
import { judgeFailure } from "./verdict.ts";

export interface KeyProbeOptions extends Omit<QueryOptions, "appKey"> {
  readonly appKey?: string;
  /** For messages: `datadoghq.eu`. */
  readonly site: string;
  readonly clock: Clock;
}

/** What Datadog makes of keys. Messages are for a person, and hold no secret. */
export type KeyVerdict =
  | { readonly kind: "good" }
  /** Datadog answered, and does not take them. */
  | { readonly kind: "refused"; readonly message: string }
  /** Nobody there knows such a question: a relay may take series and nothing else. */
  | { readonly kind: "unasked"; readonly message: string }
  /** No answer that says anything of a key. `answered`: whether there was one at all. `passing`: whether another attempt may go better. */
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly answered: boolean;
      readonly passing: boolean;
    };

/** Datadog, as `check` asks it about its keys. Nothing here throws, and nothing is sent. */
export interface KeyProbe {
  apiKey(signal: AbortSignal): Promise<KeyVerdict>;
  /** Both keys together: with a good API key it is the application key that is judged. */
  bothKeys(signal: AbortSignal): Promise<KeyVerdict>;
  /** Where the keys are shown: `datadoghq.eu`, or the host that `DD_URL` names. */
  readonly place: string;
}

/** A person is waiting. */
const MAX_ATTEMPTS = 3;
const LONGEST_WAIT_S = 5;

/** Makes the probe of the Datadog that a run with the same options would send to. */
export function createKeyProbe(options: KeyProbeOptions): KeyProbe {
  const { apiKey, appKey } = options;
  const place = nameOf(options);
  const guarded = { ...options, keys: [apiKey, ...(appKey === undefined ? [] : [appKey])] };
  const open = async (fetch: typeof globalThis.fetch) => {
    const { openKeysApi } = await import("./official-keys.ts");
    return openKeysApi({ ...options, fetch });
  };
  return {
    place,
    apiKey: (signal) =>
      askPatiently(options, signal, async () => {
        const called = await call(guarded, signal, async (send) => (await open(send)).validateApiKey());
        return judge(called, called.body?.valid === true, place);
      }),
    bothKeys: (signal) =>
      askPatiently(options, signal, async () => {
        const called = await call(guarded, signal, async (send) => (await open(send)).validateBothKeys());
        return judge(called, called.body?.status === "ok", place);
      }),
  };
}

interface Judged {
  readonly verdict: KeyVerdict;
  /** How long to wait before the next attempt, where there should be one. */
  readonly againAfter?: number;
}

async function askPatiently(
  { clock }: Pick<KeyProbeOptions, "clock">,
  signal: AbortSignal,
  ask: () => Promise<Judged>,
): Promise<KeyVerdict> {
  for (let attempt = 1; ; attempt += 1) {
    const { verdict, againAfter } = await ask();
    if (againAfter === undefined || attempt === MAX_ATTEMPTS || againAfter > LONGEST_WAIT_S) return verdict;
    if (!(await rest(waitBefore(attempt, againAfter), clock, signal))) return verdict;
  }
}

const NO_SUCH_CALL: ReadonlySet<number> = new Set([404, 405, 501]);

function judge({ reply }: Called<unknown>, confirmed: boolean, place: string): Judged {
  const { outcome } = reply;
  if (outcome.kind === "answered") {
    const { status } = outcome;
    const answered = `${place} answered ${status}`;
    if (status === 401 || status === 403)
      return { verdict: { kind: "refused", message: `refused by ${place} (${status})` } };
    if (NO_SUCH_CALL.has(status)) return { verdict: { kind: "unasked", message: answered } };
    if (status < 300) return { verdict: confirmed ? { kind: "good" } : unconfirmed(answered) };
  }
  const failure = judgeFailure(reply, place);
  const passing = failure.kind === "transient";
  const answered = outcome.kind === "answered";
  const verdict = { kind: "failed", message: failure.reason, answered, passing } as const;
  return passing ? { verdict, againAfter: failure.resetSeconds } : { verdict };
}

/** A proxy can answer 200 with anything. */
function unconfirmed(answered: string): KeyVerdict {
  return {
    kind: "failed",
    message: `${answered} without a word about the key`,
    answered: true,
    passing: false,
  };
}
