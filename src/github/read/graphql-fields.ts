import * as z from "zod";
import type { Issue } from "../../domain/issue.ts";
import type { Checks, OptionalField, PullRequest, ReviewState } from "../../domain/pull-request.ts";
import type { ItemField } from "../../domain/wanted.ts";
import { ACCOUNT_KINDS, accountFromGraphQL } from "../accounts.ts";
import { progressOf, START } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import {
  loginsOf,
  type NestedList,
  type NestedPart,
  namesOf,
  nestedShape,
  nestedText,
  opinionsOf,
  reviewersOf,
} from "./graphql-nested.ts";
import { seconds } from "./rest-answers.ts";

/** Enough for nearly every pull request or issue; what overflows is completed by further queries. */
export const FIRST_LABELS = 20;
export const FIRST_REVIEW_REQUESTS = 10;
export const FIRST_ASSIGNEES = 10;
export const FIRST_REVIEWS = 20;

/**
 * What to ask of each pull request or issue so that these fields are known, and nothing else. `reviews`: also the reviews that decide where
 * no review is required; a reading asks for them later, of those pull requests alone.
 */
export function itemText(fields: ReadonlySet<ItemField>, dialect: Dialect, reviews = false): string {
  const state = fields.has("reviewState");
  const parts = [
    "number",
    fields.has("createdAt") ? "createdAt" : "",
    fields.has("updatedAt") ? "updatedAt" : "",
    fields.has("draft") || state ? "isDraft" : "",
    fields.has("author") || state ? "author{__typename login}" : "",
    fields.has("labels") ? nestedText("labels", `first:${FIRST_LABELS}`, true, dialect) : "",
    needsRequests(fields)
      ? nestedText("reviewRequests", `first:${FIRST_REVIEW_REQUESTS}`, fields.has("teams"), dialect)
      : "",
    fields.has("assignees") ? nestedText("assignees", `first:${FIRST_ASSIGNEES}`, true, dialect) : "",
    state ? "reviewDecision" : "",
    state && reviews ? nestedText("latestOpinionatedReviews", `first:${FIRST_REVIEWS}`, true, dialect) : "",
    state && dialect.isInMergeQueue ? "isInMergeQueue" : "",
    state && dialect.autoMergeRequest ? "autoMergeRequest{enabledAt}" : "",
    fields.has("checks") ? checksText(dialect) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Where no review is required, an outstanding request decides the state of review. */
function needsRequests(fields: ReadonlySet<ItemField>): boolean {
  return fields.has("reviewers") || fields.has("teams") || fields.has("reviewState");
}

function checksText({ statusCheckRollup }: Dialect): string {
  const rollup = "statusCheckRollup{state}";
  return statusCheckRollup ? rollup : `commits(last:1){nodes{commit{${rollup}}}}`;
}

const actor = z.object({ __typename: z.enum(ACCOUNT_KINDS), login: z.string().min(1) });

const rollup = z.object({ state: z.enum(["SUCCESS", "FAILURE", "ERROR", "PENDING", "EXPECTED"]) }).nullable();

const shape = {
  number: z.int().positive(),
  createdAt: seconds,
  updatedAt: seconds,
  isDraft: z.boolean(),
  author: actor.nullable(),
  labels: nestedShape.labels,
  reviewRequests: nestedShape.reviewRequests,
  assignees: nestedShape.assignees,
  latestOpinionatedReviews: nestedShape.latestOpinionatedReviews,
  // A decision that GitHub may add one day is no number of ours: the answer is then refused, not guessed at.
  reviewDecision: z.enum(["APPROVED", "CHANGES_REQUESTED", "REVIEW_REQUIRED"]).nullable(),
  isInMergeQueue: z.boolean(),
  autoMergeRequest: z.object({ enabledAt: z.string().nullable() }).nullable(),
  statusCheckRollup: rollup,
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ statusCheckRollup: rollup }) })) }),
};

/** An entry of either list: what is no part of its kind holds an empty value. */
export type Entry = PullRequest &
  Issue &
  NestedPart & {
    readonly authorDeleted: boolean;
    /** Of a pull request whose branch requires no review: the reviews that were given decide about its state. */
    readonly undecided: { readonly autoMerge: boolean } | undefined;
  };

/** An entry as far as its page shows it, and the lists of it that are longer: these are read anew, from their beginning. */
export interface ParsedNode {
  readonly entry: Entry;
  readonly overflows: readonly NestedList[];
}

/** A parser for nodes that were asked for with the same arguments of `itemText`; every field that was asked for must be there. */
export function nodeSchema(fields: ReadonlySet<ItemField>, dialect: Dialect, reviews = false) {
  const state = fields.has("reviewState");
  const checks = fields.has("checks");
  const { number, ...rest } = shape;
  const asked = z.object({
    number,
    createdAt: fields.has("createdAt") ? rest.createdAt : absent(0),
    updatedAt: fields.has("updatedAt") ? rest.updatedAt : absent(0),
    isDraft: fields.has("draft") || state ? rest.isDraft : absent(false),
    author: fields.has("author") || state ? rest.author : absent(null),
    labels: fields.has("labels") ? rest.labels : absent(NOTHING),
    reviewRequests: needsRequests(fields) ? rest.reviewRequests : absent(NOTHING),
    assignees: fields.has("assignees") ? rest.assignees : absent(NOTHING),
    latestOpinionatedReviews: state && reviews ? rest.latestOpinionatedReviews : absent(NOTHING),
    reviewDecision: state ? rest.reviewDecision : absent(null),
    isInMergeQueue: state && dialect.isInMergeQueue ? rest.isInMergeQueue : absent(false),
    autoMergeRequest: state && dialect.autoMergeRequest ? rest.autoMergeRequest : absent(null),
    statusCheckRollup: checks && dialect.statusCheckRollup ? rest.statusCheckRollup : absent(null),
    commits: checks && !dialect.statusCheckRollup ? rest.commits : absent(NO_COMMITS),
  });
  return asked.refine(hasPossibleLists).transform((node) => toNode(node, state, reviews));
}

