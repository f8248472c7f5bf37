import * as z from "zod";
import type { FullName, Selection } from "../domain/selection.ts";
import { createChannel } from "./channel.ts";
import type { Client } from "./client.ts";
import type { Directory, Resolved } from "./discover.ts";
import { failureOf, GitHubError } from "./errors.ts";
import { failureOfFault, type GraphQLAnswer } from "./graphql-answer.ts";
import { invalid } from "./rest-answers.ts";
import { type Listed, splitName, type Target } from "./target.ts";

/** Names to a query: counts of 100 aliases pass and cost one point, 227 failed. */
const NAMES_A_QUERY = 100;

/** Entries of an owner's listing to a page, and what to try when that is too heavy. */
const PAGE_SIZES = [100, 50, 25, 10, 5] as const;

const COUNT = "nameWithOwner pullRequests(states:OPEN){totalCount}";
const RATE = "rateLimit{cost}";

const counted = z.object({
  nameWithOwner: z.string(),
  pullRequests: z.object({ totalCount: z.int().nonnegative() }),
});

const listed = counted.extend({
  databaseId: z.int(),
  isArchived: z.boolean(),
  isFork: z.boolean(),
  isDisabled: z.boolean(),
  repositoryTopics: z
    .object({ nodes: z.array(z.object({ topic: z.object({ name: z.string() }) })) })
    .optional(),
});

