import type { PopulationSpec } from "./messages.ts";

export type Api = "graphql" | "rest";

/** One population, and how it is read. */
export interface Scenario {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly population: PopulationSpec;
  /** For each API the latencies, in milliseconds, that it is run at unless the command line says others. */
  readonly latencies: Readonly<Partial<Record<Api, readonly number[]>>>;
  /** Milliseconds for each pull request in an answer. */
  readonly perPullRequest?: number;
  /** Among how many workers it is shared out; one does all where missing. */
  readonly shards?: number;
  /** How often each is run unless the command line says it. */
  readonly runs: number;
  /** Whether it takes so long that `--quick` leaves it out. */
  readonly long?: boolean;
}

const thousand = {
  kind: "generated",
  repositories: 1_000,
  pullRequests: 5_000,
  withPullRequests: 300,
} as const;

/** What `npm run bench` runs, in this order. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: "50x120",
    title: "50 repositories of 120",
    population: { kind: "generated", repositories: 50, perRepository: 120 },
    latencies: { graphql: [0, 150, 600], rest: [150, 600] },
    runs: 3,
  },
  {
    name: "1000",
    title: "1,000 repositories, 300 with 5,000",
    population: thousand,
    latencies: { graphql: [0, 150, 600], rest: [150] },
    runs: 3,
  },
  {
    name: "heavy",
    title: "the same, 5 ms a pull request",
    population: thousand,
    latencies: { graphql: [150], rest: [150] },
    perPullRequest: 5,
    runs: 1,
    long: true,
  },
  {
    name: "one",
    title: "one repository with 10,000",
    population: { kind: "generated", repositories: 1, perRepository: 10_000 },
    latencies: { graphql: [150], rest: [150] },
    runs: 1,
  },
  {
    name: "history",
    title: "recorded history at 2021-02-05",
    population: { kind: "recorded", instant: "2021-02-05T12:00:00Z" },
    latencies: { graphql: [0, 150], rest: [150] },
    runs: 3,
  },
  {
    name: "10000",
    title: "10,000 repositories with 100,000",
    population: { kind: "generated", repositories: 10_000, pullRequests: 100_000 },
    latencies: { graphql: [150] },
    runs: 2,
    long: true,
  },
  {
    name: "sharded",
    title: "the same, in four shards",
    population: { kind: "generated", repositories: 10_000, pullRequests: 100_000 },
    latencies: { graphql: [150] },
    shards: 4,
    runs: 1,
    long: true,
  },
];

/** For the start alone: one repository with one pull request. */
export const COLD_START: Scenario = {
  name: "cold-start",
  title: "one repository with one",
  population: { kind: "generated", repositories: 1, perRepository: 1 },
  latencies: { graphql: [0] },
  runs: 15,
};

const quickPace = { latencies: { graphql: [0] }, runs: 1, long: true } as const;

/** A line for each doubling of repositories, then of pull requests, the other held still. */
export const GROWTH: readonly Scenario[] = [
  ...[500, 1_000, 2_000, 4_000, 8_000].map((repositories) => growing(repositories, 5_000)),
  ...[2_500, 5_000, 10_000, 20_000, 40_000].map((pullRequests) => growing(1_000, pullRequests)),
];

function growing(repositories: number, pullRequests: number): Scenario {
  return {
    ...quickPace,
    name: "growth",
    title: `${repositories.toLocaleString("en-US")} repositories, 300 with ${pullRequests.toLocaleString("en-US")}`,
    population: { kind: "generated", repositories, pullRequests, withPullRequests: 300 },
  };
}

/** A GitHub that refuses what is above so many requests in flight, and the bounds that are held against it. */
export const CROWD = {
  name: "crowd",
  population: { kind: "generated", repositories: 1_000, pullRequests: 20_000, withPullRequests: 500 },
  mostInFlight: 12,
  concurrencies: [undefined, 4, 8, 12],
  pace: { latency: 150, perPullRequest: 0 },
  /** RUN_TIMEOUT: nobody waits longer for it. */
  timeout: "60s",
  runs: 1,
} as const;
