import fc from "fast-check";
import { type ExpectedOptions, type ExpectedSeries, expectedSeries } from "../../sandbox/oracle/expected.ts";

import type { Owners } from "../../sandbox/oracle/owners.ts";
import type { IssueRecord, Population, PullRequestRecord } from "../../sandbox/population.ts";
import { issue, pullRequest, user } from "../../sandbox/records.ts";

import { tokenRecord } from "../../sandbox/tokens.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { START } from "../support/clock.ts";
import type { Variables } from "../support/house.ts";
import { type Api, type Special, townOf } from "../support/town.ts";

export const NAMES = ["alpha", "beta", "gamma"] as const;
/** Empty repositories beside those, so that two that go are less than a tenth, and three are more. */
const FILLING = 25;
const MONTH_MS = 30 * 86_400_000;

const pull: fc.Arbitrary<Partial<PullRequestRecord>> = fc.record({
  author: fc.constantFrom("ann", "Bob", "eve").map(user),
  labels: fc.subarray(["Bug", "ui", "Good First Issue", "other"]),
  reviewers: fc.subarray(["carl", "Dora"]).map((logins) => logins.map(user)),
  teams: fc.subarray(["core", "web"]),
  draft: fc.boolean(),
  reviewDecision: fc.constantFrom("APPROVED", "REVIEW_REQUIRED", null),
});

const task: fc.Arbitrary<Partial<IssueRecord>> = fc.record({
  author: fc.constantFrom("ann", "Bob").map(user),
  labels: fc.subarray(["Bug", "ui"]),
  assignees: fc.subarray(["carl", "Dora"]).map((logins) => logins.map(user)),
});

function mostly<T>(usual: T, other: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });
}

const repository = fc.record({
  there: mostly(true, false),
  archived: mostly(false, true),
  pulls: fc.array(pull, { maxLength: 3 }),
  tasks: fc.array(task, { maxLength: 2 }),
});

/** A list of patterns, and what it takes of `NAMES`. */
const patterns = fc.constantFrom(
  { text: "acme/*", takes: ["alpha", "beta", "gamma"] },
  { text: "acme/*,!acme/beta", takes: ["alpha", "gamma"] },
  { text: "acme/fill*,acme/alpha", takes: ["alpha"], named: "alpha" },
  { text: "acme/fill*,acme/{beta,gamma}", takes: ["beta", "gamma"] },
);

const everything = () => true;

/** REPO_TAGS, and whose a repository of `NAMES` is by it. */
const teams = fc.constantFrom<{
  text?: string;
  takes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}>(
  { takes: {} },
  {
    text: "acme/alpha=team:one; acme/beta=team:two",
    takes: { "acme/alpha": { team: "one" }, "acme/beta": { team: "two" } },
  },
  {
    text: "acme/{alpha,gamma}=team:two",
    takes: { "acme/alpha": { team: "two" }, "acme/gamma": { team: "two" } },
  },
  // A key that is the beginning of another sorts behind it, tags of it before or behind.
  {
    text: "acme/{alpha,beta}=team:two,team-lead:ann,team2:x; acme/gamma=team-lead:eve",
    takes: {
      "acme/alpha": { team: "two", "team-lead": "ann", team2: "x" },
      "acme/beta": { team: "two", "team-lead": "ann", team2: "x" },
      "acme/gamma": { "team-lead": "eve" },
    },
  },
);

