import * as z from "zod";
import type { Selection } from "../../domain/selection.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault, type GraphQLAnswer, type GraphQLFault } from "../client/graphql-answer.ts";
import { GitHubError } from "../errors.ts";
import { invalid } from "../read/rest-answers.ts";
import { splitName } from "../target.ts";
import {
  type Counted,
  countShape,
  countsOf,
  countText,
  holdsAll,
  refusedIssues,
  withoutIssues,
} from "./counts.ts";
import type { Entry } from "./discover.ts";
import { remarksOf } from "./graphql-remarks.ts";

/** Entries of an owner's listing to a page, and what to try when that is too heavy. */
const PAGE_SIZES = [100, 50, 25, 10, 5] as const;

const listed = z.object({
  ...countShape,
  databaseId: z.int(),
  isArchived: z.boolean(),
  isFork: z.boolean(),
  isDisabled: z.boolean(),
});

function listingOf(counted: Counted) {
  return z.object({
    totalCount: z.int(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    // Null where the credential may not see one, which a fault then tells of.
    nodes: z.array(listed.refine(holdsAll(counted)).nullable()),
  });
}

/** Repositories that may be deleted while a list is read. */
const SLACK = 100;

/** How an owner's listing is asked for. */
interface Manner {
  /** Index of PAGE_SIZES. */
  readonly size: number;
  readonly counted: Counted;
}

/**
 * An owner's repositories in the order of their making, so that a new one cannot move others between pages. Where
 * GitHub kept some back, the others come first and the error after them.
 */
export async function* listOwner(
  client: Client,
  owner: string,
  selection: Selection,
  counted: Counted,
  signal: AbortSignal,
) {
  const seen = new Set<number>();
  const cursors = new Set<string>();
  let kept: GitHubError | undefined;
  let total = 0;
  let hidden = 0;
  let broken = false;
  let after: string | null = null;
  let manner: Manner = { size: 0, counted };
  do {
    const page: ListingPage = await readListingPage(client, { owner, after, selection }, manner, signal);
    manner = page.manner;
    kept ??= page.fault;
    total = page.content.totalCount;
    const known = seen.size + hidden;
    for (const node of page.content.nodes) {
      if (node === null) hidden += 1;
      else if (!seen.has(node.databaseId)) yield toListed(node);
      if (node !== null) seen.add(node.databaseId);
    }
    const { hasNextPage, endCursor } = page.content.pageInfo;
    after = hasNextPage ? endCursor : null;
    // A page that leads on must show something new; some may go while the list is read.
    const listed = seen.size + hidden;
    const advances =
      listed > known && listed <= total + SLACK && endCursor !== null && !cursors.has(endCursor);
    broken = hasNextPage && !advances;
    if (after !== null) cursors.add(after);
  } while (after !== null && !broken);
  if (kept !== undefined) throw kept;
  if (broken || seen.size < total) {
    throw new GitHubError(
      "incomplete",
      "final",
      `GitHub listed ${seen.size} of ${total} repositories of ${owner}`,
    );
  }
}

interface Place {
  readonly owner: string;
  readonly after: string | null;
  readonly selection: Selection;
}

interface ListingPage {
  readonly content: z.infer<ReturnType<typeof listingOf>>;
  /** What was kept back of it. */
  readonly fault?: GitHubError;
  /** In which GitHub answered. */
  readonly manner: Manner;
}

/** One page, in the largest size at which GitHub answers, and without counts of issues where those are refused. */
async function readListingPage(
  client: Client,
  { owner, after, selection }: Place,
  { size, counted }: Manner,
  signal: AbortSignal,
): Promise<ListingPage> {
  const first = PAGE_SIZES[size] ?? 1;
  const smaller = size + 1 < PAGE_SIZES.length;
  const again = (manner: Manner) => readListingPage(client, { owner, after, selection }, manner, signal);
  try {
    const query = listingQuery(selection, counted);
    const page = await client.graphql(query, { owner, after, first }, signal, smaller, (answer) =>
      refusedIssues(answer, counted).length > 0 ? undefined : parseListing(answer, owner, counted),
    );
    if (page === undefined) return await again({ size, counted: withoutIssues(counted) });
    return { ...page, manner: { size, counted } };
  } catch (error) {
    if (!smaller || !(error instanceof GitHubError) || error.remedy !== "heavy") throw error;
    return await again({ size: size + 1, counted });
  }
}

function listingQuery(selection: Selection, counted: Counted): string {
  const archived = selection.includeArchived ? "" : ",isArchived:false";
  const forks = selection.includeForks ? "" : ",isFork:false";
  return `query($owner:String!,$after:String,$first:Int!){rateLimit{cost} repositoryOwner(login:$owner){repositories(
    first:$first,after:$after,ownerAffiliations:OWNER${archived}${forks},orderBy:{field:CREATED_AT,direction:ASC}
  ){totalCount pageInfo{hasNextPage endCursor} nodes{databaseId isArchived isFork isDisabled ${countText(counted)}}}}}`;
}

function parseListing(answer: GraphQLAnswer, owner: string, counted: Counted): Omit<ListingPage, "manner"> {
  const [first] = answer.faults;
  const fault = first && toError(first);
  if (fault?.remedy === "heavy") throw fault;
  const found = z.object({ repositories: z.unknown() }).nullable().safeParse(answer.data["repositoryOwner"]);
  const parsed = listingOf(counted).safeParse(found.data?.repositories);
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

function toListed(node: z.infer<typeof listed>): Entry {
  const name = splitName(node.nameWithOwner);
  const remarks = remarksOf(node);
  return {
    listed: {
      name,
      id: node.databaseId,
      archived: node.isArchived,
      fork: node.isFork,
      disabled: node.isDisabled,
      pullRequestsDisabled: !node.hasPullRequestsEnabled,
      topics: remarks.topics ?? [],
    },
    target: { kind: "counted", name, counts: countsOf(node) },
    remarks,
  };
}
