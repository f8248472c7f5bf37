import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import type { Complete } from "../../domain/snapshot.ts";
import type { ItemField, ListName, Wanted } from "../../domain/wanted.ts";
import type { Reading } from "../../ports.ts";
import type { Client } from "../client/client.ts";
import { PER_PAGE } from "../client/rest-pages.ts";
import type { Dialect, DialectOf } from "../read/dialect.ts";
import { itemText, nodeSchema, toIssue, toPullRequest } from "../read/graphql-fields.ts";
import { LARGEST_PAGE } from "../read/graphql-work.ts";
import { readUpdatedIssues, readUpdatedPullRequests } from "../read/rest-lists.ts";
import { splitName } from "../target.ts";

/** What of one list is asked: its open entries that were updated since. */
export interface UpdatedQuestion {
  readonly repository: string;
  readonly list: ListName;
  /** Seconds since 1970, by GitHub's clock. */
  readonly since: number;
  readonly fields: ReadonlySet<ItemField>;
}

/** What was updated of one list; the other is empty. */
export type UpdatedLists = Pick<Complete, "pullRequests" | "issues">;

/**
 * Asks these questions, and calls `answered` for each as its answer comes, but never for one whose answer does not hold all that
 * was updated. Throws what the client throws.
 */
export type AskUpdated = (
  questions: readonly UpdatedQuestion[],
  answered: (question: UpdatedQuestion, lists: UpdatedLists) => void,
  signal: AbortSignal,
) => Promise<void>;

const LISTS = ["pullRequests", "issues"] as const satisfies readonly ListName[];
/** GitHub's `updatedAt` and the `Date` of its answers are whole seconds, and its machines do not agree to the second. */
const CAUTION_S = 2;

/** What to ask about a repository that was read in several requests. */
export function updatedQuestions(
  { repository, since, unknown }: Reading,
  wanted: Wanted,
  client: Client,
): UpdatedQuestion[] {
  const lost: ReadonlySet<ItemField> = unknown;
  return LISTS.flatMap((list) => {
    const began = since[list];
    if (began === undefined) return [];
    const fields = new Set([...(wanted[list] ?? [])].filter((field) => !lost.has(field))).add("updatedAt");
    return [{ repository, list, since: Math.floor(client.atGitHub(began) / 1000) - CAUTION_S, fields }];
  });
}

/** Entries that are asked for of a list at least, however many lists there are. */
const SMALLEST_PAGE = 5;

/** Asks by GraphQL, up to twelve lists to a query. */
export function askUpdatedByGraphQL(
  client: Client,
  dialectOf: DialectOf,
  isBot: (login: string) => boolean,
): AskUpdated {
  return async (questions, answered, signal) => {
    const dialect = await dialectOf(signal);
    const first = Math.max(SMALLEST_PAGE, Math.floor(LARGEST_PAGE / questions.length));
    const atOnce = Math.floor(LARGEST_PAGE / first);
    for (let start = 0; start < questions.length; start += atOnce) {
      const batch = questions.slice(start, start + atOnce);
      const { query, variables } = queryOf(batch, first, dialect);
      const { data, faults } = await client.graphql(query, variables, signal, false, (answer) => answer);
      for (const [i, question] of batch.entries()) {
        const isFaulty = faults.some(({ path }) => path === undefined || path[0] === `r${i}`);
        const lists = isFaulty ? undefined : parseUpdated(question, own(data, `r${i}`), dialect, isBot);
        if (lists !== undefined) answered(question, lists);
      }
    }
  };
}

function queryOf(questions: readonly UpdatedQuestion[], first: number, dialect: Dialect) {
  const order = "orderBy:{field:UPDATED_AT,direction:DESC}";
  const declared = questions.map((_, i) => `$o${i}:String!,$n${i}:String!`).join(",");
  const aliases = questions.map(({ list, fields }, i) => {
    const nodes = `pageInfo{hasNextPage} nodes{${itemText(fields, dialect, true)}}`;
    return `r${i}:repository(owner:$o${i},name:$n${i}){${list}(states:OPEN,first:$first,${order}){${nodes}}}`;
  });
  const names = questions.flatMap(({ repository }, i) => {
    const { owner, name } = splitName(repository);
    return [
      [`o${i}`, owner],
      [`n${i}`, name],
    ];
  });
  return {
    query: `query($first:Int!,${declared}){rateLimit{cost} ${aliases.join(" ")}}`,
    variables: { first, ...Object.fromEntries(names) },
  };
}

