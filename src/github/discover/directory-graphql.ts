import * as z from "zod";
import type { FullName, Selection } from "../../domain/selection.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault, type GraphQLAnswer, type GraphQLFault } from "../client/graphql-answer.ts";
import { failureOf, GitHubError } from "../errors.ts";
import { invalid } from "../read/rest-answers.ts";
import { type Listed, splitName, type Target } from "../target.ts";
import type { Directory, Resolved } from "./discover.ts";

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
  // Null where the credential may not see one, which a fault then tells of.
  nodes: z.array(listed.nullable()),
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
    seesAll: () => true,
  };
}

function batches(names: readonly FullName[]): FullName[][] {
  const count = Math.ceil(names.length / NAMES_A_QUERY);
  return Array.from({ length: count }, (_, i) => names.slice(i * NAMES_A_QUERY, (i + 1) * NAMES_A_QUERY));
}

/** Counts a batch; what is too heavy of it is asked for again in halves, down to single names. */
async function resolveBatch(
  client: Client,
  names: readonly FullName[],
  signal: AbortSignal,
  push: (resolved: Resolved) => void,
): Promise<void> {
  const { results, heavy } = await askCounts(client, names, signal);
  for (const resolved of results) push(resolved);
  const half = Math.ceil(names.length / 2);
  const halves = [heavy.slice(0, half), heavy.slice(half)].filter((part) => part.length > 0);
  await Promise.all(halves.map((part) => resolveBatch(client, part, signal, push)));
}

/** One query for all these names; those that it could not carry, though fewer might pass, are `heavy`. */
async function askCounts(client: Client, names: readonly FullName[], signal: AbortSignal) {
  const splittable = names.length > 1;
  try {
    const { query, variables } = countQuery(names);
    const answer = await client.graphql(query, variables, signal, splittable);
    const all = names.map((name, i) => resolveOne(answer, `r${i}`, name));
    const again = splittable ? all.filter((one) => one.kind === "failed" && one.reason === "too_heavy") : [];
    return { results: all.filter((one) => !again.includes(one)), heavy: again.map((one) => one.asked) };
  } catch (error) {
    if (splittable && error instanceof GitHubError && error.remedy === "heavy")
      return { results: [], heavy: names };
    const failure = failureOf(error);
    return { results: names.map((asked): Resolved => ({ kind: "failed", asked, ...failure })), heavy: [] };
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

/** A fault without a path may be about any name: then none can be trusted. */
function resolveOne(answer: GraphQLAnswer, alias: string, asked: FullName): Resolved {
  const fault = answer.faults.find(({ path }) => path === undefined || path[0] === alias);
  if (fault !== undefined) return { kind: "failed", asked, ...failureOfFault(fault) };
  const parsed = counted.safeParse(answer.data[alias]);
  if (!parsed.success)
    return { kind: "failed", asked, ...failureOf(invalid("a repository's count", parsed.error)) };
  const current = splitName(parsed.data.nameWithOwner);
  const count = parsed.data.pullRequests.totalCount;
  return { kind: "resolved", asked, current, target: { kind: "counted", name: current, count } };
}

/**
 * An owner's repositories in the order of their making, so that a new one cannot move others between pages. Where
 * GitHub kept some back, the others come first and the error after them.
 */
async function* listOwner(client: Client, owner: string, selection: Selection, signal: AbortSignal) {
  const seen = new Set<number>();
  let kept: GitHubError | undefined;
  let total = 0;
  let after: string | null = null;
  let size = 0;
  do {
    const page: ListingPage = await readListingPage(client, owner, after, size, selection, signal);
    size = page.size;
    kept ??= page.fault;
    total = page.content.totalCount;
    for (const node of page.content.nodes) {
      if (node !== null && !seen.has(node.databaseId)) yield toListed(node);
      if (node !== null) seen.add(node.databaseId);
    }
    const { hasNextPage, endCursor } = page.content.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  if (kept !== undefined) throw kept;
  if (seen.size < total) {
    throw new GitHubError(
      "incomplete",
      "final",
      `GitHub listed ${seen.size} of ${total} repositories of ${owner}`,
    );
  }
}

interface ListingPage {
  readonly content: z.infer<typeof listing>;
  /** What was kept back of it. */
  readonly fault?: GitHubError;
  /** Index of PAGE_SIZES at which GitHub answered. */
  readonly size: number;
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
      return { ...parseListing(answer, owner), size: i };
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

function parseListing(answer: GraphQLAnswer, owner: string): Omit<ListingPage, "size"> {
  const [first] = answer.faults;
  const fault = first && toError(first);
  if (fault?.remedy === "heavy") throw fault;
  const found = z.object({ repositories: z.unknown() }).nullable().safeParse(answer.data["repositoryOwner"]);
  const parsed = listing.safeParse(found.data?.repositories);
  if (parsed.success) return { content: parsed.data, ...(fault && { fault }) };
  if (fault !== undefined) throw fault;
  if (found.success && found.data === null) {
    throw new GitHubError("not_found", "final", `GitHub knows no organisation or user ${owner}`);
  }
  throw invalid(`a page of ${owner}'s repositories`, parsed.error);
}

function toError(fault: GraphQLFault): GitHubError {
  const { reason, message } = failureOfFault(fault);
  return new GitHubError(reason, reason === "too_heavy" ? "heavy" : "final", message);
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
