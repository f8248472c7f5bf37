import type { PastSeries } from "../ports.ts";
import type { Called, Reply } from "./call.ts";
import { readAnswer } from "./past.ts";
import { describe, judgeFailure } from "./verdict.ts";

/** What the answer to a query means. Reasons are for a person, and hold no secret. */
export type QueryVerdict =
  | { readonly kind: "answered"; readonly series: readonly PastSeries[] }
  /** Asking again would not help. */
  | { readonly kind: "refused"; readonly reason: string }
  /** This query is not answered; a part of it may be. */
  | { readonly kind: "unanswerable"; readonly reason: string }
  | { readonly kind: "transient"; readonly reason: string; readonly resetSeconds: number };

/**
 * Statuses at a query itself. Datadog documents no words for an answer that would have too many series, so none are
 * looked for: what is wrong with a query whatever its size is soon refused in parts too.
 */
const ABOUT_THE_QUERY: ReadonlySet<number> = new Set([400, 413, 414, 422]);
const KEY_ADVICE =
  "check that DD_APP_KEY belongs to the same organisation as DD_API_KEY and has the scope timeseries_query, and check DD_SITE: good keys on the wrong site are refused in the same way";
const LIMIT_ADVICE = "the organisation's rate limit for queries is used up";

/** Judges the answer to a query; `place` names the Datadog that gave it. */
export function judgeQuery({ reply, body }: Called<unknown>, place: string): QueryVerdict {
  const { outcome, errors } = reply;
  if (outcome.kind === "oversized") return { kind: "unanswerable", reason: `${place} sent ${outcome.what}` };
  if (outcome.kind !== "answered") return judgeOther(reply, place);
  const { status, resetSeconds } = outcome;
  const answered = `${place} answered ${status}`;
  const detail = describe(errors);
  if (status < 300) return judgeSuccess(readAnswer(body), answered, detail);
  if (ABOUT_THE_QUERY.has(status)) return { kind: "unanswerable", reason: `${answered}${detail}` };
  if (status === 401 || status === 403)
    return refused(`${place} refused the query (${status}${detail}): ${KEY_ADVICE}`);
  if (status === 429) return transient(`${answered}${detail}; ${LIMIT_ADVICE}`, resetSeconds);
  return judgeOther(reply, place);
}

/** A success may still hold an error instead of series, and a proxy may answer with anything. */
function judgeSuccess(series: ReturnType<typeof readAnswer>, answered: string, detail: string): QueryVerdict {
  if (series) return { kind: "answered", series };
  return detail === ""
    ? transient(`${answered} without the answer to a query`, 0)
    : { kind: "unanswerable", reason: `${answered}${detail}` };
}

function judgeOther(reply: Reply, place: string): QueryVerdict {
  const failure = judgeFailure(reply, place);
  return failure.kind === "transient"
    ? transient(failure.reason, failure.resetSeconds)
    : refused(failure.reason);
}

function refused(reason: string): QueryVerdict {
  return { kind: "refused", reason };
}

function transient(reason: string, resetSeconds: number): QueryVerdict {
  return { kind: "transient", reason, resetSeconds };
}
