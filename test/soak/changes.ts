import type {
  Population,
  PullRequestRecord,
  RepositoryRecord,
  TokenRecord,
} from "../../sandbox/population.ts";
import type { Random } from "../../sandbox/random.ts";
import { bot, copilotReviewer, issue, pullRequest, review, user } from "../../sandbox/records.ts";
import { isoSeconds } from "../../sandbox/time.ts";
import { oneOf } from "./settings.ts";

export const LABELS = [
  "bug",
  "ui",
  "team",
  "constructor",
  "__proto__",
  "toString",
  "N/A",
  "none",
  "risk:none",
] as const;
export const PEOPLE = [
  ...["ann", "bob", "constructor", "toString", "hasOwnProperty"].map(user),
  ...["constructor", "__proto__", "linter"].map(bot),
  copilotReviewer,
];
export const TEAMS = ["web", "constructor", "toString"] as const;

export interface Chance {
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A number that no pull request or issue has had. */
  readonly fresh: () => number;
}

type Pulls = readonly PullRequestRecord[];
type ToPulls = (pulls: Pulls, chance: Chance) => Pulls;
type ToRecord = (record: RepositoryRecord, chance: Chance) => RepositoryRecord | undefined;

/** Something happens to one pull request, issue or repository, or to what the token sees. */
export function changed(population: Population, chance: Chance): Population {
  const { random } = chance;
  const { repositories } = population;
  // What takes several requests to read is worth more changes.
  const large = random.chance(0.4)
    ? repositories.find(({ pullRequests }) => pullRequests.length > 60)
    : undefined;
  const chosen = large ?? repositories[random.below(repositories.length)];
  if (chosen === undefined) return population;
  const to = random.weighted<ToRecord>([
    [70, (record) => ({ ...record, pullRequests: oneOf(toPulls, random)(record.pullRequests, chance) })],
    [5, (record) => ({ ...record, issues: record.issues.slice(random.below(2)) })],
    [3, (record) => ({ ...record, issues: [...record.issues, issue(chance.fresh(), chance.now())] })],
    [12, oneOf(toRecords, random)],
    [5, (record) => ({ ...record, topics: [`team-${random.below(3)}`, `lead-${random.below(2)}`] })],
  ]);
  if (random.chance(0.06))
    return { ...population, tokens: population.tokens.map((one) => seesLess(one, chosen, random)) };
  const next = to(chosen, chance);
  return {
    ...population,
    repositories: repositories.flatMap((one) => (one === chosen ? (next ?? []) : [one])),
    tokens: next ? population.tokens.map((one) => followed(one, chosen, next)) : population.tokens,
  };
}

const nameOf = ({ owner, name }: RepositoryRecord) => `${owner}/${name}`.toLowerCase();

/** A token that sees a repository sees it under its new name, too. */
function followed(token: TokenRecord, before: RepositoryRecord, after: RepositoryRecord): TokenRecord {
  const { privateRepositories: seen } = token;
  if (seen === "all" || nameOf(before) === nameOf(after)) return token;
  return { ...token, privateRepositories: seen.map((one) => (one === nameOf(before) ? nameOf(after) : one)) };
}

/** Access to one repository is lost, or all of it comes back. */
function seesLess(token: TokenRecord, record: RepositoryRecord, random: Random): TokenRecord {
  const { privateRepositories: seen } = token;
  if (seen === "all") return token;
  const lost = nameOf(record);
  return {
    ...token,
    privateRepositories: random.chance(0.4)
      ? [...new Set([...seen, lost])]
      : seen.filter((one) => one !== lost),
  };
}

const toRecords: readonly ToRecord[] = [
  (record) => ({ ...record, archived: !record.archived }),
  (record) => ({ ...record, archived: false, disabled: false, pullRequestsDisabled: false }),
  (record) => ({ ...record, disabled: true }),
  (record) => ({ ...record, pullRequestsDisabled: true }),
  (record) => ({ ...record, issuesDisabled: !record.issuesDisabled }),
  (record, { fresh }) => moved(record, record.owner, `renamed-${fresh()}`),
  (record, { fresh }) => moved(record, "other", `moved-${fresh()}`),
  (record, { fresh }) => moved(record, "constructor", `moved-${fresh()}`),
  (record, { random }) => (random.chance(0.5) ? undefined : record),
];

