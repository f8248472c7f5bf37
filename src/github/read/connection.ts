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

/** Where a page was asked for, and how many nodes came on the pages before it. */
export interface Position {
  readonly after: string | null;
  readonly seen: number;
}

export const START: Position = { after: null, seen: 0 };

/** Whether a page ends its list; `broken` where it is no possible page, and nothing of the list can be trusted. */
export type Progress = "whole" | "broken" | Position;

/**
 * The one check of all lists inside pull requests and issues. A last page must bring the nodes up to `totalCount`; a page that is not the
 * last must bring a node, a new cursor and no more than there is. A node that was removed between two pages is one too many.
 */
export function progressOf({ totalCount, pageInfo, nodes }: Page, { after, seen }: Position): Progress {
  const count = seen + nodes.length;
  if (!pageInfo.hasNextPage) {
    const possible = seen === 0 ? count === totalCount : count >= totalCount;
    return possible ? "whole" : "broken";
  }
  const { endCursor } = pageInfo;
  const advances = nodes.length > 0 && endCursor !== null && endCursor !== after && count < totalCount;
  return advances ? { after: endCursor, seen: count } : "broken";
}
