import type { ListName, Wanted } from "../../domain/wanted.ts";
import { requestsAfter, requestsFor } from "../client/rest-pages.ts";
import type { Counts, Target } from "../target.ts";
import { NEWEST } from "./dialect.ts";
import { itemText } from "./graphql-fields.ts";
import { LARGEST_PAGE, pageSizes } from "./graphql-work.ts";
import { BOUNDS, REVIEW_BOUNDS } from "./pack.ts";

/**
 * Adds up what it costs to read repositories after discovery: GraphQL points, or REST requests. The one estimate of a run's cost: `check`
 * compares it with what is left, and the run itself divides what is left by it.
 */
export interface CostEstimate {
  /** Adds a repository if it costs no more than `most`. Gives what it adds to the cost; undefined if it was too much. */
  add(target: Target, most?: number): number | undefined;
}

export interface CostOptions {
  readonly api: "graphql" | "rest";
  readonly wanted: Wanted;
  /** REST: an unchanged page costs nothing with a credential. */
  readonly authenticated: boolean;
  /** GraphQL: the share of pull requests whose reviews are read, since GitHub gives no decision; only `check` has seen some before. */
  readonly undecided?: number;
}

/** Starts an estimate that holds nothing yet. */
export function startEstimate({ api, wanted, authenticated, undecided = 0 }: CostOptions): CostEstimate {
  if (api === "graphql") return estimatePoints(wanted, undecided);
  return {
    add(target, most = Number.POSITIVE_INFINITY) {
      const requests = requestsOf(target, wanted, authenticated);
      return requests <= most ? requests : undefined;
    },
  };
}

/** What it costs to read all of these repositories. */
export function costOf(targets: readonly Target[], options: CostOptions): number {
  const estimate = startEstimate(options);
  // As queries are packed: the largest first.
  const ordered =
    options.api === "graphql" ? [...targets].sort((a, b) => entriesOf(b) - entriesOf(a)) : targets;
  return ordered.reduce((sum, target) => sum + (estimate.add(target) ?? 0), 0);
}

function entriesOf(target: Target): number {
  if (target.kind !== "counted") return 0;
  return Object.values(target.counts).reduce((most, count) => Math.max(most, count), 0);
}

/** By a listing the most: how many of what is open are pull requests, it does not say. Issues page by cursor: no page is read twice. */
function requestsOf(target: Target, wanted: Wanted, authenticated: boolean): number {
  const { pullRequests, issues } = wanted;
  if (target.kind === "listed") {
    if (target.open === 0) return 0;
    const more = authenticated ? 1 : 0;
    return (
      (pullRequests ? requestsFor(target.open, authenticated) : 0) +
      (issues ? requestsFor(target.open, true) + more : 0)
    );
  }
  return target.kind === "started" ? requestsAfter(target.first, authenticated) + (issues ? 1 : 0) : 0;
}

interface Query {
  readonly slots: number;
  readonly aliases: number;
  /** Connections that GitHub counts: https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api */
  readonly connections: number;
}

interface Page {
  readonly slots: number;
  readonly connections: number;
  /** Known only when earlier pages of its list have come. */
  readonly later: boolean;
}

/** So many later pages find no other to share a query with: the run ends with as many requests in flight. */
const LATER_ALONE = 6;

/** Packs pages into queries as the reader does. */
function estimatePoints(wanted: Wanted, undecided: number): CostEstimate {
  const perEntry = { pullRequests: connectionsIn(wanted.pullRequests), issues: connectionsIn(wanted.issues) };
  /** Queries that have room for exactly as many more slots as their index says. */
  const open: Query[][] = Array.from({ length: BOUNDS.slots + 1 }, () => []);

  let later = 0;
  /** Pull requests whose reviews are read: as many as REVIEW_BOUNDS allows for a point. */
  let reviews = 0;
  const share = wanted.pullRequests?.has("reviewState") ? undecided : 0;
  const pointsForReviews = () => Math.ceil(reviews / REVIEW_BOUNDS.slots);

  /** Gives the points that the page adds, and how to take it out again. */
  const place = (page: Page) => {
    if (page.later) later += 1;
    const alone = page.later && later <= LATER_ALONE;
    const fits = (queries: readonly Query[], room: number) => room >= page.slots && queries.length > 0;
    const from = alone ? -1 : open.findIndex(fits);
    const before = open[from]?.pop() ?? EMPTY;
    const after = {
      slots: before.slots + page.slots,
      aliases: before.aliases + 1,
      connections: before.connections + page.connections,
    };
    const full = alone || after.aliases === BOUNDS.aliases;
    const to = full ? undefined : open[BOUNDS.slots - after.slots];
    to?.push(after);
    const undo = () => {
      to?.pop();
      open[from]?.push(before);
      if (page.later) later -= 1;
    };
    return { points: pointsOf(after) - pointsOf(before), undo };
  };

  return {
    add(target, most = Number.POSITIVE_INFINITY) {
      if (target.kind !== "counted") return 0;
      const placed = pagesOf(target.counts, wanted, perEntry).map(place);
      const more = (target.counts.pullRequests ?? 0) * share;
      const before = pointsForReviews();
      reviews += more;
      const points = placed.reduce((sum, one) => sum + one.points, pointsForReviews() - before);
      if (points <= most) return points;
      for (const { undo } of placed.reverse()) undo();
      reviews -= more;
      return undefined;
    },
  };
}

const EMPTY: Query = { slots: 0, aliases: 0, connections: 0 };

function pointsOf({ aliases, connections }: Query): number {
  return aliases === 0 ? 0 : Math.max(1, Math.round(connections / 100));
}

function pagesOf(counts: Counts, wanted: Wanted, perEntry: Readonly<Record<ListName, number>>): Page[] {
  return (["pullRequests", "issues"] as const)
    .filter((list) => wanted[list] !== undefined)
    .flatMap((list) =>
      pageSizes(counts[list]).map((slots, i) => ({
        slots,
        connections: 1 + slots * perEntry[list],
        later: i > 1 && slots < LARGEST_PAGE,
      })),
    );
}

/** How many lists inside each entry a query asks for. */
function connectionsIn(fields: Wanted[ListName]): number {
  return fields === undefined ? 0 : itemText(fields, NEWEST).split(/\((?:first|last):/).length - 1;
}
