import * as z from "zod";
import type { ListName, Wanted } from "../../domain/wanted.ts";
import type { GraphQLAnswer, GraphQLFault } from "../client/graphql-answer.ts";
import { refusedField } from "../read/graphql-verdict.ts";
import type { Counts } from "../target.ts";

/** The lists of a repository whose entries GitHub is asked to count. */
export type Counted = readonly ListName[];

export function countedOf(wanted: Wanted): Counted {
  return (["pullRequests", "issues"] as const).filter((list) => wanted[list] !== undefined);
}

/** What to ask of a repository. */
export function countText(lists: Counted): string {
  return ["nameWithOwner", ...lists.map((list) => `${list}(states:OPEN){totalCount}`)].join(" ");
}

const count = z.object({ totalCount: z.int().nonnegative() });

/** What a repository shows of itself beside its counts, none of which may be missing that was asked for. */
export const countShape = {
  nameWithOwner: z.string(),
  pullRequests: count.optional(),
  issues: count.optional(),
};

type Shown = { readonly [List in ListName]?: z.infer<typeof count> | undefined };

export function holdsAll(lists: Counted): (shown: Shown) => boolean {
  return (shown) => lists.every((list) => shown[list] !== undefined);
}

export function countsOf({ pullRequests, issues }: Shown): Counts {
  return {
    ...(pullRequests && { pullRequests: pullRequests.totalCount }),
    ...(issues && { issues: issues.totalCount }),
  };
}

/**
 * Where it is only the issues that the credential may not count. GitHub then shows nothing of the repository at all,
 * since its schema promises a count: https://github.com/boostsecurityio/poutine/pull/415
 */
export function refusedIssues({ faults }: GraphQLAnswer, lists: Counted): readonly GraphQLFault[] {
  return lists.includes("issues") ? faults.filter((fault) => refusedField(fault) === "issues") : [];
}

/** What is left to be counted then; whether its issues can be read is for each repository's own pages to tell. */
export function withoutIssues(lists: Counted): Counted {
  return lists.filter((list) => list !== "issues");
}
