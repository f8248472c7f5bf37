import * as z from "zod";

/** What is asked of every list inside a pull request or issue, beside its nodes. */
export const PAGE = "totalCount pageInfo{hasNextPage endCursor}";

/** The shape of a page of a list inside a pull request or issue. */
export function connectionOf<Node>(node: z.ZodType<Node>) {
  return z.object({
    totalCount: z.int().nonnegative(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node),
  });
}

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly unknown[];
}

/** Where a page was asked for, how many nodes came on the pages before it, and how many there were in all by the last of them. */
export interface Position {
  readonly after: string | null;
  readonly seen: number;
  readonly total?: number;
}

export const START: Position = { after: null, seen: 0 };

/**
 * Whether a page ends its list; `moved` where nodes came or went since the page before it; `broken` where it is no possible page, and nothing
 * of the list can be trusted.
 */
export type Progress = "whole" | "moved" | "broken" | Position;

/**
 * The one check of all lists inside pull requests and issues. A last page must bring the nodes up to `totalCount`; a page that is not the
 * last must bring a node, a new cursor and no more than there is. A cursor of such a list may stand for a place: a node that was removed
 * before it moves another one behind it, which no page then shows though the nodes are as many as `totalCount`.
 */
export function progressOf({ totalCount, pageInfo, nodes }: Page, position: Position): Progress {
  const { after, seen, total = totalCount } = position;
  if (totalCount !== total) return "moved";
  const count = seen + nodes.length;
  if (!pageInfo.hasNextPage) return count === totalCount ? "whole" : "broken";
  const { endCursor } = pageInfo;
  const advances = nodes.length > 0 && endCursor !== null && endCursor !== after && count < totalCount;
  return advances ? { after: endCursor, seen: count, total } : "broken";
}
