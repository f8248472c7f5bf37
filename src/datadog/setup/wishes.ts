import type { Row } from "../../metrics/catalogue.ts";
import type { Deployment } from "./deployment.ts";
import type { Thresholds } from "./thresholds.ts";

/** What the pieces in Datadog shall be like. */
export interface Wishes {
  readonly deployment: Deployment;
  /** First part of every metric's name. */
  readonly prefix: string;
  /** The metrics that are sent, with the tags that they have. */
  readonly rows: readonly Row[];
  /** DD_TAGS: what the series about the runs have in common, and variables of the dashboard. */
  readonly constantTags: readonly string[];
  /** Those of them that all other series have too, since no repository has a value of its own for them. */
  readonly scope: readonly string[];
  /** Milliseconds between two runs. */
  readonly intervalMs: number;
  /** Whether what vanishes is set to 0. */
  readonly zeroFill: boolean;
  /** Whether repositories have teams, so that alerts can be routed by them. */
  readonly byTeam: boolean;
  /** Whether the runs of several shards each have a heartbeat of their own. */
  readonly sharded: boolean;
  readonly maxSeries: number;
  /** Where pull requests are looked at: `github.com`. */
  readonly githubHost: string;
  /** Handles of every monitor: `@slack-reviews`. */
  readonly notify: readonly string[];
  /** Handles of people, by the value of the tag `reviewer`. */
  readonly people: readonly { readonly reviewer: string; readonly handle: string }[];
  /** Further tags of monitors and SLO. */
  readonly tags: readonly string[];
  /** By the monitor's id. */
  readonly thresholds: ReadonlyMap<string, Thresholds>;
}
