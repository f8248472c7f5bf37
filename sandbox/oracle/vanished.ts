import { tagKey } from "../datadog/tags.ts";
import type { Population, TokenRecord } from "../population.ts";
import type { ExpectedSeries } from "./expected.ts";
import { expectedTag } from "./tag-values.ts";

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
  /** Keys of further tags that the settings give such a series now; none where missing. */
  readonly furtherKeys?: (metric: string, tags: readonly string[]) => readonly string[];
  /** Set where the run read by REST, which may hide bots and teams that were asked. */
  readonly byRest?: {
    /** `reviewer:linter_bot` */
    readonly isBot: (tag: string) => boolean;
    /** Whether the run saw a requested team in any repository of the owner. */
    readonly sawTeamOf: (owner: string) => boolean;
  };
  /**
   * For a repository that was read in several requests: what the pull requests carry that were updated since its reading
   * began, or that there are more than one page of them. Undefined for the others.
   */
  readonly updatedSince?: (repository: string) => readonly ExpectedSeries[] | "too many" | undefined;
}

/** Metrics whose series have several values of one tag, or are of one pull request: they simply end. */
const ending = /\.(combined|detail|detail\.age|pr\.count)$/;

/**
 * What a run must send as 0 beside its numbers, sorted by metric and tags: every series that was last above zero, of
 * which there is nothing any more. Points that share a bucket of Datadog's are for the caller to keep apart.
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
    .filter((point) => point.value > 0 && !known.has(keyOf(point)) && isCertain(point, terms))
    .map(({ metric, tags }) => ({ metric, tags, value: 0 }))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function isOurs({ metric, tags }: EarlierPoint, terms: VanishedTerms): boolean {
  if (!terms.metrics.has(metric) || ending.test(metric)) return false;
  if (!(terms.constantTags ?? []).every((tag) => tags.includes(tag))) return false;
  const keys = new Set(tags.map(tagKey));
  if (!(terms.furtherKeys?.(metric, tags) ?? []).every((key) => keys.has(key))) return false;
  const [repository, owner] = [valueUnder("repo", tags), valueUnder("owner", tags)];
  if (repository !== undefined) return terms.speaksOf(metric, repository);
  return owner !== undefined && terms.speaksOfOwner?.(metric, owner) === true;
}

/** Whether its absence from what was read says that there is none. */
function isCertain({ metric, tags }: EarlierPoint, terms: VanishedTerms): boolean {
  const { byRest, updatedSince } = terms;
  const repository = valueUnder("repo", tags);
  const owner = valueUnder("owner", tags) ?? repository?.split("/", 1)[0] ?? "";
  if (byRest && metric.endsWith(".by_reviewer"))
    if (tags.some((tag) => ["reviewer:none", "reviewer:other"].includes(tag) || byRest.isBot(tag)))
      return false;
  if (byRest && metric.endsWith(".by_reviewer_team") && !byRest.sawTeamOf(owner)) return false;
  const updated = repository === undefined ? undefined : updatedSince?.(repository);
  if (updated === "too many") return false;
  return !updated?.some((series) => keyOf(series) === keyOf({ metric, tags, value: 0 }));
}

function valueUnder(key: string, tags: readonly string[]): string | undefined {
  return tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
}

/**
 * Why a repository that patterns took is not selected any more, where GitHub still shows it to the credential. Undefined for one
 * that is selected, and for one that may be deleted or out of sight. `name` is that of the tag, in lower case.
 */
export function goneBecause(
  { repositories }: Population,
  token: TokenRecord,
  name: string,
): "archived" | "disabled" | "moved" | "pull requests disabled" | undefined {
  const tagOf = (fullName: string) => expectedTag("repo", fullName).slice("repo:".length);
  const current = repositories.find((one) => tagOf(`${one.owner}/${one.name}`) === name);
  const record = current ?? repositories.find(({ formerNames }) => formerNames.map(tagOf).includes(name));
  if (!record || token.revoked) return undefined;
  const fullName = `${record.owner}/${record.name}`.toLowerCase();
  const { privateRepositories: seen } = token;
  if (record.private && seen !== "all" && !seen.includes(fullName)) return undefined;
  if (current === undefined) return "moved";
  if (record.archived) return "archived";
  if (record.disabled) return "disabled";
  return record.pullRequestsDisabled ? "pull requests disabled" : undefined;
}

function keyOf({ metric, tags }: ExpectedSeries): string {
  return `${metric} ${[...tags].sort().join()}`;
}
