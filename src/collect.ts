import type { Complete, Failed } from "./domain/snapshot.ts";
import type { Traits } from "./domain/traits.ts";
import type { Wanted } from "./domain/wanted.ts";
import { createOutcomes, type Outcomes } from "./failures.ts";
import type { Row } from "./metrics/catalogue.ts";
import { isByOwner, makesShort } from "./metrics/grain.ts";
import {
  createMeasure,
  type Measure,
  type MeasuredMetric,
  type MeasureOptions,
  type ScopedSeries,
} from "./metrics/measure.ts";
import { rowsWithout, wantedBy } from "./metrics/select.ts";
import { shortSums } from "./metrics/short-sums.ts";
import { ownerTag, repositoryTag } from "./metrics/tags.ts";
import type { Follower, Found, Logger, Reading, Source, Usage } from "./ports.ts";

/** What of a run's reading decides how it ends. */
export interface Outcome {
  /** Repositories, complete ones; an owner that could not be listed is among `failures` as `owner/*`. */
  readonly read: number;
  readonly failures: readonly Failed[];
  /** Repositories that the configuration selects and this worker reads, or failed to. */
  readonly selected: number;
  /** Selected ones that other workers read, as far as this one has seen them. */
  readonly elsewhere: number;
  /** Named in full and there, but their pull requests are disabled: neither read nor failed. */
  readonly disabled: number;
  readonly listingFailed: boolean;
  /** True when the reading was ended from outside: by its deadline or by a signal. */
  readonly stopped: boolean;
  readonly usage: Usage;
}

/** What a run saw of GitHub: numbers for what was read completely, reasons for the rest. */
export interface Photograph extends Outcome {
  /** How many were read; undefined where the run reads none. */
  readonly pullRequests: number | undefined;
  readonly issues: number | undefined;
  /** The metrics that this run can know. */
  readonly rows: readonly Row[];
  /** Of the repositories; those about the run itself come later. */
  readonly series: readonly ScopedSeries[];
  /** What the series are made of, for earlier runs to be held against. */
  readonly measured: readonly MeasuredMetric[];
  readonly facts: ReadingFacts;
}

/** What zero-fill must know of the reading. A scope is the tag of a repository, or of an owner. */
export interface ReadingFacts {
  /** Tags of the repositories that are selected, read or not. */
  readonly selected: ReadonlySet<string>;
  /** Whether the configuration takes a repository by its name, the value of a `repo` tag, for this worker. */
  takes(repository: string): boolean;
  /** By scope, the repositories that were read in several requests. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
  /** By scope, what may be there unseen (see `Complete`). */
  readonly hidden: ReadonlyMap<string, ReadonlySet<NonNullable<Complete["hidden"]>>>;
  /** What was read. */
  readonly wanted: Wanted;
  /** Measures these snapshots alone. */
  measure(snapshots: Iterable<Complete>): readonly MeasuredMetric[];
}

export interface CollectOptions extends Omit<MeasureOptions, "rows"> {
  readonly source: Source;
  readonly rows: readonly Row[];
  /** Whether the configuration takes a repository by its name, `owner/name` in any case. */
  readonly takes: (repository: string) => boolean;
  /** Whether this worker reads a repository (`owner/name`) of the selection; others read the rest. */
  readonly isMine: (repository: string) => boolean;
  readonly log: Logger;
  /** Ends the reading; its reason says why. */
  readonly signal: AbortSignal;
  readonly followers?: readonly Follower[];
}

/** Discovers, reads and measures. Snapshots are folded into counters as they come and let go. */
export async function collect(options: CollectOptions): Promise<Photograph> {
  const { source, log, signal, followers = [] } = options;
  const rows = readableRows(options);
  const wanted = wantedBy(rows);
  const measure = createMeasure({ ...options, rows });
  const failures: Failed[] = [];
  const outcomes = createOutcomes(failures);
  const tally = { selected: 0, elsewhere: 0, disabled: 0 };
  const { isMine } = options;
  const facts = noteFacts(options, rows, wanted);
  const traits = new Map<string, Traits>();
  const found = select(source.discover(wanted, signal), {
    tally,
    failures,
    outcomes,
    selected: facts.selected,
    traits,
    isMine,
    log,
    followers,
  });
  for await (const snapshot of source.read(found, wanted, signal)) {
    const known = traits.get(snapshot.repository);
    traits.delete(snapshot.repository);
    outcomes.settle(snapshot, () => {
      if (snapshot.kind === "complete") {
        facts.note(snapshot);
        measure.add(snapshot, known);
      }
      for (const follower of followers) follower.read(snapshot, known);
    });
  }
  outcomes.failUnsettled();
  const measured = measure.measured(failures);
  warnOfSharedTags(measure, failures, log);
  if (rows.some(isByOwner)) warnOfSums(measure, measured, failures, log);
  return {
    ...tally,
    read: outcomes.sum(() => 1),
    failures,
    listingFailed: failures.some((failure) => failure.repository.endsWith("/*")),
    stopped: signal.aborted,
    pullRequests: wanted.pullRequests && outcomes.sum(({ pullRequests }) => pullRequests),
    issues: wanted.issues && outcomes.sum(({ issues }) => issues),
    rows,
    series: measure.series(failures),
    measured,
    facts,
    usage: source.usage(),
  };
}

