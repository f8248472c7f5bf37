import * as z from "zod";
import type { Issue } from "../../domain/issue.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import { ACCOUNT_KINDS, accountFromGraphQL } from "../accounts.ts";
import type { Dialect } from "./dialect.ts";

/** The lists inside a pull request or issue, which have pages of their own. */
export type NestedList = "labels" | "reviewRequests" | "assignees";

const TEAM_KINDS = ["Team", "EnterpriseTeam"] as const;

const PAGE = "totalCount pageInfo{hasNextPage endCursor}";

/** The text of a nested list. `teams`: a credential without the right to read teams must not ask for their slugs. */
export function nestedText(list: NestedList, page: string, teams: boolean, dialect: Dialect): string {
  if (list === "labels") return `labels(${page}){${PAGE} nodes{name}}`;
  if (list === "assignees") return `assignees(${page}){${PAGE} nodes{login}}`;
  const named = ["User", "Bot", "Mannequin"].map((type) => `...on ${type}{login}`).join(" ");
  const kinds = teams ? TEAM_KINDS.filter((kind) => kind === "Team" || dialect.enterpriseTeams) : [];
  const slug = kinds.map((kind) => `...on ${kind}{slug}`).join(" ");
  return `reviewRequests(${page}){${PAGE} nodes{requestedReviewer{__typename ${named} ${slug}}}}`;
}

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** A page of a list; a last page that holds more than the whole list is none. */
function pageOf<T>(node: z.ZodType<T>) {
  return z
    .object({ totalCount: z.int().nonnegative(), pageInfo, nodes: z.array(node) })
    .refine((list) => list.pageInfo.hasNextPage || list.nodes.length <= list.totalCount);
}

const reviewer = z.object({
  __typename: z.enum([...ACCOUNT_KINDS, ...TEAM_KINDS]),
  login: z.string().optional(),
  slug: z.string().optional(),
});

/** The shape of each nested list. */
export const nestedShape = {
  labels: pageOf(z.object({ name: z.string() })),
  reviewRequests: z.object({
    totalCount: z.int().nonnegative(),
    pageInfo,
    nodes: z.array(z.object({ requestedReviewer: reviewer.nullable() }).nullable()),
  }),
  assignees: pageOf(z.object({ login: z.string().min(1) })),
};

/** What nested lists hold of one pull request or issue. */
export type NestedPart = Pick<PullRequest, "labels" | "reviewers" | "teams" | "unnamedReviewers"> &
  Pick<Issue, "assignees">;

/** What a nested list held on one page. */
export interface NestedPage {
  readonly pageInfo: z.infer<typeof pageInfo>;
  readonly part: NestedPart;
}

const NOTHING: NestedPart = { labels: [], reviewers: [], teams: [], unnamedReviewers: 0, assignees: [] };

/** Parses a further page of a nested list; undefined when it is not as asked for. */
export function parseNestedPage(list: NestedList, data: unknown): NestedPage | undefined {
  if (list === "labels") {
    const parsed = nestedShape.labels.safeParse(data).data;
    return parsed && { pageInfo: parsed.pageInfo, part: { ...NOTHING, labels: namesOf(parsed.nodes) } };
  }
  if (list === "assignees") {
    const parsed = nestedShape.assignees.safeParse(data).data;
    return parsed && { pageInfo: parsed.pageInfo, part: { ...NOTHING, assignees: loginsOf(parsed.nodes) } };
  }
  const parsed = nestedShape.reviewRequests.safeParse(data).data;
  return parsed && { pageInfo: parsed.pageInfo, part: { ...NOTHING, ...reviewersOf(parsed.nodes) } };
}

export function namesOf(nodes: readonly { readonly name: string }[]): readonly string[] {
  return nodes.map(({ name }) => name);
}

export function loginsOf(nodes: readonly { readonly login: string }[]): readonly string[] {
  return nodes.map(({ login }) => login);
}

/** Tells requested people, teams and those that GitHub would not name apart. */
export function reviewersOf(nodes: z.infer<typeof nestedShape.reviewRequests>["nodes"]) {
  const named = nodes.flatMap((node) => node?.requestedReviewer ?? []);
  const people = named.filter(({ __typename }) => !TEAM_KINDS.some((kind) => kind === __typename));
  return {
    reviewers: people.flatMap(({ __typename, login }) =>
      login === undefined ? [] : [accountFromGraphQL({ __typename, login }).login],
    ),
    teams: named.flatMap((entry) => entry.slug ?? []),
    unnamedReviewers:
      nodes.length - named.length + people.filter((entry) => entry.login === undefined).length,
  };
}

/** A pull request or issue with the further page of one of its lists added. */
export function withPart<Item extends NestedPart>(item: Item, part: NestedPart): Item {
  return {
    ...item,
    labels: [...item.labels, ...part.labels],
    reviewers: [...item.reviewers, ...part.reviewers],
    teams: [...item.teams, ...part.teams],
    unnamedReviewers: item.unnamedReviewers + part.unnamedReviewers,
    assignees: [...item.assignees, ...part.assignees],
  };
}