/** What GitHub has, and how the exporter is set, at the time of one run. */
const moments = fc.record({
  repositories: fc.tuple(repository, repository, repository),
  patterns,
  labels: fc.constantFrom(
    { text: "*", takes: everything },
    { text: "!bug", takes: (value: string) => value !== "bug" },
    { text: "!*", takes: () => false },
  ),
  authors: fc.constantFrom(
    { text: "*", takes: everything },
    { text: "ann", takes: (value: string) => value === "ann" },
  ),
  teams,
  metrics: fc.constantFrom("+*", "!pull_requests.open.by_author", "!pull_requests.stale", "issues.*"),
  /** From far too low to where only details give way. */
  maxSeries: fc.oneof(fc.constant(5_000), fc.integer({ min: 1, max: 250 })),
  empty: fc.constantFrom("send", "skip", "auto"),
  failing: fc.option(fc.constantFrom(...NAMES), { freq: 1 }),
  /** GitHub's answer about what fails: refused until somebody does something, or broken for now. */
  status: fc.constantFrom(403, 500),
  grain: fc.constantFrom(
    { text: "repo", sums: () => false },
    { text: "owner", sums: everything },
    { text: "repo,by_author:owner", sums: (metric: string) => metric.endsWith(".by_author") },
    {
      text: "owner,pull_requests.open.by_review_state:repo",
      sums: (metric: string) => !metric.endsWith("open.by_review_state"),
    },
  ),
  /** Whether the token may not read review decisions. */
  blind: mostly(false, true),
});
export type Moment = typeof moments extends fc.Arbitrary<infer T> ? T : never;

/**
 * Two of them; as often as not only the settings have changed between. Once there are teams they may become others: under
 * a key that nothing gives any more, those of before are out of sight.
 */
export const pairs = fc.tuple(moments, moments, fc.boolean()).map(([before, after, same]) => {
  const repositories = same ? before.repositories : after.repositories;
  const keys = keysAt(after);
  const teams = keysAt(before).every((key) => keys.includes(key)) ? after.teams : before.teams;
  return [before, { ...after, repositories, teams }] as const;
});

const seeing = tokenRecord("sees-all");
const blind = tokenRecord("sees-no-decisions", { hidden: [{ repository: "*", what: "reviewDecision" }] });
const tokenOf = (moment: Moment) => (moment.blind ? blind : seeing);

export function townAt({ repositories }: Moment): Population {
  const filling = Array.from({ length: FILLING }, (_, index) => [`acme/fill-${index}`, 0] as const);
  const special = repositories.flatMap(({ there, archived, pulls, tasks }, index): [string, Special][] => {
    const pullRequests = pulls.map((one, place) => pullRequest(place + 1, START - MONTH_MS, one));
    const issues = tasks.map((one, place) => issue(place + 10, START - MONTH_MS, one));
    return there ? [[`acme/${NAMES[index]}`, { archived, pullRequests, issues }]] : [];
  });
  return townOf(Object.fromEntries([...filling, ...special]), [seeing, blind]);
}

export function envOf(moment: Moment, api: Api): Variables {
  return {
    GITHUB_API: api,
    GITHUB_TOKEN: tokenOf(moment).token,
    GITHUB_REPOSITORIES: moment.patterns.text,
    LABELS: moment.labels.text,
    AUTHORS: moment.authors.text,
    METRICS: moment.metrics,
    MAX_SERIES: String(moment.maxSeries),
    EMPTY_REPOSITORIES: moment.empty,
    GRAIN: moment.grain.text,
    REPO_TAGS: moment.teams.text,
  };
}

/** Which repositories of `acme` the patterns take, by name alone. */
export function takes({ patterns: { takes: names } }: Moment, repo: string): boolean {
  return repo.startsWith("acme/fill-") || names.some((name) => repo === `acme/${name}`);
}

/** Whether a repository is there, and archived. */
export function isArchivedAt(moment: Moment, repo: string): boolean {
  return townAt(moment).repositories.some(({ archived, name }) => archived && `acme/${name}` === repo);
}

/** What is selected of what is there: patterns take no archived repositories. */
export function selectedAt(moment: Moment): readonly string[] {
  return townAt(moment)
    .repositories.filter(({ archived, name }) => !archived || name === moment.patterns.named)
    .map(({ name }) => `acme/${name}`)
    .filter((repo) => takes(moment, repo));
}

