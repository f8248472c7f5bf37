import { manyPulls } from "../../sandbox/edge-pulls.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { START } from "../support/clock.ts";
import { type Api, namesOf, townOf } from "../support/town.ts";

/** One repository takes several requests by either API, one has nothing, and one is named in full. */
const counts = { "acme/alpha": 60, "acme/beta": 2, "acme/gamma": 0, "acme/delta": 120, "other/named": 3 };

export const PATTERNS = "acme/*,other/named";

/** What the matrix reads, at the time of its clock. */
export const town: Population = townOf(
  Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, { pullRequests: manyPulls(count, START) }]),
  ),
);

export const names: readonly string[] = namesOf(town);

export const POSITIONS = ["first", "middle", "last"] as const;
export type Position = (typeof POSITIONS)[number];

/** Which of the requests of a run that nothing happens to: the owner's listing, a page of the many, the one that ends it. */
export const requestAt: Readonly<Record<Api, Readonly<Record<Position, number>>>> = {
  graphql: { first: 0, middle: 3, last: 5 },
  rest: { first: 0, middle: 3, last: 6 },
};

/** The town with its many-paged repository changed; without it where `change` gives nothing. */
export function withDelta(
  population: Population,
  change: (delta: RepositoryRecord) => RepositoryRecord | undefined,
): Population {
  const repositories = population.repositories.flatMap((record) =>
    record.name === "delta" ? (change(record) ?? []) : [record],
  );
  return { ...population, repositories };
}
