import type { ExpectedSeries } from "./expected.ts";

/** A point that Datadog had before the run; times in seconds since 1970. */
export interface EarlierPoint extends ExpectedSeries {
  readonly timestamp: number;
}

export interface VanishedTerms {
  /** Of the run, seconds since 1970. */
  readonly timestamp: number;
  /** 50 hours where missing. */
  readonly lookbackSeconds?: number;
  /** Everything that is true at the time of the run: as it is sent, and as it would be without folding. */
  readonly measured: readonly ExpectedSeries[];
  /** Of the enabled metrics, full names. */
  readonly metrics: ReadonlySet<string>;
  /** Whether the run can speak of a metric of a repository (`owner/name` as in the tag): it was read, or is gone. */
  readonly speaksOf: (metric: string, repository: string) => boolean;
  /** The same of a metric that is for owners now; none is where this is missing. */
  readonly speaksOfOwner?: (metric: string, owner: string) => boolean;
  /** `DD_TAGS`, as Datadog stores them. */
  readonly constantTags?: readonly string[];
}

/** Metrics whose series have several values of one tag, or are of one pull request: they simply end. */
const ending = /\.(combined|detail|detail\.age|pr\.count)$/;

/**
 * What a run must send as 0 beside its numbers, sorted by metric and tags: every series that was last above zero, of
 * which there is nothing any more. Points that share a bucket of Datadog's are for whoever asks to keep apart.
 */
export function vanishedSeries(
  points: readonly EarlierPoint[],
  terms: VanishedTerms,
): readonly ExpectedSeries[] {
  const since = terms.timestamp - (terms.lookbackSeconds ?? 50 * 3_600);
  const last = new Map<string, EarlierPoint>();
  for (const point of points) {
    if (point.timestamp < since || point.timestamp > terms.timestamp || !isOurs(point, terms)) continue;
    const earlier = last.get(keyOf(point));
    if (earlier === undefined || earlier.timestamp <= point.timestamp) last.set(keyOf(point), point);
  }
  const known = new Set(terms.measured.map(keyOf));
  return [...last.values()]
    .filter((point) => point.value > 0 && !known.has(keyOf(point)))
    .map(({ metric, tags }) => ({ metric, tags, value: 0 }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function isOurs({ metric, tags }: EarlierPoint, terms: VanishedTerms): boolean {
  if (!terms.metrics.has(metric) || ending.test(metric)) return false;
  if (!(terms.constantTags ?? []).every((tag) => tags.includes(tag))) return false;
  const valueUnder = (key: string) => tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
  const [repository, owner] = [valueUnder("repo"), valueUnder("owner")];
  if (repository !== undefined) return terms.speaksOf(metric, repository);
  return owner !== undefined && terms.speaksOfOwner?.(metric, owner) === true;
}

function keyOf({ metric, tags }: ExpectedSeries): string {
  return `${metric} ${[...tags].sort().join()}`;
}