/** Whether a metric, by its full name, is for owners. */
export function isForOwners({ grain }: Moment, metric: string): boolean {
  return metric.includes(".by_") && grain.sums(metric);
}

/** What a run could read, and what failed and may be well the next time. */
export interface Readings {
  readonly timestamp: number;
  readonly read: readonly string[];
  readonly short: readonly string[];
}

/** What is true for the repositories that were read, of all metrics: as it is sent, and as it is without folding. */
export function truthAt(moment: Moment, api: Api, { timestamp, read, short }: Readings) {
  const grain = (metric: string) => (isForOwners(moment, metric) ? "owner" : "repo");
  const token = tokenOf(moment);
  const options = { repositories: read, api, timestamp, token, short, grain, metrics: "all" } as const;
  const kept: ExpectedOptions["kept"] = { label: moment.labels.takes, author: moment.authors.takes };
  const owners = ownersAt(moment);
  const isSent = ({ metric, tags }: ExpectedSeries) =>
    moment.empty !== "skip" ||
    !/\.(open|age\.max)$/.test(metric) ||
    tags.some((tag) => openAt(moment, metric, tag.slice("repo:".length)) > 0);
  const all = (more: Partial<ExpectedOptions>) =>
    expectedSeries(townAt(moment), { ...options, owners, ...more });
  return { sent: all({ kept }).filter(isSent), unfolded: all({}).filter(isSent) };
}

/** The keys under which a series can have a tag of its repository's. */
export function keysAt({ teams: { takes: byName } }: Moment): readonly string[] {
  return [...new Set(Object.values(byName).flatMap((tags) => Object.keys(tags)))];
}

/** The keys under which a series of a repository has a tag of its; none is a sum's. */
export function furtherKeysOf(moment: Moment, repository: string | undefined): readonly string[] {
  if (repository === undefined) return [];
  const own = Object.keys(moment.teams.takes[repository] ?? {});
  return keysAt(moment).filter((key) => key === "team" || own.includes(key));
}

function ownersAt(moment: Moment): Owners {
  return { keys: keysAt(moment), others: [(name) => moment.teams.takes[name] ?? {}] };
}

/**
 * Whether REST's lists may hide the requested teams of a repository: none was seen of this owner's. A repository that the listing shows
 * without anything open hides nothing.
 */
export function mayHideTeams(moment: Moment, metric: string, repo: string, read: readonly string[]): boolean {
  if (!metric.includes("by_reviewer_team")) return false;
  const town = townAt(moment).repositories;
  const found = (name: string) => town.find((one) => `acme/${one.name}` === name);
  if (read.some((name) => found(name)?.pullRequests.some(({ teams }) => teams.length > 0))) return false;
  const isNamed = repo === `acme/${moment.patterns.named}`;
  const own = found(repo);
  return isNamed || (own !== undefined && own.pullRequests.length + own.issues.length > 0);
}

/** Whether the token hides what a metric needs of a repository. */
export function hides(moment: Moment, metric: string, repo: string): boolean {
  return moment.blind && metric.includes("review_state") && openAt(moment, metric, repo) > 0;
}

function openAt(moment: Moment, metric: string, repo: string): number {
  const found = townAt(moment).repositories.find(({ name }) => `acme/${name}` === repo);
  return found?.[metric.includes(".issues.") ? "issues" : "pullRequests"].length ?? 0;
}

/** Full names of the enabled metrics about repositories that the API can know. */
export function enabledAt({ metrics }: Moment, api: Api): ReadonlySet<string> {
  const rows = catalogue.filter(({ name, byDefault, subject }) => {
    if (subject === "run" || (api === "rest" && /review_state|checks/.test(name))) return false;
    if (metrics === "issues.*") return subject === "issue";
    return metrics === "+*" || (byDefault && metrics !== `!${name}`);
  });
  return new Set(rows.map(({ name }) => `github.${name}`));
}
