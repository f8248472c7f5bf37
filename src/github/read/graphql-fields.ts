import * as z from "zod";
import type { Checks, Field, OptionalField, PullRequest, ReviewState } from "../../domain/pull-request.ts";
import { accountFromGraphQL } from "../accounts.ts";

/** Enough for nearly every pull request; what overflows is completed by further queries. */
export const FIRST_LABELS = 20;
export const FIRST_REVIEW_REQUESTS = 10;

/** The lists inside a pull request, which have pages of their own. */
export type NestedList = "labels" | "reviewRequests";

const PAGE = "totalCount pageInfo{hasNextPage endCursor}";

/** The text of a nested list. `teams`: a credential without the right to read teams must not ask for their slugs. */
export function nestedText(list: NestedList, page: string, teams: boolean): string {
  if (list === "labels") return `labels(${page}){${PAGE} nodes{name}}`;
  const named = ["User", "Bot", "Mannequin"].map((type) => `...on ${type}{login}`).join(" ");
  const slug = teams ? "...on Team{slug}" : "";
  return `reviewRequests(${page}){${PAGE} nodes{requestedReviewer{__typename ${named} ${slug}}}}`;
}

/** What to ask of each pull request so that these fields are known, and nothing else. */
export function pullRequestText(fields: ReadonlySet<Field>): string {
  const requests = fields.has("reviewers") || fields.has("teams");
  const parts = [
    "number",
    fields.has("createdAt") ? "createdAt" : "",
    fields.has("updatedAt") ? "updatedAt" : "",
    fields.has("draft") || fields.has("reviewState") ? "isDraft" : "",
    fields.has("author") ? "author{__typename login}" : "",
    fields.has("labels") ? nestedText("labels", `first:${FIRST_LABELS}`, true) : "",
    requests ? nestedText("reviewRequests", `first:${FIRST_REVIEW_REQUESTS}`, fields.has("teams")) : "",
    fields.has("reviewState") ? "reviewDecision isInMergeQueue autoMergeRequest{enabledAt}" : "",
    fields.has("checks") ? "statusCheckRollup{state}" : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));
const actor = z.object({ __typename: z.string(), login: z.string().min(1) });
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const size = z.int().nonnegative();

const reviewer = z.object({
  __typename: z.string(),
  login: z.string().optional(),
  slug: z.string().optional(),
});
const labels = z
  .object({ totalCount: size, pageInfo, nodes: z.array(z.object({ name: z.string() })) })
  .refine((list) => list.pageInfo.hasNextPage || list.nodes.length <= list.totalCount);
const reviewRequests = z.object({
  totalCount: size,
  pageInfo,
  nodes: z.array(z.object({ requestedReviewer: reviewer.nullable() }).nullable()),
});

const shape = {
  number: z.int().positive(),
  createdAt: seconds,
  updatedAt: seconds,
  isDraft: z.boolean(),
  author: actor.nullable(),
  labels,
  reviewRequests,
  // A decision that GitHub may add one day is no number of ours: the answer is then refused, not guessed at.
  reviewDecision: z.enum(["APPROVED", "CHANGES_REQUESTED", "REVIEW_REQUIRED"]).nullable(),
  isInMergeQueue: z.boolean(),
  autoMergeRequest: z.object({ enabledAt: z.string().nullish() }).nullable(),
  statusCheckRollup: z
    .object({ state: z.enum(["SUCCESS", "FAILURE", "ERROR", "PENDING", "EXPECTED"]) })
    .nullable(),
};

/** What a nested list of one pull request held on one page. */
export interface NestedPage {
  readonly pageInfo: z.infer<typeof pageInfo>;
  readonly part: Pick<PullRequest, "labels" | "reviewers" | "teams" | "unnamedReviewers">;
}

/** A pull request as far as its page shows it, and the lists of it that go on. */
export interface ParsedNode {
  readonly pullRequest: PullRequest;
  readonly overflows: readonly { readonly list: NestedList; readonly after: string | null }[];
}

/** A parser for nodes that were asked for with these fields; every field that was asked for must be there. */
export function nodeSchema(fields: ReadonlySet<Field>) {
  const requests = fields.has("reviewers") || fields.has("teams");
  const state = fields.has("reviewState");
  const { number, ...rest } = shape;
  const asked = z.object({
    number,
    createdAt: fields.has("createdAt") ? rest.createdAt : absent(0),
    updatedAt: fields.has("updatedAt") ? rest.updatedAt : absent(0),
    isDraft: fields.has("draft") || state ? rest.isDraft : absent(false),
    author: fields.has("author") ? rest.author : absent(null),
    labels: fields.has("labels") ? rest.labels : absent(NOTHING),
    reviewRequests: requests ? rest.reviewRequests : absent(NOTHING),
    reviewDecision: state ? rest.reviewDecision : absent(null),
    isInMergeQueue: state ? rest.isInMergeQueue : absent(false),
    autoMergeRequest: state ? rest.autoMergeRequest : absent(null),
    statusCheckRollup: fields.has("checks") ? rest.statusCheckRollup : absent(null),
  });
  return asked.transform(toNode);
}

