import { normaliseTag, seriesKey, tagKey } from "../datadog/tags.ts";
import type { Population, RepositoryRecord, TokenRecord } from "../population.ts";
import {
  type Grain,
  hiddenBreakdowns,
  isBreakdown,
  type OfRepository,
  ownerTagOf,
  sumsByOwner,
} from "./by-owner.ts";
import { furtherCounts } from "./further.ts";
import { issueCounts } from "./issue.ts";
import { legacyCounts } from "./legacy.ts";
import type { Kept } from "./others.ts";
import { type Owners, ownerTags } from "./owners.ts";
import { teamsOf } from "./pull-request.ts";
import { repositoryCounts, type Terms, teamsCounted } from "./repository.ts";
import { expectedTag } from "./tag-values.ts";
import type { Count } from "./tally.ts";

export interface ExpectedOptions {
  /** `owner/name` as configured; an old name is as good as the current one, and stays the tag. */
  readonly repositories: readonly string[];
  readonly api: "graphql" | "rest";
  /** The credential; everything can be read where it is missing. Without any credential: one that sees nothing private. */
  readonly token?: TokenRecord;
  /** What REST leaves out of its lists of pull requests: bots, and teams for who may not read members; nothing where missing. */
  readonly restHides?: readonly ("bots" | "teams")[];
  /** `github` where missing. */
  readonly prefix?: string;
  /** The run's own: seconds since 1970. */
  readonly timestamp: number;
  /** 14 where missing. */
  readonly staleDays?: number;
  /** `DD_TAGS`. */
  readonly constantTags?: readonly string[];
  /** Whether `BOTS` takes a login, spelled as REST does; none where missing. */
  readonly bots?: (login: string) => boolean;
  /** What `LABELS`, `AUTHORS` and `REVIEWERS` take; everything where missing. */
  readonly kept?: Kept;
  /** Nobody's where missing. */
  readonly owners?: Owners;
  /** Those that are sent by default where missing. */
  readonly metrics?: "default" | "all";
  /** Whether `LEGACY_METRIC` is on. */
  readonly legacy?: boolean;
  /** What `GRAIN` says of a metric, its name below the prefix; `repo` where missing. */
  readonly grain?: (metric: string) => Grain;
  /** `owner/name` of repositories that failed and may be well the next time: their owners' sums would be short. */
  readonly short?: readonly string[];
}

export interface ExpectedSeries {
  readonly metric: string;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly value: number;
}

/**
 * The right answers: every default `pull_requests.*` series, or every one of pull requests and issues there is, of a run over these repositories, sorted by metric, then
 * tags. Written from the rules, with nothing of the program in it. A repository that cannot be read has none.
 */
export function expectedSeries(population: Population, options: ExpectedOptions): readonly ExpectedSeries[] {
  const { owners = NOBODY } = options;
  const everywhere = (options.constantTags ?? []).map(normaliseTag);
  const constant = everywhere.filter((tag) => !owners.keys.includes(tagKey(tag)));
  const prefixed = ofRepositoriesAndOwners(population, options, everywhere).map((series) => ({
    ...series,
    metric: `${options.prefix ?? "github"}.${series.metric}`,
  }));
  const legacy = options.legacy
    ? readable(population, options)
        .flatMap(({ name, record }) => legacyCounts(record.pullRequests, name, termsFor(record, options)))
        .map((count) => ({ ...count, tags: [...count.tags, ...everywhere] }))
    : [];
  const all = [...prefixed, ...legacy].map(({ metric, tags, value }) => ({
    metric,
    tags: [...new Set([...constant, ...tags])].sort(),
    value,
  }));
  return all
    .map((series) => ({ series, order: `${series.metric} ${series.tags.join()}` }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ series }) => series);
}

/** Without `TAGS_FILE` and its like. */
const NOBODY: Owners = { keys: [], others: [] };

function ofRepositoriesAndOwners(
  population: Population,
  options: ExpectedOptions,
  everywhere: readonly string[],
) {
  const { owners = NOBODY } = options;
  const numbers: (OfRepository & { readonly record: RepositoryRecord })[] = [];
  const withheld = new Set<string>();
  for (const { name, record } of readable(population, options)) {
    const { pullRequests } = record;
    const terms = termsFor(record, options);
    const further = options.metrics === "all" ? furtherSeries(record, terms) : [];
    for (const count of [...below("pull_requests", repositoryCounts(pullRequests, terms)), ...further])
      numbers.push({ ...count, repository: name, record });
    const known = {
      reviewers: terms.requests !== "mixed",
      teams: teamsCounted(terms),
      reviewState: terms.reviewStateKnown,
      checks: terms.checksKnown,
      issues: terms.issuesKnown,
    };
    for (const metric of hiddenBreakdowns(pullRequests, known)) withheld.add(`${metric} ${ownerTagOf(name)}`);
  }
  const isForOwner = ({ metric }: OfRepository) => isBreakdown(metric) && options.grain?.(metric) === "owner";
  const short = new Set((options.short ?? []).map(ownerTagOf));
  const whole = ({ metric, repository }: OfRepository) =>
    !short.has(ownerTagOf(repository)) && !withheld.has(`${metric} ${ownerTagOf(repository)}`);
  return [
    ...numbers
      .filter((one) => !isForOwner(one))
      .map((one) => ({
        ...one,
        tags: [expectedTag("repo", one.repository), ...one.tags, ...ownerTags(one, owners, everywhere)],
      })),
    ...sumsByOwner(numbers.filter((one) => isForOwner(one) && whole(one))).map(({ tags, ...one }) => ({
      ...one,
      tags: [...tags, ...everywhere.filter((tag) => owners.keys.includes(tagKey(tag)))],
    })),
  ];
}