/** Keeps the facts of a reading. */
function noteFacts({ takes, isMine, ...options }: CollectOptions, rows: readonly Row[], wanted: Wanted) {
  const readings = new Map<string, Reading[]>();
  const hidden = new Map<string, Set<NonNullable<Complete["hidden"]>>>();
  return {
    selected: new Set<string>(),
    takes: (repository: string) => isMine(repository) && takes(repository),
    readings,
    hidden,
    wanted,
    measure(snapshots: Iterable<Complete>) {
      const measure = createMeasure({ ...options, rows });
      for (const snapshot of snapshots) measure.add(snapshot);
      return measure.measured();
    },
    note(snapshot: Complete): void {
      const { repository, readSince: since = {}, unknown } = snapshot;
      const several = Object.keys(since).length > 0;
      for (const scope of [repositoryTag(repository), ownerTag(repository)]) {
        if (several) readings.set(scope, [...(readings.get(scope) ?? []), { repository, since, unknown }]);
        if (snapshot.hidden) hidden.set(scope, (hidden.get(scope) ?? new Set()).add(snapshot.hidden));
      }
    },
  };
}

/** Metrics that the chosen API cannot know are left out, and named once. */
function readableRows({ rows, source, log }: CollectOptions): readonly Row[] {
  const readable = rowsWithout(rows, source.cannotRead);
  const lost = rows.filter((row) => !readable.includes(row)).map((row) => row.name);
  // Nothing shows that a list of requests is whole.
  const byReviewer = source.cannotRead.has("everyRequest") && readable.some(isByReviewer);
  if (lost.length > 0 || byReviewer) {
    const tags = byReviewer ? { tags: ["reviewer:none"] } : {};
    log.info(
      { event: "metrics_left_out", metrics: lost, ...tags },
      "GitHub's REST API does not tell what these need: they are not sent",
    );
  }
  return readable;
}

function isByReviewer({ tags, legacy }: Row): boolean {
  return legacy !== true && tags.some((tag) => tag === "reviewer");
}

function warnOfSharedTags(measure: Measure, failures: readonly Failed[], log: Logger): void {
  const failed = failures.map((failure) => failure.repository);
  for (const { tag, names: repositories } of measure.sharedTags("repo", failed)) {
    log.warn(
      { event: "shared_tag", tag, repositories },
      "two repositories have one name in Datadog: their numbers are one",
    );
  }
}

/** Says of sums by owner which are not sent, and which are without a repository or over two owners. */
function warnOfSums(
  measure: Measure,
  measured: readonly MeasuredMetric[],
  failures: readonly Failed[],
  log: Logger,
): void {
  const failed = failures.map((failure) => failure.repository);
  for (const { tag, names: owners } of measure.sharedTags("owner", failed)) {
    log.warn({ event: "shared_tag", tag, owners }, "two owners have one name in Datadog: their sums are one");
  }
  const owners = shortSums(measured, failures);
  if (owners.length > 0) {
    log.warn(
      { event: "grain_withheld", owners },
      "sums by owner that would be short are not sent in this run: a repository could not be read, or not all that they need",
    );
  }
  const repositories = failures
    .filter((failure) => !makesShort(failure))
    .map((failure) => failure.repository);
  if (repositories.length > 0) {
    log.warn(
      { event: "grain_counted_out", repositories: repositories.sort() },
      "sums by owner are without these repositories, which cannot be read until somebody sees to it",
    );
  }
}

/** What is kept of a discovery. */
interface Kept {
  readonly tally: { selected: number; elsewhere: number; disabled: number };
  readonly failures: Failed[];
  readonly outcomes: Outcomes;
  /** Tags of the repositories. */
  readonly selected: Set<string>;
  readonly isMine: CollectOptions["isMine"];
  /** By repository, until it is read. */
  readonly traits: Map<string, Traits>;
  readonly log: Logger;
  readonly followers: readonly Follower[];
}

/** Hands on the repositories; counts them, and keeps what could not be listed. */
async function* select<Target>(
  discovered: AsyncIterable<Found<Target>>,
  { tally, failures, outcomes, selected, traits, isMine, log, followers }: Kept,
): AsyncGenerator<{ repository: string; target: Target }> {
  const disabled: string[] = [];
  for await (const found of discovered) {
    if (found.kind === "repository" && !isMine(found.repository)) {
      tally.elsewhere += 1;
    } else if (found.kind === "repository") {
      if (!outcomes.select(found.repository)) continue;
      tally.selected += 1;
      selected.add(repositoryTag(found.repository));
      traits.set(found.repository, found.traits);
      const told = outcomes.attempt(found.repository, () => {
        for (const follower of followers) follower.selected();
      });
      if (told) yield found;
    } else if (found.kind === "listing_failed") {
      const { owner, reason, message } = found;
      failures.push({ kind: "failed", repository: `${owner}/*`, reason, message });
    } else if (found.kind === "pull_requests_disabled") {
      if (isMine(found.repository)) disabled.push(found.repository);
    } else {
      const fields = { event: "pattern_unmatched", pattern: found.pattern };
      log.warn(fields, "a pattern of GITHUB_REPOSITORIES matches no repository that the credential can see");
    }
  }
  if (disabled.length > 0) {
    tally.disabled = disabled.length;
    const fields = { event: "pull_requests_disabled", repositories: disabled };
    log.info(fields, "pull requests are disabled in these repositories: the exporter does not read them");
  }
}
