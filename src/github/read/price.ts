import type { Wanted } from "../../domain/wanted.ts";
import type { Target } from "../target.ts";

/** What a query holds, and the room that is asked for beside what was counted (graphql-work.ts). */
const ITEMS_A_QUERY = 60;
const PADDED = { times: 1.1, plus: 2 } as const;

/**
 * About what it takes to read what is wanted of a repository from here on: GraphQL points, since queries are shared a part of one, or
 * REST requests, of which a listing tells only that the first of each list is needed.
 */
export function priceOf(target: Target, wanted: Wanted): number {
  const lists = Object.keys(wanted).length;
  if (target.kind === "counted") {
    return pointsFor(target.counts.pullRequests ?? 0) + pointsFor(target.counts.issues ?? 0);
  }
  if (target.kind === "listed") return target.empty ? 0 : lists;
  if (target.kind === "failed") return 0;
  const { lastPage } = target.first;
  return lists - 1 + (lastPage > 1 ? lastPage : 0);
}

function pointsFor(count: number): number {
  return count === 0 ? 0 : (count * PADDED.times + PADDED.plus) / ITEMS_A_QUERY;
}
