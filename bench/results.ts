import type { Run } from "./measure.ts";
import type { Pace } from "./messages.ts";
import type { Api, Scenario } from "./scenarios.ts";

export const API_NAMES = { graphql: "GraphQL", rest: "REST" } as const satisfies Record<Api, string>;

/** All runs of one scenario in one way. */
export interface Result {
  readonly scenario: Scenario;
  readonly api: Api;
  readonly pace: Pace;
  /** Version of Node, as `v20.19.0`. */
  readonly node: string;
  readonly runs: readonly Run[];
}

/** One bound on requests in flight, against a GitHub that refuses what is above its own. */
export interface CrowdResult {
  /** CONCURRENCY; undefined where the program found it by itself. */
  readonly concurrency: number | undefined;
  readonly runs: readonly Run[];
}

/** Everything that a bench measured. */
export interface Results {
  readonly coldStarts: readonly Result[];
  readonly scenarios: readonly Result[];
  /** In the order of growth. */
  readonly growth: readonly Result[];
  readonly crowd: readonly CrowdResult[];
  /** One sentence for each way of running that was not right, and so has no figures. */
  readonly wrong: readonly string[];
  /** Bytes of the package as it is published, unpacked; undefined where it was not looked at. */
  readonly packageBytes: number | undefined;
}

/** The part of its requests that GitHub refused, 0 to 1. */
export function refusedShare({ refused, requests }: Run): number {
  return refused / requests;
}
