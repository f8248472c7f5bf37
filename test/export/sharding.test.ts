import { describe, expect, it } from "vitest";
import type { Population } from "../../sandbox/population.ts";
import { type Entry, HOUR, openChronicle, zeros } from "../support/chronicle.ts";
import { events, openHouse, type Variables } from "../support/house.ts";
import { aboutRepositories, aboutTheRun, expectNoProblems, heartbeat } from "../support/received.ts";
import { APIS, type Special, townOf } from "../support/town.ts";

const COUNTS = [1, 2, 3, 7, 16] as const;
const everything = { METRICS: "+*" };

/** Twenty-odd repositories, some of them empty, two of one tag, and two owners. */
function bigTown(): Population {
  const many = Array.from({ length: 20 }, (_, index) => [`acme/service-${index}`, index % 4] as const);
  const specials: Record<string, Special> = {
    ...Object.fromEntries(many),
    "acme/one_name": 2,
    "acme/one__name": 3,
    "other/tool": 5,
  };
  return townOf(specials);
}

/** What all the shards of a selection sent about repositories, and about themselves; nothing may be sent by two. */
async function runShards(population: Population, count: number, env: Variables) {
  const together: Record<string, number> = {};
  const own: Record<string, number> = {};
  const codes: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const house = await openHouse({ population });
    const outcome = await house.run({ ...env, SHARD: `${index}/${count}` });
    codes.push(outcome.exitCode);
    for (const [key, value] of Object.entries(aboutRepositories(house))) {
      expect(together, key).not.toHaveProperty([key]);
      together[key] = value;
    }
    Object.assign(own, aboutTheRun(house));
    expectNoProblems(house);
  }
  return { together: withoutAges(together), own, codes };
}

/** Ages differ by the second in which a run began. */
function withoutAges(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const entries = Object.entries(values).map(
    ([key, value]) => [key, /age|idle/.test(key) ? 0 : value] as const,
  );
  return Object.fromEntries(entries.sort());
}

describe.each(APIS)("by %s", (GITHUB_API) => {
  it.each(COUNTS)("%d shards together send what one worker would", async (count) => {
    const population = bigTown();
    const env = { ...everything, GITHUB_API, GITHUB_REPOSITORIES: "acme/*,other/tool" };
    const house = await openHouse({ population });
    await house.run(env);
    const { together, own, codes } = await runShards(population, count, env);
    expect(together).toEqual(withoutAges(aboutRepositories(house)));
    expect(codes).toEqual(codes.map(() => 0));
    const beats = Array.from({ length: count }, (_, index) => [`run.success{shard:${index}}`, 1]);
    expect(own).toMatchObject(Object.fromEntries(beats));
    const read = Object.entries(own).filter(([key]) => /repositories\{shard:\d+,status:read\}/.test(key));
    expect(read.reduce((sum, [, value]) => sum + value, 0)).toBe(23);
  });

  it.each([
    { count: 3, GRAIN: "owner" },
    { count: 7, GRAIN: "repo,by_label:owner" },
  ])("$count shards together send what one worker would with GRAIN=$GRAIN", async ({ count, GRAIN }) => {
    const population = bigTown();
    const env = { ...everything, GITHUB_API, GITHUB_REPOSITORIES: "acme/*,other/tool", GRAIN };
    const house = await openHouse({ population });
    await house.run(env);
    const { together, codes } = await runShards(population, count, env);
    expect(together).toEqual(withoutAges(aboutRepositories(house)));
    expect(Object.keys(together).some((key) => key.includes("owner:acme"))).toBe(true);
    expect(codes).toEqual(codes.map(() => 0));
  });

  it("a renamed repository is counted once, under the configured name, whoever lists the new one", async () => {
    const population = townOf({
      "acme/new-name": {
        formerNames: ["acme/old-name"],
        pullRequests: bigTown().repositories[3]?.pullRequests ?? [],
      },
      "acme/other": 1,
    });
    const env = { GITHUB_API, GITHUB_REPOSITORIES: "acme/*,acme/old-name" };
    const { together } = await runShards(population, 7, env);
    const totals = Object.entries(together).filter(([key]) => key.startsWith("github.pull_requests.open{"));
    expect(totals).toEqual([
      ["github.pull_requests.open{repo:acme/old-name}", 3],
      ["github.pull_requests.open{repo:acme/other}", 1],
    ]);
  });
});

it("a shard without any repository of its own has not failed", async () => {
  const population = townOf({ "acme/only": 2 });
  const { own, codes, together } = await runShards(population, 3, { GITHUB_REPOSITORIES: "acme/*" });
  expect(codes).toEqual([0, 0, 0]);
  expect([0, 1, 2].map((index) => own[`run.success{shard:${index}}`])).toEqual([1, 1, 1]);
  expect(together["github.pull_requests.open{repo:acme/only}"]).toBe(2);
});

it("a selection that matches nothing is nothing to every shard", async () => {
  const { codes, own } = await runShards(townOf({ "acme/only": 2 }), 2, {
    GITHUB_REPOSITORIES: "acme/none-*",
  });
  expect(codes).toEqual([2, 2]);
  expect(own).toEqual({});
});

