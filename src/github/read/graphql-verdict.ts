import { own } from "../../domain/own.ts";
import type { OptionalField } from "../../domain/pull-request.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import { failureOfFault, type GraphQLAnswer, type GraphQLFault } from "../client/graphql-answer.ts";
import { optionalFieldAt } from "./graphql-fields.ts";
import type { AnswerTaker, Question } from "./graphql-query.ts";
import { type Ask, isGivenUp } from "./graphql-work.ts";

/** What one alias of an answer comes to. */
export type Verdict =
  /** Its part was whole and is kept; these asks follow from it. */
  | { readonly kind: "taken"; readonly next: readonly Ask[] }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string }
  /** The part that the credential may not read took its surroundings along: ask again without it. */
  | { readonly kind: "again" }
  /** Not whole, for a reason that asking for less may mend. */
  | { readonly kind: "heavy" };

/**
 * Judges the part of an answer that belongs to a question, and keeps it in its repository's work when it is whole.
 * A fault without a path may be about any alias: then none can be trusted.
 */
export function judgeAlias(
  question: Question,
  alias: string,
  answer: GraphQLAnswer,
  take: AnswerTaker,
): Verdict {
  const { work, list } = question.ask;
  const faults = answer.faults.filter((fault) => fault.path === undefined || fault.path[0] === alias);
  const lost = faults.flatMap((fault) => refusedField(fault) ?? []);
  for (const field of lost) work.unknown.add(field);
  const grave = faults.filter((fault) => refusedField(fault) === undefined);
  const gone = grave.find((fault) => fault.path?.length === 1 && fault.type !== undefined);
  if (gone !== undefined && failureOfFault(gone).reason !== "too_heavy") {
    return { kind: "failed", ...failureOfFault(gone) };
  }
  if (isGivenUp(work, list)) return { kind: "taken", next: [] };
  if (grave.length > 0) return { kind: "heavy" };
  const next = take(question, own(answer.data, alias));
  if (next !== undefined) return { kind: "taken", next };
  return { kind: lost.some((field) => question.fields.has(field)) ? "again" : "heavy" };
}

/** The field that a fault is about, when it is one that we can do without. */
export function refusedField(fault: GraphQLFault): OptionalField | undefined {
  const refused = fault.type === "FORBIDDEN" || fault.type === "INSUFFICIENT_SCOPES";
  return refused ? optionalFieldAt(fault.path ?? []) : undefined;
}
