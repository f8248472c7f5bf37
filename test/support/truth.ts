import { type ExpectedOptions, expectedValues } from "../../sandbox/oracle/expected.ts";
import type { Population, PullRequestRecord, RepositoryRecord } from "../../sandbox/population.ts";

type Values = Readonly<Record<string, number>>;

/** What the numbers of a run may be, by `seriesKey`: everything changed while it read. */
export interface Bounds {
  /** Of what was open at every instant of the reading. */
  readonly least: ReadonlyMap<string, number>;
  /** Of what was open at some instant of it. */
  readonly most: ReadonlyMap<string, number>;
}

/**
 * The right answers where GitHub was like each of these populations in turn. A pull request keeps everything but its being open, so
 * that more of them never make a number smaller. `options.repositories` are those that the run is held to.
 */
export function boundsOf(instants: readonly Population[], options: ExpectedOptions): Bounds {
  return {
    least: expectedValues(merged(instants, inAll), options),
    most: expectedValues(merged(instants, inAny), options),
  };
}

/**
 * One sentence for each number that is not true of any instant, and for each that is missing though its repository has
 * others; `mayLack` tells which may be, since what they need could not be read.
 */
export function falseNumbers(
  values: Values,
  { least, most }: Bounds,
  mayLack: (key: string) => boolean = () => false,
): readonly string[] {
  const wrong = Object.entries(values).flatMap(([key, value]) => {
    const [from, to] = [least.get(key) ?? 0, most.get(key)];
    if (to === undefined) return [`${key} is ${value}, and was never there`];
    return value < from || value > to ? [`${key} is ${value}, not ${from} to ${to}`] : [];
  });
  const read = new Set(Object.keys(values).flatMap(repositoryOf));
  const missing = [...least.keys()].filter(
    (key) => !(key in values) && !mayLack(key) && repositoryOf(key).some((name) => read.has(name)),
  );
  return [...wrong, ...missing.map((key) => `${key} is missing`)];
}

function repositoryOf(key: string): readonly string[] {
  return /[{,]repo:([^,}]+)/.exec(key)?.slice(1) ?? [];
}

type Merge = (lists: readonly (readonly PullRequestRecord[])[]) => readonly PullRequestRecord[];

/** One population with the repositories of all, each with those pull requests that `merge` leaves of its lists. */
function merged(instants: readonly Population[], merge: Merge): Population {
  const [first = { owners: [], repositories: [], tokens: [] }] = instants;
  const records = new Map<number, RepositoryRecord>();
  for (const { repositories } of instants) for (const one of repositories) records.set(one.id, one);
  const repositories = [...records.values()].map((record) => {
    const lists = instants.map((instant) => instant.repositories.find(({ id }) => id === record.id));
    return { ...record, pullRequests: merge(lists.map((one) => one?.pullRequests ?? [])) };
  });
  return { ...first, repositories };
}

const inAny: Merge = (lists) => {
  const byNumber = new Map(lists.flat().map((one) => [one.number, one]));
  return [...byNumber.values()].sort((one, other) => one.number - other.number);
};

const inAll: Merge = ([first = [], ...others]) =>
  first.filter(({ number }) => others.every((list) => list.some((one) => one.number === number)));
