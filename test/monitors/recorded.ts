import { normaliseTag } from "../../sandbox/datadog/tags.ts";
import {
  awaitedReviewers,
  isDraft,
  isOpen,
  labelsAt,
  lastActivity,
  requestedReviewers,
  reviewDecision,
} from "../../sandbox/history/item-at.ts";
import {
  type RecordedPull,
  type RecordedRepository,
  recordedHistory,
} from "../../sandbox/history/recording.ts";
import type { Period } from "./backlog.ts";
import type { Sample } from "./expected.ts";
import { RUNS_EVERY_S } from "./watch.ts";

/** A time in which something held for a pull request: from, included, until, excluded. Milliseconds since 1970. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly createdAt: number;
}

type Holds = (pull: RecordedPull, instant: number) => boolean;

const STALE_MS = 14 * 86_400_000;
/** What a backlog must at least count as, for a share of it to say something. */
const LEAST = 10;

/** Values of each group at each quarter of an hour, from the recording itself: neither the exporter nor any metric is asked. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

export function openByRepository(span: Period): Samples {
  return byRepository(span, ({ pulls }) => countAt(stretchesOf(span, pulls, isOpen)));
}

/** Where there is none nothing is sent. The label as it is in Datadog. */
export function labelledByRepository(span: Period, label: string): Samples {
  const has: Holds = (pull, instant) =>
    isOpen(pull, instant) &&
    labelsAt(pull, instant).some((one) => normaliseTag(`label:${one}`) === `label:${label}`);
  return byRepository(span, ({ pulls }) => someAt(stretchesOf(span, pulls, has)));
}

/** Age in seconds of the oldest that is no draft; 0 where there is none. */
export function oldestByRepository(span: Period): Samples {
  return byRepository(span, ({ pulls }) => {
    const age = ageAt(stretchesOf(span, pulls, isReady));
    return (instant) => age(instant) ?? 0;
  });
}

export function oldestApprovedByRepository(span: Period): Samples {
  const approved: Holds = (pull, instant) =>
    isReady(pull, instant) && reviewDecision(pull, instant) === "APPROVED";
  return byRepository(span, ({ pulls }) => ageAt(stretchesOf(span, pulls, approved)));
}

/** In percent; nothing is sent for an empty backlog. */
export function staleShareByRepository(span: Period): Samples {
  const idle: Holds = (pull, instant) =>
    isReady(pull, instant) && instant - lastActivity(pull, instant) >= STALE_MS;
  return byRepository(span, ({ pulls }) => {
    const [stale, open] = [
      countAt(stretchesOf(span, pulls, idle, STALE_MS)),
      countAt(stretchesOf(span, pulls, isOpen)),
    ];
    return (instant) =>
      open(instant) === 0 ? undefined : (100 * stale(instant)) / Math.max(LEAST, open(instant));
  });
}

/** Over all repositories, of those whom anybody awaits in the period; `only` names one of them. */
export function awaitedByReviewer(span: Period, only?: string): Samples {
  const awaits =
    (exact: boolean, login: string): Holds =>
    (pull, instant) =>
      isOpen(pull, instant) && (exact ? requestedReviewers : awaitedReviewers)(pull, instant).includes(login);
  const history = recordedHistory().map(({ exact, pulls }) => ({
    exact,
    pulls: pulls.filter((pull) => isOpenWithin(pull, span)),
  }));
  const logins = new Set(history.flatMap(({ pulls }) => pulls.flatMap(reviewersOf)));
  const wanted = [...logins].filter((login) => only === undefined || login === only);
  const counts = wanted.map((login) => {
    const stretches = history.flatMap(({ exact, pulls }) =>
      stretchesOf(
        span,
        pulls.filter((pull) => reviewersOf(pull).includes(login)),
        awaits(exact, login),
      ),
    );
    return [normaliseTag(`reviewer:${login}`), sampled(span, someAt(stretches))] as const;
  });
  return new Map(counts.filter(([, samples]) => samples.some((value) => value !== undefined)));
}

function reviewersOf({ events }: RecordedPull): readonly string[] {
  return events.flatMap(([, kind, login]) =>
    (kind === "reviewed" || kind === "review_requested") && login ? [login] : [],
  );
}

function isReady(pull: RecordedPull, instant: number): boolean {
  return isOpen(pull, instant) && !isDraft(pull, instant);
}

/** Of the repositories that are known throughout the period. */
function byRepository(
  span: Period,
  valueIn: (repository: RecordedRepository) => (instant: number) => Sample,
): Samples {
  const known = recordedHistory().filter(({ recorded_at, pulls, issues }) => {
    const first = Math.min(...[...pulls, ...issues].map(({ created_at }) => Date.parse(created_at)));
    return first <= span.from && span.until <= Date.parse(recorded_at);
  });
  return new Map(
    known.map((repository) => [normaliseTag(`repo:${repository.repo}`), sampled(span, valueIn(repository))]),
  );
}

function sampled({ from, until }: Period, valueAt: (instant: number) => Sample): readonly Sample[] {
  const runs = Math.ceil((until - from) / (RUNS_EVERY_S * 1000));
  return Array.from({ length: runs }, (_, run) => valueAt(from + run * RUNS_EVERY_S * 1000));
}

/** When it held, of open ones, within the period. It can change with any event of a pull request, and `later` milliseconds after one. */
function stretchesOf(
  span: Period,
  pulls: readonly RecordedPull[],
  holds: Holds,
  later = 0,
): readonly Stretch[] {
  return pulls
    .filter((pull) => isOpenWithin(pull, span))
    .flatMap((pull) => {
      const times = [
        pull.created_at,
        pull.closed_at ?? pull.created_at,
        ...pull.events.map(([time]) => time),
      ];
      const instants = [...new Set(times.map((time) => Date.parse(time)).flatMap((at) => [at, at + later]))];
      return instants
        .sort((a, b) => a - b)
        .flatMap((from, index, all) => {
          const until = all[index + 1] ?? Number.POSITIVE_INFINITY;
          const within = from < span.until && until > span.from;
          return within && holds(pull, from) ? [{ from, until, createdAt: Date.parse(pull.created_at) }] : [];
        });
    });
}

/** All that is asked of the recording holds of open ones only; one that is closed at the end is not open after its last event. */
function isOpenWithin({ created_at, closed_at, events }: RecordedPull, { from, until }: Period): boolean {
  const last = Math.max(Date.parse(closed_at ?? created_at), Date.parse(events.at(-1)?.[0] ?? created_at));
  return Date.parse(created_at) < until && (closed_at === null || last > from);
}

function countAt(stretches: readonly Stretch[]): (instant: number) => number {
  return (instant) => stretches.filter(({ from, until }) => from <= instant && instant < until).length;
}

function someAt(stretches: readonly Stretch[]): (instant: number) => Sample {
  const count = countAt(stretches);
  return (instant) => count(instant) || undefined;
}

/** Seconds since the oldest was opened. */
function ageAt(stretches: readonly Stretch[]): (instant: number) => Sample {
  return (instant) => {
    const there = stretches.filter(({ from, until }) => from <= instant && instant < until);
    const oldest = Math.min(...there.map(({ createdAt }) => createdAt));
    return there.length === 0 ? undefined : Math.floor((instant - oldest) / 1000);
  };
}
