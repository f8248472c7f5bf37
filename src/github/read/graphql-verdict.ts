import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { OptionalField } from "../../domain/pull-request.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import { failureOfFault, type GraphQLAnswer, type GraphQLFault } from "../client/graphql-answer.ts";
import { optionalFieldAt } from "./graphql-fields.ts";
import { type AnswerTaker, isAlone, type Question } from "./graphql-query.ts";
import { type Ask, isGivenUp, narrow, type PageAsk } from "./graphql-work.ts";

/** What one alias of an answer comes to. */
export type Verdict =
  /** Its part was whole and is kept; these asks follow from it. */
  | { readonly kind: "taken"; readonly next: readonly Ask[] }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string }
  /** The part that the credential may not read took its surroundings along: ask again without it. */
  | { readonly kind: "again" }
  /** GitHub could not return an entry: ask for those before it alone, or for it alone. */
  | { readonly kind: "narrow"; readonly ask: Ask }
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
  dropped: ReadonlySet<OptionalField>,
): Verdict {
  const { ask } = question;
  const { work } = ask;
  const faults = answer.faults.filter((fault) => fault.path === undefined || fault.path[0] === alias);
  const lost = faults.flatMap((fault) => refusedField(fault) ?? []);
  for (const field of lost) work.unknown.add(field);
  const grave = faults.filter((fault) => refusedField(fault) === undefined);
  const gone = grave.find((fault) => fault.path?.length === 1 && fault.type !== undefined);
  if (gone !== undefined && failureOfFault(gone).reason !== "too_heavy") {
    return { kind: "failed", ...failureOfFault(gone) };
  }
  if (isGivenUp(ask, dropped)) return { kind: "taken", next: [] };
  const before = ask.kind === "page" ? beforeNull(ask, own(answer.data, alias), grave) : undefined;
  if (ask.kind === "page" && before !== undefined && !isAlone(ask))
    return { kind: "narrow", ask: narrow(ask, before) };
  if (grave.length > 0 && before === undefined) return { kind: "heavy" };
  const next = take(question, own(answer.data, alias));
  if (next !== undefined) return { kind: "taken", next };
  return { kind: lost.some((field) => question.fields.has(field)) ? "again" : "heavy" };
}

/** So many pull requests that GitHub cannot return are isolated in one repository; more are an outage of another kind. */
const MOST_LOST = 5;

/**
 * How many entries come before the first null one, seen from the end that the page is read from; undefined where more is wrong with the
 * page. GitHub names each null entry by an error at its place, or below it at a field that may not be null.
 */
function beforeNull(
  { list, end }: PageAsk,
  data: unknown,
  faults: readonly GraphQLFault[],
): number | undefined {
  if (list.name !== "pullRequests" || list.lost.size >= MOST_LOST || faults.length === 0) return undefined;
  const nodes = pageNodes.safeParse(data).data?.pullRequests.nodes ?? [];
  const nulls = nodes.flatMap((node, i) => (node === null ? [i] : []));
  const placed = new Set(faults.map(({ path }) => (path?.[2] === "nodes" ? path[3] : undefined)));
  const [first, last = first] = [nulls[0], nulls.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (nulls.length !== placed.size || !nulls.every((i) => placed.has(i))) return undefined;
  return end === "first" ? first : nodes.length - 1 - last;
}

const pageNodes = z.object({ pullRequests: z.object({ nodes: z.array(z.unknown()) }) });

/** The field that a fault is about, when it is one that we can do without. */
export function refusedField(fault: GraphQLFault): OptionalField | undefined {
  const refused = fault.type === "FORBIDDEN" || fault.type === "INSUFFICIENT_SCOPES";
  return refused ? optionalFieldAt(fault.path ?? []) : undefined;
}
