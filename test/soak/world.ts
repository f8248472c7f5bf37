import { type DatadogSandbox, startDatadog } from "../../sandbox/datadog/server.ts";
import { tagKey } from "../../sandbox/datadog/tags.ts";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import { generate } from "../../sandbox/generate.ts";
import { startGitHub } from "../../sandbox/github/server.ts";
import type { GitHubSandbox } from "../../sandbox/github/types.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { createRandom, type Random } from "../../sandbox/random.ts";
import { repository } from "../../sandbox/records.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { type Chance, changed, LABELS, PEOPLE, TEAMS } from "./changes.ts";
import { drawSettings, NAMED, oneOf, type Settings } from "./settings.ts";

export const API_KEY = "soak-api-key-0123456789abcdef0123";
export const APP_KEY = "soak-app-key-0123456789abcdef0123456789abcdef";
export const TOKEN = "sandbox-soak";

const REPOSITORIES = 20;
const DAY = 86_400_000;

/** A GitHub that changes by chance, a Datadog that remembers, and what GitHub was like during the present run. */
export interface World {
  readonly github: GitHubSandbox;
  readonly datadog: DatadogSandbox;
  readonly random: Random;
  readonly settings: Settings;
  /** Keys of tags that Datadog's queries cannot use. */
  readonly droppedKeys: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Every population since the last `settle`. */
  readonly instants: readonly Population[];
  /** Something is opened, closed, moved, archived or lost from sight. */
  change(): void;
  /** Forgets what was, and the faults. */
  settle(): void;
  close(): Promise<void>;
}

export async function openWorld(seed: number, now: () => number): Promise<World> {
  const random = createRandom(seed);
  const settings = drawSettings(random);
  const population = populationOf(seed, random, now());
  const github = await startGitHub({ population, now, restLists: settings.restLists });
  const droppedKeys = random.chance(0.15) ? settings.owners.keys.slice(0, 1) : [];
  const datadog = await startDatadog({ apiKeys: [API_KEY], appKeys: [APP_KEY], now });
  if (droppedKeys.length > 0)
    for (const metric of METRICS) datadog.configureTags(metric, keysBut(settings, droppedKeys));
  let instants = [population];
  let highest = 10_000;
  const chance: Chance = { random, now, fresh: () => ++highest };
  return {
    github,
    datadog,
    random,
    now,
    settings,
    droppedKeys,
    get instants() {
      return instants;
    },
    change() {
      github.population = changed(github.population, chance);
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

/** Those of which Datadog may keep fewer tags than it gets. */
const METRICS = ["open", "open.by_author", "open.by_label", "open.by_reviewer", "age.max"].map(
  (name) => `github.pull_requests.${name}`,
);

function keysBut({ owners, constantTags }: Settings, dropped: readonly string[]): readonly string[] {
  const own = ["repo", "owner", "author", "label", "reviewer"];
  return [...own, ...owners.keys, ...constantTags.map(tagKey)].filter((key) => !dropped.includes(key));
}

/** Repositories as anywhere, and some with names, people and labels that a program may trip over. */
function populationOf(seed: number, random: Random, now: number): Population {
  const { repositories } = generate({ seed, repositories: REPOSITORIES, pullRequests: 110, now });
  const many = random.chance(0.5) ? [100, 101, 130, 170][random.below(4)] : 0;
  const specials = [
    repository(101, "constructor/prototype", now - 90 * DAY, { pullRequests: manyPulls(3, now) }),
    repository(102, "constructor/toString", now - 89 * DAY),
    repository(103, NAMED, now - 88 * DAY, { pullRequests: manyPulls(2, now) }),
    repository(104, "acme/forked", now - 87 * DAY, { fork: true, pullRequests: manyPulls(4, now) }),
    repository(105, "acme/many", now - 86 * DAY, { pullRequests: manyPulls(many ?? 0, now) }),
    ...["constructor", "__proto__", "hasOwnProperty", "graphql"].map((name, index) =>
      repository(106 + index, `acme/${name}`, now - (80 + index) * DAY, {
        pullRequests: manyPulls(index, now),
      }),
    ),
  ];
  const all = [...repositories, ...specials].map((record) => special(record, random));
  const names = all.map(({ owner, name }) => `${owner}/${name}`.toLowerCase());
  return {
    owners: ["acme", "constructor", "other"].map((login) => ({ login, type: "Organization" })),
    repositories: all,
    tokens: [
      tokenRecord(TOKEN, {
        privateRepositories: names,
        hidden: random.chance(0.15) ? hiddenOf(random, names) : [],
      }),
    ],
  };
}

function hiddenOf(random: Random, names: readonly string[]) {
  const what = oneOf(["teams", "reviewDecision", "checks", "issues"] as const, random);
  return [{ repository: random.chance(0.5) ? "*" : oneOf(names, random), what }];
}

function special(record: RepositoryRecord, random: Random): RepositoryRecord {
  const squad = `squad-${random.below(3)}`;
  return {
    ...record,
    private: random.chance(0.8),
    topics: [`team-${random.below(3)}`, `lead-${random.below(2)}`],
    properties: { ...(random.chance(0.7) && { squad }), ...(random.chance(0.5) && { "squad-lead": "eve" }) },
    pullRequests: record.pullRequests.map((pull) => ({
      ...pull,
      ...(random.chance(0.3) && { labels: random.pick(LABELS, 2) }),
      ...(random.chance(0.3) && { reviewers: random.pick(PEOPLE, 2), teams: random.pick(TEAMS, 1) }),
    })),
  };
}