const NOTHING = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };

/** What was not asked for: `optional`, since a transformed `undefined` alone demands the key itself. */
function absent<T>(value: T) {
  return z
    .undefined()
    .optional()
    .transform(() => value);
}

type Node = { readonly [K in keyof typeof shape]: z.infer<(typeof shape)[K]> };

function toNode(node: Node): ParsedNode {
  const requests = { labels: [], ...reviewersOf(node.reviewRequests.nodes) };
  return {
    pullRequest: {
      number: node.number,
      createdAt: node.createdAt,
      updatedAt: node.updatedAt,
      draft: node.isDraft,
      author: accountFromGraphQL(node.author),
      ...requests,
      labels: node.labels.nodes.map((label) => label.name),
      reviewState: reviewStateOf(node),
      checks: node.statusCheckRollup === null ? "none" : CHECKS[node.statusCheckRollup.state],
    },
    overflows: (["labels", "reviewRequests"] as const)
      .filter((list) => node[list].pageInfo.hasNextPage)
      .map((list) => ({ list, after: node[list].pageInfo.endCursor })),
  };
}

/** https://docs.github.com/en/graphql/reference/enums#statusstate: what is expected has not been reported yet. */
const CHECKS = {
  SUCCESS: "success",
  FAILURE: "failure",
  ERROR: "failure",
  PENDING: "pending",
  EXPECTED: "pending",
} as const satisfies Readonly<Record<string, Checks>>;

/** The order of the rules decides: a draft in the merge queue is a draft. */
function reviewStateOf(node: Node): ReviewState {
  if (node.isDraft) return "draft";
  if (node.isInMergeQueue || node.autoMergeRequest !== null) return "queued";
  if (node.reviewDecision === "CHANGES_REQUESTED") return "changes_requested";
  if (node.reviewDecision === "APPROVED") return "approved";
  return node.reviewDecision === "REVIEW_REQUIRED" ? "awaiting_review" : "no_review_required";
}

function reviewersOf(nodes: z.infer<typeof reviewRequests>["nodes"]) {
  const named = nodes.flatMap((node) => node?.requestedReviewer ?? []);
  const people = named.filter((entry) => entry.__typename !== "Team");
  return {
    reviewers: people.flatMap(({ __typename, login }) =>
      login === undefined ? [] : [accountFromGraphQL({ __typename, login }).login],
    ),
    teams: named.flatMap((entry) => entry.slug ?? []),
    unnamedReviewers:
      nodes.length - named.length + people.filter((entry) => entry.login === undefined).length,
  };
}

/** Parses a further page of a nested list; undefined when it is not as asked for. */
export function parseNestedPage(list: NestedList, data: unknown): NestedPage | undefined {
  const none = { labels: [], reviewers: [], teams: [], unnamedReviewers: 0 };
  if (list === "labels") {
    const parsed = labels.safeParse(data).data;
    return (
      parsed && {
        pageInfo: parsed.pageInfo,
        part: { ...none, labels: parsed.nodes.map((node) => node.name) },
      }
    );
  }
  const parsed = reviewRequests.safeParse(data).data;
  return parsed && { pageInfo: parsed.pageInfo, part: { ...none, ...reviewersOf(parsed.nodes) } };
}

/** A pull request with the further page of one of its lists added. */
export function withPart(pullRequest: PullRequest, part: NestedPage["part"]): PullRequest {
  return {
    ...pullRequest,
    labels: [...pullRequest.labels, ...part.labels],
    reviewers: [...pullRequest.reviewers, ...part.reviewers],
    teams: [...pullRequest.teams, ...part.teams],
    unnamedReviewers: pullRequest.unnamedReviewers + part.unnamedReviewers,
  };
}

/** Which optional field a part of an answer's path belongs to. */
export function optionalFieldAt(path: readonly (string | number)[]): OptionalField | undefined {
  const at = (name: string) => path.includes(name);
  if (["reviewDecision", "isInMergeQueue", "autoMergeRequest"].some(at)) return "reviewState";
  if (at("statusCheckRollup")) return "checks";
  return ["requestedReviewer", "slug"].some(at) ? "teams" : undefined;
}
