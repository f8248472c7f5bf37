import type { OptionalField } from "./domain/pull-request.ts";
import type { Series } from "./domain/series.ts";
import type { Complete, FailureReason, ReadSince, Snapshot } from "./domain/snapshot.ts";
import type { Traits } from "./domain/traits.ts";
import type { Wanted } from "./domain/wanted.ts";

/** Time, passed in so that tests need not wait. Milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Fields of a log line; `event` names what happened for whoever filters. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The part of pino's interface that the program uses: fields first, then a static message. */
export interface Logger {
  trace(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** What one of GitHub's rate limit buckets said last, and what this run took from it. */
export interface Quota {
  /** Whose it is, where there are several. */
  readonly owner?: string;
  readonly resource: "core" | "graphql";
  /** Undefined where GitHub sends no rate limit headers (Enterprise Server with limits off). */
  readonly limit?: number;
  readonly remaining?: number;
  /** REST requests (a 304 is free) or GraphQL points spent by this run. */
  readonly used: number;
}

/** What reading has cost so far. */
export interface Usage {
  readonly requests: number;
  readonly points: number;
  readonly quotas: readonly Quota[];
  /** Milliseconds since 1970 at which the token expires, where GitHub tells. */
  readonly tokenExpiresAt?: number;
  /** True when GitHub said that it left out results the credential is not authorised for (SSO). */
  readonly partialAccess: boolean;
}

/** One repository of the selection, or an owner that could not be listed. */
export type Found<Target> =
  | {
      readonly kind: "repository";
      readonly repository: string;
      readonly target: Target;
      readonly traits: Traits;
    }
  | {
      readonly kind: "listing_failed";
      readonly owner: string;
      readonly reason: FailureReason;
      readonly message: string;
    }
  | { readonly kind: "unmatched"; readonly pattern: string }
  /** Named in full; GitHub shows that its pull requests are disabled. It is neither read nor failed. */
  | { readonly kind: "pull_requests_disabled"; readonly repository: string };

/**
 * GitHub, as a run needs it. `Target` is the adapter's own knowledge of a repository (its counts, its id).
 * Neither function throws for what one repository or owner does: that becomes a `Failed`. When `signal` is
 * aborted they stop starting requests and end what is left with the reason that the signal carries.
 */
export interface Source<Target = unknown> {
  /** Every selected repository once, as owners are listed. `wanted`: what is to be read of them afterwards. */
  discover(wanted: Wanted, signal: AbortSignal): AsyncIterable<Found<Target>>;
  /** Exactly one snapshot for each repository handed in, in any order, as they become complete. */
  read(
    targets: AsyncIterable<{ repository: string; target: Target }>,
    wanted: Wanted,
    signal: AbortSignal,
  ): AsyncIterable<Snapshot>;
  /**
   * Asks by name why these repositories (`owner/name`) are not selected any more. One about which GitHub gave no answer is
   * not in the map. Never throws.
   */
  explainMissing(
    repositories: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MissingBecause>>;
  /**
   * Reads the open entries that were updated since the reading of their list began, by repository. One about which GitHub
   * gave no answer, or of which more were updated than one page holds, is not in the map. Never throws.
   */
  readUpdated(
    readings: readonly Reading[],
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Complete>>;
  usage(): Usage;
  /** Fields that its API does not have: metrics that need one are left out of the run. */
  readonly cannotRead: ReadonlySet<OptionalField>;
}

/** Why a repository is not selected any more. GitHub does not tell one that was deleted from one that is out of sight. */
export type MissingBecause =
  /** Archived, disabled, renamed or transferred: nothing of it counts under that name. */
  | "gone"
  /** Its pull requests are disabled; its issues are not. */
  | "pull_requests_disabled"
  /** The credential sees it: filters or settings leave it out. */
  | "left_out"
  | "not_visible";

/** A repository that was read in several requests. */
export interface Reading {
  readonly repository: string;
  readonly since: ReadSince;
  /** Fields that could not be read there; they are not asked for again. */
  readonly unknown: ReadonlySet<OptionalField>;
}

/** Whoever follows a run while it reads. Called as things happen, and to come back at once. */
export interface Follower {
  /** One more repository is to be read. */
  selected(): void;
  /** It was read, or failed; `traits` is what GitHub says of it beside. */
  read(snapshot: Snapshot, traits: Traits | undefined): void;
}

/** What Datadog took of one call. */
export interface Delivery {
  /** Series in payloads that were accepted. */
  readonly accepted: number;
  /** One sentence for each reason for which series were finally refused, without secrets. */
  readonly refused: readonly string[];
}

/** Datadog, as a run needs it. */
export interface Sink {
  /**
   * Sends gauges at `timestamp` (whole seconds since 1970) in as many payloads as the intake's limits need, all of them tried.
   * Walks the series once, as far ahead of the sending as the payloads in flight. Never throws: what was not accepted
   * after the retries that `signal` leaves time for is in `refused`.
   */
  submit(series: Iterable<Series>, timestamp: number, signal: AbortSignal): Promise<Delivery>;
}

/** What Datadog last had of one series. */
export interface PastSeries {
  /** As Datadog gives them: only the keys that were asked for, `key:value`. */
  readonly tags: readonly string[];
  /** Its last value within the look-back. */
  readonly value: number;
}

export interface PastQuery {
  /** Full name. */
  readonly metric: string;
  readonly tagKeys: readonly string[];
  readonly constantTags: readonly string[];
  readonly timestamp: number;
  readonly lookbackSeconds: number;
}

export type PastAnswer =
  | { readonly kind: "read"; readonly series: readonly PastSeries[] }
  | { readonly kind: "unread"; readonly why: string };

/** Datadog's memory, as a stateless run needs it. */
export interface History {
  /**
   * Gives, for a metric (full name), each series of the last `lookbackSeconds` before `timestamp` (whole seconds since
   * 1970) that carries all of `constantTags`, told apart by `tagKeys`, with its last value. Never throws: what could
   * not be read is a sentence for a person, without secrets.
   */
  lastValues(query: PastQuery, signal: AbortSignal): Promise<PastAnswer>;
}
