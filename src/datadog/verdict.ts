import { networkAdvice } from "../domain/network.ts";
import type { Reply } from "./call.ts";

/** What a reply means for the payload. Reasons are for a person, and hold no secret. */
export type Verdict = { readonly kind: "accepted" } | Failure;

type Failure =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "too_large"; readonly reason: string }
  | Transient;

/** Sending again may help, and is harmless: Datadog keeps the last point of a series and second. */
interface Transient {
  readonly kind: "transient";
  readonly reason: string;
  /** The connection ended before an answer, which is also how what is too large is refused at times. */
  readonly closed: boolean;
  readonly resetSeconds: number;
}

const MAX_DETAIL = 300;
const KEY_ADVICE = "check DD_SITE: a good key on the wrong site is refused in the same way";
const URL_ADVICE = "which is not followed with a key: check DD_SITE or DD_URL";
const CLOSED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Judges the reply to a payload; `place` names the Datadog that gave it. */
export function judge(reply: Reply, place: string): Verdict {
  const { outcome, errors } = reply;
  if (outcome.kind !== "answered") return judgeFailure(reply, place);
  const { status } = outcome;
  const answered = `${place} answered ${status}`;
  const detail = describe(errors);
  if (status < 300) return judgeSuccess(status, errors, answered, detail);
  if (status === 401 || status === 403)
    return refused(`DD_API_KEY was refused by ${place} (${status}): ${KEY_ADVICE}`);
  return status === 413 ? tooLarge(`${answered}${detail}`) : judgeFailure(reply, place);
}

/** Judges a reply that is no success, where what it means does not depend on what was asked. */
export function judgeFailure({ outcome, errors }: Reply, place: string): Failure {
  switch (outcome.kind) {
    case "unsent":
      return refused(`the Datadog client failed before anything was sent${describe(errors)}`);
    case "too_large":
      return tooLarge(`${outcome.bytes} bytes compressed are over Datadog's limit`);
    case "lost":
      return transient(`no answer from ${place} (${outcome.code})${networkAdvice(outcome.code)}`, {
        closed: CLOSED.has(outcome.code),
      });
    case "oversized":
      return transient(`${place} sent ${outcome.what}`);
    case "answered":
      return judgeStatus(outcome, describe(errors), place);
  }
}

type Answered = Extract<Reply["outcome"], { readonly kind: "answered" }>;

function judgeStatus({ status, resetSeconds, location }: Answered, detail: string, place: string): Failure {
  const answered = `${place} answered ${status}`;
  if (status < 400) return refused(`${answered}, a redirect${nameTarget(location)}, ${URL_ADVICE}`);
  const passes = status === 408 || status === 429 || status >= 500;
  return passes ? transient(`${answered}${detail}`, { resetSeconds }) : refused(`${answered}${detail}`);
}

/** A 202 counts only with the intake's own list of errors, empty: a proxy can answer 202 with anything. */
function judgeSuccess(status: number, errors: Reply["errors"], answered: string, detail: string): Verdict {
  if (status !== 202 || errors === undefined)
    return transient(`${answered} without the intake's confirmation`);
  return errors.length === 0 ? { kind: "accepted" } : refused(`${answered} with errors${detail}`);
}

/** Datadog's own words, to be appended; empty where there are none. */
export function describe(errors: Reply["errors"]): string {
  return errors?.length ? `: ${errors.join("; ").slice(0, MAX_DETAIL)}` : "";
}

function nameTarget(location: string): string {
  return URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
}

function refused(reason: string): Failure {
  return { kind: "refused", reason };
}

function tooLarge(reason: string): Failure {
  return { kind: "too_large", reason };
}

function transient(reason: string, { closed = false, resetSeconds = 0 } = {}): Failure {
  return { kind: "transient", reason, closed, resetSeconds };
}