const listing = z.object({
  totalCount: z.int(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(listed),
});

/** Answers discovery's questions by GraphQL; the counts come with the names. */
export function createGraphQLDirectory(client: Client, selection: Selection): Directory {
  return {
    async *resolve(names, signal) {
      const resolved = createChannel<Resolved>();
      const all = batches(names).map((batch) => resolveBatch(client, batch, signal, resolved.push));
      Promise.all(all).then(
        () => resolved.close(),
        (error) => resolved.close(error),
      );
      yield* resolved;
    },
    list: (owner, signal) => listOwner(client, owner, selection, signal),
  };
}

function batches(names: readonly FullName[]): FullName[][] {
  const count = Math.ceil(names.length / NAMES_A_QUERY);
  return Array.from({ length: count }, (_, i) => names.slice(i * NAMES_A_QUERY, (i + 1) * NAMES_A_QUERY));
}

/** Counts a batch; what of it is too heavy is asked for again in halves, down to single names. */
async function resolveBatch(
  client: Client,
  names: readonly FullName[],
  signal: AbortSignal,
  push: (resolved: Resolved) => void,
): Promise<void> {
  const answered = await countOnce(client, names, signal);
  const isHeavy = (one: Resolved) => one.kind === "failed" && one.reason === "too_heavy";
  const again = names.length > 1 ? answered.filter(isHeavy) : [];
  for (const one of answered) if (!again.includes(one)) push(one);
  const half = Math.ceil(names.length / 2);
  const asked = again.map((one) => one.asked);
  const halves = [asked.slice(0, half), asked.slice(half)].filter((part) => part.length > 0);
  await Promise.all(halves.map((part) => resolveBatch(client, part, signal, push)));
}

async function countOnce(
  client: Client,
  names: readonly FullName[],
  signal: AbortSignal,
): Promise<Resolved[]> {
  try {
    const { query, variables } = countQuery(names);
    const answer = await client.graphql(query, variables, signal, names.length > 1);
    return names.map((name, i) => resolveOne(answer, `r${i}`, name));
  } catch (error) {
    const heavy = error instanceof GitHubError && error.remedy === "heavy" && names.length > 1;
    const failure = heavy ? { reason: "too_heavy" as const, message: error.message } : failureOf(error);
    return names.map((asked) => ({ kind: "failed", asked, ...failure }));
  }
}

function countQuery(names: readonly FullName[]) {
  const declared = names.map((_, i) => `$o${i}:String!,$n${i}:String!`).join(",");
  const aliases = names.map((_, i) => `r${i}:repository(owner:$o${i},name:$n${i}){${COUNT}}`).join(" ");
  const variables = Object.fromEntries(
    names.flatMap(({ owner, name }, i) => [
      [`o${i}`, owner],
      [`n${i}`, name],
    ]),
  );
  return { query: `query(${declared}){${RATE} ${aliases}}`, variables };
}

function resolveOne(answer: GraphQLAnswer, alias: string, asked: FullName): Resolved {
  const about = answer.faults.filter((entry) => (entry.path?.[0] ?? alias) === alias);
  const fault = about.find((entry) => entry.path !== undefined) ?? about[0];
  if (fault !== undefined) return { kind: "failed", asked, ...failureOfFault(fault) };
  const parsed = counted.safeParse(answer.data[alias]);
  if (!parsed.success)
    return { kind: "failed", asked, ...failureOf(invalid("a repository's count", parsed.error)) };
  const current = splitName(parsed.data.nameWithOwner);
  const count = parsed.data.pullRequests.totalCount;
  return { kind: "resolved", asked, current, target: { kind: "counted", name: current, count } };
}

/** An owner's repositories in the order of their making, so that a new one cannot move others between pages. */
async function* listOwner(client: Client, owner: string, selection: Selection, signal: AbortSignal) {
  const seen = new Set<number>();
  let total = 0;
  let after: string | null = null;
  let size = 0;
  do {
    const page: { readonly content: z.infer<typeof listing>; readonly size: number } = await readListingPage(
      client,
      owner,
      after,
      size,
      selection,
      signal,
    );
    size = page.size;
    total = page.content.totalCount;
    for (const node of page.content.nodes) {
      if (!seen.has(node.databaseId)) yield toListed(node);
      seen.add(node.databaseId);
    }
    const { hasNextPage, endCursor } = page.content.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  if (seen.size < total) {
    throw new GitHubError(
      "incomplete",
      "final",
      `GitHub listed ${seen.size} of ${total} repositories of ${owner}`,
    );
  }
}

/** One page, in the largest size at which GitHub answers. `size` is an index of PAGE_SIZES. */
async function readListingPage(
  client: Client,
  owner: string,
  after: string | null,
  size: number,
  selection: Selection,
  signal: AbortSignal,
) {
  for (let i = size; ; i++) {
    const first = PAGE_SIZES[i] ?? 1;
    const smaller = i + 1 < PAGE_SIZES.length;
    try {
      const answer = await client.graphql(listingQuery(selection), { owner, after, first }, signal, smaller);
      return { content: parseListing(answer, owner), size: i };
    } catch (error) {
      if (!smaller || !(error instanceof GitHubError) || error.remedy !== "heavy") throw error;
    }
  }
}

function listingQuery(selection: Selection): string {
  const archived = selection.includeArchived ? "" : ",isArchived:false";
  const forks = selection.includeForks ? "" : ",isFork:false";
  const topics = selection.topics.length === 0 ? "" : "repositoryTopics(first:20){nodes{topic{name}}}";
  return `query($owner:String!,$after:String,$first:Int!){${RATE} repositoryOwner(login:$owner){repositories(
    first:$first,after:$after,ownerAffiliations:OWNER${archived}${forks},orderBy:{field:CREATED_AT,direction:ASC}
  ){totalCount pageInfo{hasNextPage endCursor} nodes{databaseId isArchived isFork isDisabled ${COUNT} ${topics}}}}}`;
}

function parseListing(answer: GraphQLAnswer, owner: string): z.infer<typeof listing> {
  const fault = answer.faults[0];
  if (fault !== undefined) {
    const { reason, message } = failureOfFault(fault);
    throw new GitHubError(reason, reason === "too_heavy" ? "heavy" : "final", message);
  }
  const found = z.object({ repositories: z.unknown() }).nullable().safeParse(answer.data["repositoryOwner"]);
  if (found.success && found.data === null) {
    throw new GitHubError("not_found", "final", `GitHub knows no organisation or user ${owner}`);
  }
  const parsed = listing.safeParse(found.data?.repositories);
  if (!parsed.success) throw invalid(`a page of ${owner}'s repositories`, parsed.error);
  return parsed.data;
}

function toListed(node: z.infer<typeof listed>): { listed: Listed; target: Target } {
  const name = splitName(node.nameWithOwner);
  const topics = (node.repositoryTopics?.nodes ?? []).map((entry) => entry.topic.name);
  return {
    listed: {
      name,
      id: node.databaseId,
      archived: node.isArchived,
      fork: node.isFork,
      disabled: node.isDisabled,
      topics,
    },
    target: { kind: "counted", name, count: node.pullRequests.totalCount },
  };
}
