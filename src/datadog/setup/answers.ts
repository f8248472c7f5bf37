import type { Clock } from "../../ports.ts";
import { rest, waitBefore } from "../back-off.ts";
import type { Called } from "../call.ts";
import { describe, judgeFailure } from "../verdict.ts";

/** What came of one wish. Reasons are for a person, in Datadog's own words where it had any, and hold no secret. */
export type Answer<Body> =
  | { readonly kind: "answered"; readonly body: Body }
  /** It is not there. */
  | { readonly kind: "missing"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface Asking<Body> {
  /** Makes one attempt. */
  readonly ask: () => Promise<Called<Body>>;
  /** The scope that an application key needs for it. */
  readonly scope: string;
  /** Looks whether an attempt whose answer was lost has done it, where doing it twice would do harm. */
  readonly done?: () => Promise<Body | undefined>;
}

export interface Patience {
  readonly place: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const MAX_ATTEMPTS = 4;
const OUT_OF_TIME = "the time was over (RUN_TIMEOUT), or the process was asked to end";

/** Asks until it is answered, finally refused, or out of attempts or time. */
export async function askPatiently<Body>(
  asking: Asking<Body>,
  { place, clock, signal }: Patience,
): Promise<Answer<Body>> {
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) return { kind: "refused", reason: OUT_OF_TIME };
    const verdict = judge(await asking.ask(), asking.scope, place);
    if (verdict.kind !== "transient") return verdict;
    const { reason } = verdict;
    if (attempt === MAX_ATTEMPTS) return { kind: "refused", reason };
    if (!(await rest(waitBefore(attempt, verdict.resetSeconds), clock, signal)))
      return { kind: "refused", reason: `${reason}; ${OUT_OF_TIME}` };
    const body = await asking.done?.();
    if (body !== undefined) return { kind: "answered", body };
  }
}

function judge<Body>({ reply, body }: Called<Body>, scope: string, place: string) {
  const { outcome, errors } = reply;
  if (outcome.kind === "answered") {
    const said = `${outcome.status}${describe(errors)}`;
    if (outcome.status < 300) return judgeSuccess(body, `${place} answered ${said}`);
    if (outcome.status === 401 || outcome.status === 403)
      return refused(`${place} refused it (${said}): ${adviceFor(scope)}`);
    if (outcome.status === 404) return { kind: "missing", reason: `${place} answered ${said}` } as const;
  }
  const failure = judgeFailure(reply, place);
  return failure.kind === "transient" ? failure : refused(failure.reason);
}

/** A proxy can answer 200 with anything. */
function judgeSuccess<Body>(body: Body | undefined, answered: string) {
  if (body !== undefined) return { kind: "answered", body } as const;
  return refused(`${answered} with what is no answer of Datadog's: check DD_SITE or DD_URL`);
}

function refused(reason: string) {
  return { kind: "refused", reason } as const;
}

function adviceFor(scope: string): string {
  return `check that the application key has the scope ${scope} and belongs to the same organisation as DD_API_KEY, and check DD_SITE`;
}