/** The entries that were updated; undefined where the page does not hold them all, or not all of one. */
function parseUpdated(
  { list, since, fields }: UpdatedQuestion,
  data: unknown,
  dialect: Dialect,
  isBot: (login: string) => boolean,
): UpdatedLists | undefined {
  const page = z.object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    nodes: z.array(nodeSchema(fields, dialect, true)),
  });
  const parsed = page.safeParse(z.record(z.string(), z.unknown()).safeParse(data).data?.[list]).data;
  if (parsed === undefined) return undefined;
  const updated = parsed.nodes.filter(({ entry }) => entry.updatedAt >= since);
  const more = parsed.pageInfo.hasNextPage && updated.length === parsed.nodes.length;
  const isPartial = updated.some(
    ({ entry, overflows }) => overflows.length > 0 || hidesReviewers(entry, fields),
  );
  if (more || isPartial) return undefined;
  const entries = updated.map(({ entry }) => entry);
  return list === "pullRequests"
    ? { pullRequests: entries.map((entry) => toPullRequest(entry, isBot)), issues: [] }
    : { pullRequests: [], issues: entries.map(toIssue) };
}

/** Whether somebody is asked for a review whom GitHub does not name, though what was read before named everybody. */
function hidesReviewers({ unnamedReviewers }: PullRequest, fields: ReadonlySet<ItemField>): boolean {
  return unnamedReviewers > 0 && fields.has("teams");
}

/** Asks by REST, a request for each list. */
export function askUpdatedByRest(client: Client): AskUpdated {
  return async (questions, answered, signal) => {
    const ask = async (question: UpdatedQuestion) => {
      const lists = await askOne(client, question, signal);
      if (lists !== undefined) answered(question, lists);
    };
    const asked = await Promise.allSettled(questions.map(ask));
    for (const one of asked) if (one.status === "rejected") throw one.reason;
  };
}

async function askOne(
  client: Client,
  { repository, list, since, fields }: UpdatedQuestion,
  signal: AbortSignal,
): Promise<UpdatedLists | undefined> {
  const name = splitName(repository);
  const isUpdated = ({ updatedAt }: { readonly updatedAt: number }) => updatedAt >= since;
  if (list === "pullRequests") {
    const shown = await readUpdatedPullRequests(client, name, signal);
    const pullRequests = shown.filter(isUpdated);
    const more = shown.length === PER_PAGE && pullRequests.length === shown.length;
    const isPartial = pullRequests.some((one) => hidesReviewers(one, fields));
    return more || isPartial ? undefined : { pullRequests, issues: [] };
  }
  const shown = await readUpdatedIssues(client, name, signal);
  const all = shown.flatMap(({ issue }) => issue ?? []);
  const issues = all.filter(isUpdated);
  // When a pull request among them was updated is not known here.
  const more = shown.length === PER_PAGE && issues.length === all.length;
  return more ? undefined : { pullRequests: [], issues };
}

/** Puts the answers about each repository together; one to which an answer is missing is left out. */
export function togetherOf(
  reading: Reading,
  answers: ReadonlyMap<UpdatedQuestion, UpdatedLists>,
  questions: readonly UpdatedQuestion[],
): Complete | undefined {
  const { repository, unknown } = reading;
  const lists = questions.map((question) => answers.get(question));
  if (lists.some((one) => one === undefined)) return undefined;
  const pullRequests = lists.flatMap((one) => one?.pullRequests ?? []);
  const issues = lists.flatMap((one) => one?.issues ?? []);
  return { kind: "complete", repository, pullRequests, issues, unknown };
}