it("MIN_REPOSITORIES is held against all that the shards have together", async () => {
  const population = bigTown();
  const env = { GITHUB_REPOSITORIES: "acme/*,other/tool" };
  const enough = await runShards(population, 3, { ...env, MIN_REPOSITORIES: "23" });
  const short = await runShards(population, 3, { ...env, MIN_REPOSITORIES: "24" });
  const beats = ({ own }: typeof enough) => [0, 1, 2].map((index) => own[`run.success{shard:${index}}`]);
  expect(beats(enough)).toEqual([1, 1, 1]);
  expect(beats(short)).toEqual([0, 0, 0]);
});

it("MIN_REPOSITORIES is so too where shares go by the owner", async () => {
  const env = { GITHUB_REPOSITORIES: "acme/*,other/*", GRAIN: "owner" };
  const enough = await runShards(bigTown(), 3, { ...env, MIN_REPOSITORIES: "23" });
  const short = await runShards(bigTown(), 3, { ...env, MIN_REPOSITORIES: "24" });
  const beats = ({ own }: typeof enough) => [0, 1, 2].map((index) => own[`run.success{shard:${index}}`]);
  expect([beats(enough), beats(short)]).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
  const sums = ({ together }: typeof enough) =>
    Object.keys(together).filter((key) => key.includes("owner:")).length;
  expect(sums(enough)).toBeGreaterThan(0);
  expect(sums(short)).toBe(0);
});

it("takes its place from an Indexed Job", async () => {
  const house = await openHouse({ population: bigTown() });
  await house.run({ GITHUB_REPOSITORIES: "acme/*", JOB_COMPLETION_INDEX: "1", SHARD_COUNT: "2" });
  expect(house.datadog.find("github.exporter.run.success", ["shard:1"])).toHaveLength(1);
  expect(heartbeat(house)).toBe(1);
});

it("a repository that failed is one shard's failure", async () => {
  const population = townOf({ "acme/alpha": 1, "acme/beta": 1, "acme/gamma": 1 });
  const env = {
    GITHUB_REPOSITORIES: "acme/alpha,acme/beta,acme/gamma,acme/missing",
    FAIL_ON_PARTIAL: "true",
  };
  const { own } = await runShards(population, 2, env);
  const failed = Object.entries(own).filter(([key]) => key.startsWith("repository.failed"));
  expect(failed).toHaveLength(1);
  const house = await openHouse({ population });
  const outcome = await house.run({ ...env, SHARD: "0/1" });
  expect(events(outcome, "repositories_failed")).toHaveLength(1);
});

describe("zero-fill", () => {
  it("sets sums of an owner to 0 in the one shard that the owner falls to", async () => {
    const filling = Array.from({ length: 60 }, (_, index) => [`fill-${index % 4}/${index}`, 0] as const);
    const owners = ["acme", "zoo", ...[0, 1, 2, 3].map((index) => `fill-${index}`)];
    const town = (pulls: number) => ({
      ...townOf(Object.fromEntries([...filling, ["zoo/api", pulls] as const])),
      owners: owners.map((login) => ({ login, type: "Organization" }) as const),
    });
    const GITHUB_REPOSITORIES = owners.map((owner) => `${owner}/*`).join();
    const env = { GITHUB_REPOSITORIES, GRAIN: "owner", MIN_REPOSITORIES: "2" };
    const chronicle = await openChronicle({ population: town(2), env });
    const runBoth = async (seconds: number): Promise<readonly Entry[]> => [
      await chronicle.at(seconds, { SHARD: "0/2" }),
      await chronicle.at(seconds + 1, { SHARD: "1/2" }),
    ];
    const before = (await runBoth(0)).map(({ values }) =>
      Object.keys(values).filter((key) => values[key] !== 0),
    );
    chronicle.github.population = town(0);
    const after = (await runBoth(HOUR)).map(zeros);
    const ofZoo = (keys: readonly string[]) => keys.filter((key) => key.includes("owner:zoo"));
    expect(before.map(ofZoo).filter((keys) => keys.length > 0)).toHaveLength(1);
    expect(after.map(ofZoo)).toEqual(before.map(ofZoo));
  });

  const full = townOf(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`acme/s-${index}`, 1])));
  const left = townOf(
    Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`acme/s-${index}`, Number(index > 0)])),
  );

  it("sets to 0 what has vanished from a shard's own repositories, and nothing of another's", async () => {
    const env = { GITHUB_REPOSITORIES: "acme/*" };
    const chronicle = await openChronicle({ population: full, env });
    const runBoth = async (seconds: number): Promise<readonly Entry[]> => [
      await chronicle.at(seconds, { SHARD: "0/2" }),
      await chronicle.at(seconds + 1, { SHARD: "1/2" }),
    ];
    await runBoth(0);
    chronicle.github.population = left;
    const after = await runBoth(HOUR);
    const zeroed = after.map((entry) => zeros(entry).filter((key) => key.includes("by_author")));
    expect(zeroed.flat()).toEqual(["github.pull_requests.open.by_author{author:renovate_bot,repo:acme/s-0}"]);
    expect(
      zeroed.map(
        (keys, index) => keys.length <= (after[index]?.own[`series{shard:${index},status:zeroed}`] ?? 0),
      ),
    ).toEqual([true, true]);
    expect(chronicle.datadog.problems).toEqual([]);
  });
});