function furtherSeries(record: RepositoryRecord, terms: Terms): readonly Count[] {
  const pulls = below("pull_requests", furtherCounts(record.pullRequests, terms));
  if (!terms.issuesKnown) return pulls;
  return [...pulls, ...below("issues", issueCounts(record.issuesDisabled ? [] : record.issues, terms))];
}

function below(subject: string, counts: readonly Count[]): readonly Count[] {
  return counts.map((count) => ({ ...count, metric: `${subject}.${count.metric}` }));
}

/** The same by `seriesKey`, to be held against what Datadog received. */
export function expectedValues(
  population: Population,
  options: ExpectedOptions,
): ReadonlyMap<string, number> {
  return new Map(
    expectedSeries(population, options).map(({ metric, tags, value }) => [seriesKey(metric, tags), value]),
  );
}

interface Readable {
  readonly name: string;
  readonly record: RepositoryRecord;
}

/** The configured repositories that the credential can read, each record once, under the name that came first. */
function readable(population: Population, options: ExpectedOptions): readonly Readable[] {
  const { repositories, token } = options;
  const found = new Map<number, Readable>();
  for (const name of token?.revoked ? [] : repositories) {
    const record = population.repositories.find((candidate) => isCalled(candidate, name));
    const isRead = record && !record.blocked && !record.pullRequestsDisabled && isVisible(record, token);
    if (isRead && !found.has(record.id)) found.set(record.id, { name, record: asShown(record, options) });
  }
  return [...found.values()];
}

/** A repository without the requests for review that REST leaves out. */
function asShown(record: RepositoryRecord, options: ExpectedOptions): RepositoryRecord {
  const { api, restHides = [], token } = options;
  if (api !== "rest" || restHides.length === 0) return record;
  const lacksTeams = token?.lacksReadOrg === true || isHidden(token, "teams", record);
  const pullRequests = record.pullRequests.map((pull) => ({
    ...pull,
    reviewers: restHides.includes("bots")
      ? pull.reviewers.filter(({ type }) => type !== "Bot")
      : pull.reviewers,
    ...(restHides.includes("teams") && lacksTeams && { teams: [], enterpriseTeams: [] }),
  }));
  return { ...record, pullRequests };
}

function isHidden(
  token: TokenRecord | undefined,
  what: TokenRecord["hidden"][number]["what"],
  record: RepositoryRecord,
): boolean {
  const names = ["*", fullName(record).toLowerCase()];
  return token?.hidden.some((entry) => entry.what === what && names.includes(entry.repository)) ?? false;
}

function isCalled(record: RepositoryRecord, name: string): boolean {
  const names = [fullName(record), ...record.formerNames];
  return names.some((candidate) => candidate.toLowerCase() === name.toLowerCase());
}

function isVisible(record: RepositoryRecord, token: TokenRecord | undefined): boolean {
  if (!record.private || token === undefined || token.privateRepositories === "all") return true;
  return token.privateRepositories.includes(fullName(record).toLowerCase());
}

function fullName({ owner, name }: RepositoryRecord): string {
  return `${owner}/${name}`;
}

/** Pull requests that GraphQL cannot return are counted as REST lists them: nothing that REST cannot know is sent. */
const MIXED = { requests: "mixed", reviewStateKnown: false, checksKnown: false } as const;

function termsFor(record: RepositoryRecord, options: ExpectedOptions): Terms {
  return {
    timestamp: options.timestamp,
    staleDays: options.staleDays ?? 14,
    bots: options.bots ?? (() => false),
    kept: options.kept ?? {},
    ...hidden(options, record),
    ...(options.api === "graphql" && record.pullRequests.some(({ unreturnable }) => unreturnable)
      ? MIXED
      : {}),
  };
}

function asksTeams({ pullRequests }: RepositoryRecord): boolean {
  return pullRequests.some((pull) => teamsOf(pull).length > 0);
}

/**
 * What is kept from a reader. REST never tells a review decision or what checks came to, and its lists may lack bots and teams that
 * were asked (https://github.com/gitbutlerapp/gitbutler/pull/15869), so that nothing follows from what is not in them. It shows an
 * app that may not read issues none: that there are none is only known where nothing else is open.
 */
function hidden(
  { api, token }: ExpectedOptions,
  record: RepositoryRecord,
): Pick<Terms, "requests" | "reviewStateKnown" | "checksKnown" | "issuesKnown"> {
  const issuesKnown = !isHidden(token, "issues", record);
  if (api === "rest") return { requests: "listed", reviewStateKnown: false, checksKnown: false, issuesKnown };
  const named = token?.lacksReadOrg ? "counted" : "named";
  return {
    requests: isHidden(token, "teams", record) && asksTeams(record) ? "unseen" : named,
    reviewStateKnown: !isHidden(token, "reviewDecision", record),
    checksKnown: !isHidden(token, "checks", record),
    issuesKnown,
  };
}
