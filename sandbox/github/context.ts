import type { TokenRecord } from "../population.ts";
import type { PopulationIndex } from "./population-index.ts";

/** What the resolvers know of the query that they answer. */
export interface Context {
  readonly index: PopulationIndex;
  readonly token: TokenRecord;
  /** The cost of this query, and the nodes it may bring. */
  readonly points: number;
  readonly nodes: number;
  /** The state of the bucket after this query; null where limits are off. */
  readonly quota: {
    readonly limit: number;
    readonly remaining: number;
    readonly used: number;
    /** ISO 8601. */
    readonly resetAt: string;
  } | null;
  /** Notes what a good client never asks. */
  complain(problem: string): void;
}
