import * as z from "zod";
import type { Issue } from "../../domain/issue.ts";
import type { PullRequest } from "../../domain/pull-request.ts";
import { ACCOUNT_KINDS, accountFromGraphQL } from "../accounts.ts";
import { connectionOf, PAGE, type Position, type Progress, progressOf } from "./connection.ts";
import type { Dialect } from "./dialect.ts";

/** The lists inside a pull request or issue, which have pages of their own. */
export type NestedList = "labels" | "reviewRequests" | "assignees" | "latestOpinionatedReviews";

const TEAM_KINDS = ["Team", "EnterpriseTeam"] as const;

/** The text of a nested list. `teams`: a credential without the right to read teams must not ask for their slugs. */
export function nestedText(list: NestedList, page: string, teams: boolean, dialect: Dialect): string {
  if (list === "labels") return `labels(${page}){${PAGE} nodes{name}}`;
  if (list === "assignees") return `assignees(${page}){${PAGE} nodes{login}}`;
  if (list === "latestOpinionatedReviews")
    return `${list}(${page}){${PAGE} nodes{state author{__typename login}}}`;
  const named = ["User", "Bot", "Mannequin"].map((type) => `...on ${type}{login}`).join(" ");
  const kinds = teams ? TEAM_KINDS.filter((kind) => kind === "Team" || dialect.enterpriseTeams) : [];
  const slug = kinds.map((kind) => `...on ${kind}{slug}`).join(" ");
  return `reviewRequests(${page}){${PAGE} nodes{requestedReviewer{__typename ${named} ${slug}}}}`;
}

const account = z.object({ __typename: z.enum(ACCOUNT_KINDS), login: z.string().min(1) });

const reviewer = z.object({
  __typename: z.enum([...ACCOUNT_KINDS, ...TEAM_KINDS]),
  login: z.string().optional(),
  slug: z.string().optional(),
});

/** The shape of each nested list. */
export const nestedShape = {
  labels: connectionOf(z.object({ name: z.string() })),
  reviewRequests: connectionOf(z.object({ requestedReviewer: reviewer.nullable() }).nullable()),
  assignees: connectionOf(z.object({ login: z.string().min(1) })),
  latestOpinionatedReviews: connectionOf(
    z.object({
      state: z.enum(["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING"]),
      author: account.nullable(),
    }),
  ),
};

/** A reviewer's latest review that says more than a comment. */
export interface Opinion {
  /** Undefined for a deleted account. */
  readonly login: string | undefined;
  readonly bot: boolean;
  readonly state: z.infer<typeof nestedShape.latestOpinionatedReviews>["nodes"][number]["state"];
}

/** What nested lists hold of one pull request or issue. */
export interface NestedPart
  extends Pick<PullRequest, "labels" | "reviewers" | "teams" | "unnamedReviewers">,
    Pick<Issue, "assignees"> {
  /** Requests of which not even the kind is known: persons among them may be missing from `reviewers`. */
  readonly hiddenRequests: number;
  readonly opinions: readonly Opinion[];
}

/** What a nested list held on one page. */
export interface NestedPage {
  readonly progress: Exclude<Progress, "broken">;
  readonly part: NestedPart;
}

const NOTHING: NestedPart = {
  labels: [],
  reviewers: [],
  teams: [],
  unnamedReviewers: 0,
  hiddenRequests: 0,
  assignees: [],
  opinions: [],
};

const readers: Readonly<Record<NestedList, (data: unknown, position: Position) => NestedPage | undefined>> = {
  labels: readerOf(nestedShape.labels, (nodes) => ({ labels: namesOf(nodes) })),
  assignees: readerOf(nestedShape.assignees, (nodes) => ({ assignees: loginsOf(nodes) })),
  reviewRequests: readerOf(nestedShape.reviewRequests, reviewersOf),
  latestOpinionatedReviews: readerOf(nestedShape.latestOpinionatedReviews, (nodes) => ({
    opinions: opinionsOf(nodes),
  })),
};

/** Parses a further page of a nested list; undefined when it is not as asked for. */
export function parseNestedPage(list: NestedList, data: unknown, position: Position): NestedPage | undefined {
  return readers[list](data, position);
}

function readerOf<Node>(
  shape: ReturnType<typeof connectionOf<Node>>,
  read: (nodes: readonly Node[]) => Partial<NestedPart>,
) {
  return (data: unknown, position: Position): NestedPage | undefined => {
    const page = shape.safeParse(data).data;
    const progress = page && progressOf(page, position);
    if (page === undefined || progress === undefined || progress === "broken") return undefined;
    return { progress, part: { ...NOTHING, ...read(page.nodes) } };
  };
}

export function namesOf(nodes: readonly { readonly name: string }[]): readonly string[] {
  return nodes.map(({ name }) => name);
}

export function loginsOf(nodes: readonly { readonly login: string }[]): readonly string[] {
  return nodes.map(({ login }) => login);
}

type Nodes<List extends NestedList> = Readonly<z.infer<(typeof nestedShape)[List]>["nodes"]>;

export function opinionsOf(nodes: Nodes<"latestOpinionatedReviews">): readonly Opinion[] {
  return nodes.map(({ state, author }) => {
    const { login, bot } = accountFromGraphQL(author);
    return { login: author === null ? undefined : login, bot, state };
  });
}

/**
 * Tells requested people, teams and those that GitHub would not name apart. A reviewer that is null is a team that the credential may
 * not read; a request that is null may be anyone's.
 */
export function reviewersOf(nodes: Nodes<"reviewRequests">) {
  const named = nodes.flatMap((node) => node?.requestedReviewer ?? []);
  const people = named.filter(({ __typename }) => !TEAM_KINDS.some((kind) => kind === __typename));
  const nameless = people.filter((entry) => entry.login === undefined).length;
  return {
    reviewers: people.flatMap(({ __typename, login }) =>
      login === undefined ? [] : [accountFromGraphQL({ __typename, login }).login],
    ),
    teams: named.flatMap((entry) => entry.slug ?? []),
    unnamedReviewers: nodes.length - named.length + nameless,
    hiddenRequests: nodes.filter((node) => node === null).length + nameless,
  };
}

/** What one nested list tells of a pull request or issue. */
const PARTS = {
  labels: ["labels"],
  assignees: ["assignees"],
  reviewRequests: ["reviewers", "teams", "unnamedReviewers", "hiddenRequests"],
  latestOpinionatedReviews: ["opinions"],
} as const satisfies Readonly<Record<NestedList, readonly (keyof NestedPart)[]>>;

/** A pull request or issue without what is known of one of its lists. */
export function withoutList<Item extends NestedPart>(item: Item, list: NestedList): Item {
  return { ...item, ...Object.fromEntries(PARTS[list].map((part) => [part, NOTHING[part]])) };
}

/** A pull request or issue with the further page of one of its lists added. */
export function withPart<Item extends NestedPart>(item: Item, part: NestedPart): Item {
  return {
    ...item,
    labels: [...item.labels, ...part.labels],
    reviewers: [...item.reviewers, ...part.reviewers],
    teams: [...item.teams, ...part.teams],
    unnamedReviewers: item.unnamedReviewers + part.unnamedReviewers,
    hiddenRequests: item.hiddenRequests + part.hiddenRequests,
    assignees: [...item.assignees, ...part.assignees],
    opinions: [...item.opinions, ...part.opinions],
  };
}
