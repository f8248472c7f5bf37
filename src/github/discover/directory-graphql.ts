import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { FullName, Selection } from "../../domain/selection.ts";
import type { WantedTraits } from "../../domain/traits.ts";
import type { Wanted } from "../../domain/wanted.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault, type GraphQLAnswer } from "../client/graphql-answer.ts";
import { failureOf, GitHubError } from "../errors.ts";
import type { DialectOf } from "../read/dialect.ts";
import { invalid } from "../read/rest-answers.ts";
import { splitName } from "../target.ts";
import {
  type Counted,
  countedOf,
  countQuery,
  countShape,
  countsOf,
  holdsAll,
  refusedIssues,
  withoutIssues,
} from "./counts.ts";
import type { Directory, Resolved } from "./discover.ts";
import { remarkFields, remarksOf } from "./graphql-remarks.ts";
import { listOwner } from "./listing-graphql.ts";

/** Names to a query: counts of 100 aliases pass and cost one point, 227 failed. */
const NAMES_A_QUERY = 100;

const shown = z.object(countShape);

export interface GraphQLDirectoryOptions {
  readonly client: Client;
  readonly selection: Selection;
  readonly wanted: Wanted;
  readonly traits: WantedTraits;
  readonly dialectOf: DialectOf;
}

/** Answers discovery's questions by GraphQL; the counts come with the names. */
export function createGraphQLDirectory(options: GraphQLDirectoryOptions): Directory {
  const { client, selection, wanted, traits, dialectOf } = options;
  const topics = traits.topics || selection.topics.length > 0;
  return {
    async *resolve(names, signal) {
      const resolved = createChannel<Resolved>();
      resolveNames(names, signal, resolved.push).then(
        () => resolved.close(),
        (error) => resolved.close(error),
      );
      yield* resolved;
    },
    async *list(owner, signal) {
      const listed = countedOf(wanted, remarkFields({ ...traits, topics }), await dialectOf(signal));
      yield* listOwner(client, owner, selection, listed, signal);
    },
  };

  async function resolveNames(
    names: readonly FullName[],
    signal: AbortSignal,
    push: (resolved: Resolved) => void,
  ): Promise<void> {
    if (names.length === 0) return;
    const counted = await countedBy(signal);
    if ("reason" in counted) {
      for (const asked of names) push({ kind: "failed", asked, ...counted });
      return;
    }
    await Promise.all(batches(names).map((batch) => resolveBatch(client, batch, counted, signal, push)));
  }

  /** What to ask of names, or why the server cannot be asked. */
  async function countedBy(signal: AbortSignal): Promise<Counted | ReturnType<typeof failureOf>> {
    try {
      return countedOf(wanted, remarkFields(traits), await dialectOf(signal));
    } catch (error) {
      return failureOf(error);
    }
  }
}

function batches(names: readonly FullName[]): FullName[][] {
  const count = Math.ceil(names.length / NAMES_A_QUERY);
  return Array.from({ length: count }, (_, i) => names.slice(i * NAMES_A_QUERY, (i + 1) * NAMES_A_QUERY));
}

/** Counts a batch. Names that were too heavy are asked again in halves; names whose issues are hidden, without issues. */
async function resolveBatch(
  client: Client,
  names: readonly FullName[],
  counted: Counted,
  signal: AbortSignal,
  push: (resolved: Resolved) => void,
): Promise<void> {
  const outcomes = await askCounts(client, names, counted, signal);
  const askedAgain = (how: "less" | "without_issues") =>
    outcomes.flatMap((one) => (one.kind === how ? [one.asked] : []));
  for (const one of outcomes) {
    if (one.kind !== "less" && one.kind !== "without_issues") push(one);
  }
  const heavy = askedAgain("less");
  const half = Math.ceil(names.length / 2);
  const again = [
    { part: heavy.slice(0, half), less: counted },
    { part: heavy.slice(half), less: counted },
    { part: askedAgain("without_issues"), less: withoutIssues(counted) },
  ].filter(({ part }) => part.length > 0);
  await Promise.all(again.map(({ part, less }) => resolveBatch(client, part, less, signal, push)));
}

/** The one outcome of a name in one query: its counts, a failure, or how to ask for it again. */
type Counting =
  | Resolved
  | { readonly kind: "less"; readonly asked: FullName }
  | { readonly kind: "without_issues"; readonly asked: FullName };

/** One query for all these names; gives exactly one outcome for each. */
async function askCounts(
  client: Client,
  names: readonly FullName[],
  counted: Counted,
  signal: AbortSignal,
): Promise<readonly Counting[]> {
  const splittable = names.length > 1;
  try {
    const { query, variables } = countQuery(names, counted);
    return await client.graphql(query, variables, signal, splittable, (answer, last) => {
      const refusing = new Set(refusedIssues(answer, counted).map(({ path }) => path?.[0]));
      return names.map((asked, i): Counting => {
        const alias = `r${i}`;
        if (refusing.has(alias)) return { kind: "without_issues", asked };
        const one = resolveOne(answer, alias, asked, counted, last);
        const heavy = one.kind === "failed" && one.reason === "too_heavy";
        return heavy && splittable ? { kind: "less", asked } : one;
      });
    });
  } catch (error) {
    if (splittable && error instanceof GitHubError && error.remedy === "heavy")
      return names.map((asked) => ({ kind: "less", asked }));
    const failure = failureOf(error);
    return names.map((asked) => ({ kind: "failed", asked, ...failure }));
  }
}

/** A fault without a path may be about any name: then none can be trusted. Throws where the query can be sent once more. */
function resolveOne(
  answer: GraphQLAnswer,
  alias: string,
  asked: FullName,
  counted: Counted,
  last: boolean,
): Resolved {
  const fault = answer.faults.find(({ path }) => path === undefined || path[0] === alias);
  if (fault !== undefined) return { kind: "failed", asked, ...failureOfFault(fault) };
  const parsed = shown.refine(holdsAll(counted)).safeParse(own(answer.data, alias));
  if (!parsed.success) {
    const error = invalid("a repository's count", parsed.error);
    if (!last) throw error;
    return { kind: "failed", asked, ...failureOf(error) };
  }
  if (!parsed.data.hasPullRequestsEnabled) return { kind: "disabled", asked };
  const current = splitName(parsed.data.nameWithOwner);
  const target = { kind: "counted", name: current, counts: countsOf(parsed.data) } as const;
  return { kind: "resolved", asked, current, target, remarks: remarksOf(parsed.data) };
}