const LISTS = ["labels", "reviewRequests", "assignees", "latestOpinionatedReviews"] as const;

function hasPossibleLists(node: Pick<Node, (typeof LISTS)[number]>): boolean {
  return LISTS.every((list) => progressOf(node[list], START) !== "broken");
}

const NOTHING = { totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };

const NO_COMMITS = { nodes: [] };

/** What was not asked for: `optional`, since a transformed `undefined` alone demands the key itself. */
function absent<T>(value: T) {
  return z
    .undefined()
    .optional()
    .transform(() => value);
}

type Node = { readonly [K in keyof typeof shape]: z.infer<(typeof shape)[K]> };

function toNode(node: Node, state: boolean, reviews: boolean): ParsedNode {
  const undecided = state && isUndecided(node) ? { autoMerge: node.autoMergeRequest !== null } : undefined;
  return {
    entry: {
      number: node.number,
      createdAt: node.createdAt,
      updatedAt: node.updatedAt,
      draft: node.isDraft,
      author: accountFromGraphQL(node.author),
      labels: namesOf(node.labels.nodes),
      ...reviewersOf(node.reviewRequests.nodes),
      opinions: opinionsOf(node.latestOpinionatedReviews.nodes),
      authorDeleted: node.author === null,
      undecided,
      assignees: loginsOf(node.assignees.nodes),
      reviewState: reviewStateOf(node),
      checks: checksOf(node),
    },
    overflows: LISTS.filter((list) => {
      const isLonger = typeof progressOf(node[list], START) !== "string";
      return list === "latestOpinionatedReviews" ? undecided && (isLonger || !reviews) : isLonger;
    }),
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

/** The pull request's own, or else its last commit's, which is the same. */
function checksOf({ statusCheckRollup, commits }: Node): Checks {
  const rollup = statusCheckRollup ?? commits.nodes.at(-1)?.commit.statusCheckRollup ?? null;
  return rollup === null ? "none" : CHECKS[rollup.state];
}

function isUndecided({ isDraft, isInMergeQueue, reviewDecision }: Node): boolean {
  return !isDraft && !isInMergeQueue && reviewDecision === null;
}

/** The order of the rules decides: a draft in the merge queue is a draft. */
function reviewStateOf(node: Node): ReviewState {
  if (node.isDraft) return "draft";
  if (node.isInMergeQueue) return "queued";
  if (node.reviewDecision === "CHANGES_REQUESTED") return "changes_requested";
  if (node.reviewDecision === "APPROVED") return node.autoMergeRequest === null ? "approved" : "queued";
  return node.reviewDecision === "REVIEW_REQUIRED" ? "awaiting_review" : "no_review_required";
}

/** Where no review is required: what people other than the author say last, else whether anybody has been asked. */
function stateByReviews(
  { author, authorDeleted, opinions, reviewers, teams, unnamedReviewers }: Entry,
  autoMerge: boolean,
  isBot: (login: string) => boolean,
): ReviewState {
  const counts = ({ login, bot }: Entry["opinions"][number]) =>
    !bot && (login === undefined || (!isBot(login) && (authorDeleted || login !== author.login)));
  const states = new Set(opinions.filter(counts).map(({ state }) => state));
  if (states.has("CHANGES_REQUESTED")) return "changes_requested";
  if (autoMerge) return "queued";
  if (states.has("APPROVED")) return "approved";
  return reviewers.length + teams.length + unnamedReviewers > 0 ? "awaiting_review" : "no_review_required";
}

/** The entry of a list of pull requests. `isBot`: whether BOTS names a login. */
export function toPullRequest(entry: Entry, isBot: (login: string) => boolean): PullRequest {
  const { assignees, hiddenRequests, opinions, authorDeleted, undecided, ...pullRequest } = entry;
  if (undecided === undefined) return pullRequest;
  return { ...pullRequest, reviewState: stateByReviews(entry, undecided.autoMerge, isBot) };
}

/** The entry of a list of issues. */
export function toIssue({ number, createdAt, updatedAt, author, labels, assignees }: Entry): Issue {
  return { number, createdAt, updatedAt, author, labels, assignees };
}

const REVIEW_PARTS = ["reviewDecision", "isInMergeQueue", "autoMergeRequest", "latestOpinionatedReviews"];

/** Which optional field a part of an answer's path belongs to. */
export function optionalFieldAt(path: readonly (string | number)[]): OptionalField | undefined {
  const at = (name: string) => path.includes(name);
  if (["issues", "issue"].some(at)) return "issues";
  if (REVIEW_PARTS.some(at)) return "reviewState";
  if (["statusCheckRollup", "commits"].some(at)) return "checks";
  if (at("requestedReviewer") && at("login")) return "reviewers";
  return ["requestedReviewer", "slug"].some(at) ? "teams" : undefined;
}
