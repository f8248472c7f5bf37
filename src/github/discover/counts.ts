import * as z from "zod";
import type { FullName } from "../../domain/selection.ts";
import type { ListName, Wanted } from "../../domain/wanted.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault, type GraphQLAnswer, type GraphQLFault } from "../client/graphql-answer.ts";
import { GitHubError } from "../errors.ts";
import type { Dialect } from "../read/dialect.ts";
import { refusedField } from "../read/graphql-verdict.ts";
import { invalid } from "../read/rest-answers.ts";
import type { Counts } from "../target.ts";
import { remarked } from "./graphql-remarks.ts";

/** What GitHub is asked of a repository. */
export interface Counted {
  /** The lists whose entries it is asked to count. */
  readonly lists: readonly ListName[];
  /** Fields beside those. */
  readonly remarks: readonly string[];
  /** Whether the server can tell that pull requests are disabled. */
  readonly switches: boolean;
}

export function countedOf(wanted: Wanted, remarks: readonly string[], dialect: Dialect): Counted {
  const lists = (["pullRequests", "issues"] as const).filter((list) => wanted[list] !== undefined);
  return { lists, remarks, switches: dialect.hasPullRequestsEnabled };
}

/** What to ask of a repository. */
export function countText({ lists, remarks, switches }: Counted): string {
  const counts = lists.map((list) => `${list}(states:OPEN){totalCount}`);
  return ["nameWithOwner", switches ? "hasPullRequestsEnabled" : "", ...counts, ...remarks].join(" ");
}

const count = z.object({ totalCount: z.int().nonnegative() });

/** What a repository shows of itself beside its counts, none of which may be missing that was asked for. */
export const countShape = {
  nameWithOwner: z.string(),
  hasPullRequestsEnabled: z.boolean().default(true),
  pullRequests: count.optional(),
  issues: count.optional(),
  ...remarked,
};

type Shown = { readonly [List in ListName]?: z.infer<typeof count> | undefined };

export function holdsAll({ lists }: Pick<Counted, "lists">): (shown: Shown) => boolean {
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
export function refusedIssues({ faults }: GraphQLAnswer, { lists }: Counted): readonly GraphQLFault[] {
  return lists.includes("issues") ? faults.filter((fault) => refusedField(fault) === "issues") : [];
}

/** What is left to be counted then; whether its issues can be read is for each repository's own pages to tell. */
export function withoutIssues({ lists, ...others }: Counted): Counted {
  return { ...others, lists: lists.filter((list) => list !== "issues") };
}

/** One query for the counts of all these names: alias `r0`, `r1`, … in their order. */
export function countQuery(names: readonly FullName[], counted: Counted) {
  const text = countText(counted);
  const declared = names.map((_, i) => `$o${i}:String!,$n${i}:String!`).join(",");
  const aliases = names.map((_, i) => `r${i}:repository(owner:$o${i},name:$n${i}){${text}}`).join(" ");
  const variables = Object.fromEntries(
    names.flatMap(({ owner, name }, i) => [
      [`o${i}`, owner],
      [`n${i}`, name],
    ]),
  );
  return { query: `query(${declared}){rateLimit{cost} ${aliases}}`, variables };
}

/** What GitHub counts now in the lists of one repository. Throws GitHubError or the signal's reason. */
export async function recount(
  client: Client,
  name: FullName,
  lists: readonly ListName[],
  signal: AbortSignal,
): Promise<Counts> {
  const { query, variables } = countQuery([name], { lists, remarks: [], switches: false });
  return await client.graphql(query, variables, signal, false, ({ data, faults }) => {
    const [fault] = faults;
    if (fault !== undefined) {
      const { reason, message } = failureOfFault(fault);
      throw new GitHubError(reason, "final", message);
    }
    const parsed = z.object(countShape).refine(holdsAll({ lists })).safeParse(data["r0"]);
    if (!parsed.success) throw invalid("a repository's count", parsed.error);
    return countsOf(parsed.data);
  });
}