/** GitHub leads the former names to the new one. */
function moved(record: RepositoryRecord, owner: string, name: string): RepositoryRecord {
  const former = `${record.owner}/${record.name}`;
  return { ...record, owner, name, formerNames: [...record.formerNames, former] };
}

/** Changes one pull request, which its time of update tells. */
function toOne(change: (pull: PullRequestRecord, chance: Chance) => Partial<PullRequestRecord>): ToPulls {
  return (pulls, chance) => {
    const chosen = chance.random.below(Math.max(1, pulls.length));
    return pulls.map((pull, index) =>
      index === chosen ? touched(pull, change(pull, chance), chance) : pull,
    );
  };
}

function touched(
  pull: PullRequestRecord,
  change: Partial<PullRequestRecord>,
  { now }: Chance,
): PullRequestRecord {
  return { ...pull, ...change, updatedAt: isoSeconds(now()) };
}

/** What one pull request has goes to another: it is always somewhere. */
function toOther(
  take: (pull: PullRequestRecord) => Partial<PullRequestRecord>,
  give: (from: PullRequestRecord, to: PullRequestRecord) => Partial<PullRequestRecord>,
): ToPulls {
  return (pulls, chance) => {
    const { random } = chance;
    const [from, to] = [
      pulls[random.below(Math.max(1, pulls.length))],
      pulls[random.below(Math.max(1, pulls.length))],
    ];
    if (from === undefined || to === undefined || from === to) return pulls;
    return pulls.map((pull) => {
      if (pull === from) return touched(pull, take(pull), chance);
      return pull === to ? touched(pull, give(from, pull), chance) : pull;
    });
  };
}

const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

const toPulls: readonly ToPulls[] = [
  (pulls, chance) => [...pulls, opened(chance)],
  (pulls, chance) => [...pulls, opened(chance)],
  (pulls, { random }) => {
    const gone = random.below(Math.max(1, pulls.length));
    return pulls.filter((_, index) => index !== gone);
  },
  (pulls, { random }) => (random.chance(0.1) ? [] : pulls.slice(1)),
  toOther(
    () => ({ labels: [] }),
    (from, to) => ({ labels: unique([...to.labels, ...from.labels]) }),
  ),
  toOther(
    () => ({ reviewers: [], teams: [] }),
    (from, to) => ({
      reviewers: unique([...to.reviewers, ...from.reviewers]),
      teams: unique([...to.teams, ...from.teams]),
    }),
  ),
  toOne((_, { random }) => ({ labels: random.pick(LABELS, random.below(4)) })),
  toOne((_, { random }) => ({ reviewers: random.pick(PEOPLE, random.below(4)) })),
  toOne((_, { random }) => ({ teams: random.pick(TEAMS, random.below(3)) })),
  toOne(({ draft }) => ({ draft: !draft })),
  toOne(({ autoMerge }) => ({ autoMerge: !autoMerge })),
  toOne(({ inMergeQueue }) => ({ inMergeQueue: !inMergeQueue })),
  toOne((_, { random }) => ({
    reviewDecision: oneOf([null, null, "APPROVED", "REVIEW_REQUIRED", "CHANGES_REQUESTED"], random),
  })),
  toOne(reviewed),
  toOne(reviewed),
  toOne((_, { random }) => ({ checks: oneOf(["SUCCESS", "FAILURE", "PENDING", null], random) })),
];

/** Who reviews is not asked any more. */
function reviewed(pull: PullRequestRecord, { random, now }: Chance): Partial<PullRequestRecord> {
  const reviewer = oneOf([...PEOPLE, ...(pull.author ? [pull.author] : [])], random);
  const state = oneOf(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"] as const, random);
  return {
    reviews: [...pull.reviews, review(reviewer, state, now())],
    reviewers: pull.reviewers.filter(({ login }) => login !== reviewer.login),
  };
}

function opened({ random, now, fresh }: Chance): PullRequestRecord {
  return pullRequest(fresh(), now(), {
    author: oneOf(PEOPLE, random),
    labels: random.pick(LABELS, random.below(3)),
    reviewers: random.pick(PEOPLE, random.below(3)),
    teams: random.pick(TEAMS, random.below(2)),
    ...(random.chance(0.05) && { enterpriseTeams: ["ent", "constructor"] }),
    reviewDecision: random.chance(0.5) ? null : "REVIEW_REQUIRED",
    draft: random.chance(0.2),
    ...(random.chance(0.03) && { unreturnable: true as const }),
  });
}
