import { type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { generate } from "../../sandbox/generate.ts";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubSandbox } from "../../sandbox/github/types.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { createRandom, type Random } from "../../sandbox/random.ts";
import { pullRequest, user } from "../../sandbox/records.ts";
import type { Api } from "../support/town.ts";

export const API_KEY = "soak-api-key-0123456789abcdef0123";
export const APP_KEY = "soak-app-key-0123456789abcdef0123456789abcdef";

/** Fewer than a tenth of the repositories may be out of sight at a time: more would rightly be taken for lost access. */
export const REPOSITORIES = 24;
const MOST_ARCHIVED = 2;
/** Tags of all repositories' series. A key that is the beginning of another sorts otherwise than tags of it. */
export const FURTHER = { team: "a", "team-lead": "b", team2: "c", "cost.centre": "1" } as const;
export const FURTHER_TAGS: readonly string[] = Object.entries(FURTHER).map(
  ([key, value]) => `${key}:${value}`,
);

/** A GitHub that changes by chance, a Datadog that remembers, and what GitHub was like during the present run. */
export interface World {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  readonly random: Random;
  readonly api: Api;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Every population since the last `settle`. */
  readonly instants: readonly Population[];
  /** Something is opened, closed, archived or brought back. */
  change(): void;
  /** Forgets what was, and the faults. */
  settle(): void;
  close(): Promise<void>;
}

export async function openWorld(seed: number, now: () => number): Promise<World> {
  const random = createRandom(seed);
  const population = generate({ seed, repositories: REPOSITORIES, pullRequests: 160, now: now() });
  const github = await startGitHub({ population, now });
  const datadog = await startDatadog({ apiKeys: [API_KEY], appKeys: [APP_KEY], now });
  let instants = [population];
  let highest = 10_000;
  return {
    github,
    datadog,
    random,
    now,
    api: random.chance(0.5) ? "graphql" : "rest",
    get instants() {
      return instants;
    },
    change() {
      github.population = changed(github.population, ++highest, { random, now });
      instants.push(github.population);
    },
    settle() {
      github.reset();
      instants = [github.population];
    },
    async close() {
      await Promise.all([github.close(), datadog.close()]);
    },
  };
}

interface Chance {
  readonly random: Random;
  readonly now: () => number;
}

function changed(population: Population, number: number, chance: Chance): Population {
  const { repositories } = population;
  const { random } = chance;
  const chosen = random.below(repositories.length);
  const archived = repositories.filter((one) => one.archived).length;
  const next = (record: RepositoryRecord): RepositoryRecord => {
    if (record.archived) return { ...record, archived: false };
    if (archived < MOST_ARCHIVED && random.chance(0.1)) return { ...record, archived: true };
    return random.chance(0.5) ? withOneMore(record, number, chance) : withOneLess(record, random);
  };
  return {
    ...population,
    repositories: repositories.map((record, index) => (index === chosen ? next(record) : record)),
  };
}

/** A number is never given twice, and what is opened keeps what it has. */
function withOneMore(record: RepositoryRecord, number: number, { random, now }: Chance): RepositoryRecord {
  const one = pullRequest(number, now(), {
    // Every object of JavaScript inherits something of this name.
    author: random.chance(0.1) ? { login: "constructor", type: "Bot" } : user(`dev-${random.below(5)}`),
    labels: random.pick(["bug", "ui", "security", "risk:none", "__proto__"], random.below(3)),
    reviewers: random.pick([user("ann"), user("bob"), user("constructor")], random.below(3)),
    draft: random.chance(0.2),
  });
  return { ...record, pullRequests: [...record.pullRequests, one] };
}

function withOneLess(record: RepositoryRecord, random: Random): RepositoryRecord {
  const gone = random.below(Math.max(1, record.pullRequests.length));
  return { ...record, pullRequests: record.pullRequests.filter((_, index) => index !== gone) };
}
