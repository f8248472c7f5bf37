import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureReason } from "../../src/domain/snapshot.ts";
import type { Wanted } from "../../src/domain/wanted.ts";
import type { Allowance } from "../../src/github/client/usage.ts";
import { costOf } from "../../src/github/read/cost.ts";
import { type Aimed, createRation } from "../../src/github/read/ration.ts";
import { START, virtualClock } from "../support/clock.ts";
import { recordLog } from "../support/log.ts";
import { APIS, attach, endings, open, populationOf, repo, type Stage } from "./harness.ts";

const HOUR = 3_600_000;
const WANTED: Wanted = { pullRequests: new Set(["draft"]) };

/** Repositories with so many open pull requests. */
function aimedAt(counts: readonly number[]): Aimed[] {
  return counts.map((count, i) => ({
    repository: `acme/r${i}`,
    target: { kind: "counted", name: { owner: "acme", name: `r${i}` }, counts: { pullRequests: count } },
  }));
}

async function* each(targets: readonly Aimed[]): AsyncGenerator<Aimed> {
  yield* targets;
}

/** Names that are read and names that are not, in the order in which they are handed on. */
async function ration(targets: readonly Aimed[], allowance: Allowance | undefined, now = START) {
  const log = recordLog();
  const client = {
    allowance: () => allowance,
    usage: () => ({ requests: 0, points: 0, quotas: [], partialAccess: false }),
  };
  const options = { client, clock: virtualClock(now), deadline: now + 240_000, log };
  const { share } = createRation({ ...GRAPHQL, ...options });
  const read: string[] = [];
  const failed: string[] = [];
  for await (const { repository, target } of share(each(targets))) {
    (target.kind === "failed" ? failed : read).push(repository);
  }
  return { read, failed };
}

const GRAPHQL = { api: "graphql", wanted: WANTED, authenticated: true } as const;

const sum = (targets: readonly Aimed[]) =>
  costOf(
    targets.map(({ target }) => target),
    GRAPHQL,
  );
const names = (targets: readonly Aimed[]) => targets.map(({ repository }) => repository);
const left = (remaining: number, limit = 5_000): Allowance => ({
  limit,
  remaining,
  resetAt: START + 30 * HOUR,
});
const counts = fc.array(fc.nat(400), { maxLength: 80 });

describe("what is left of the quota", () => {
  it("is never overdrawn; each repository is handed on once, and what is empty always", async () => {
    await fc.assert(
      fc.asyncProperty(counts, fc.nat(5_000), async (all, remaining) => {
        const targets = aimedAt(all);
        const { read, failed } = await ration(targets, left(remaining));
        expect([...read, ...failed].sort()).toEqual(names(targets).sort());
        const taken = targets.filter(({ repository }) => read.includes(repository));
        expect(sum(taken)).toBeLessThanOrEqual(remaining);
        const empty = targets.filter((_, i) => all[i] === 0);
        expect(read).toEqual(expect.arrayContaining(names(empty)));
      }),
    );
  });

  it("pays for all where it can, with a tenth to spare", async () => {
    await fc.assert(
      fc.asyncProperty(counts, async (all) => {
        const targets = aimedAt(all);
        const enough = Math.ceil(sum(targets) / 0.9) + 1;
        expect((await ration(targets, left(enough))).failed).toEqual([]);
      }),
    );
  });

  it("is spent, but for a reserve, where it cannot pay for all", async () => {
    const targets = aimedAt(Array.from({ length: 400 }, (_, i) => 1 + ((i * 37) % 100)));
    const { read } = await ration(targets, left(100));
    expect(sum(targets.filter(({ repository }) => read.includes(repository)))).toBeGreaterThan(89);
  });

  it("does not matter where it is full again before the reading ends, or where there is none", async () => {
    const targets = aimedAt([50, 50, 50]);
    const soon = { limit: 5_000, remaining: 0, resetAt: START + 60_000 };
    expect(await ration(targets, soon)).toEqual({ read: names(targets), failed: [] });
    expect(await ration(targets, undefined)).toEqual({ read: names(targets), failed: [] });
  });

  it.each([
    ["ample", 5_000, 1_250],
    ["a quarter", 1_250, 312],
    ["less than a quarter", 1_249, 0],
  ])("that is %s is handed out as owners are listed up to a part of it", async (_, remaining, most) => {
    const targets = aimedAt(Array.from({ length: 6_000 }, () => 57));
    const { read } = await ration(targets, left(remaining));
    const early = read.findIndex((name, i) => name !== targets[i]?.repository);
    expect(early).toBeLessThanOrEqual(most);
    expect(early).toBeGreaterThan(most * 0.8 - 1);
  });
});

describe("the repositories that are left out", () => {
  const uneven = aimedAt(Array.from({ length: 300 }, (_, i) => 1 + ((i * i * 37) % 160)));

  it.each([1 / 2, 1 / 4, 1 / 8])(
    "are others from hour to hour, and each is read within a day at %d of the need",
    async (part) => {
      const read = new Map<string, number>();
      for (let hour = 0; hour < 24; hour += 1) {
        const now = START + hour * HOUR;
        const outcome = await ration(uneven, left(sum(uneven) * part), now);
        expect(outcome.failed.length).toBeGreaterThan(0);
        expect(await ration(uneven, left(sum(uneven) * part), now)).toEqual(outcome);
        for (const name of outcome.read) read.set(name, (read.get(name) ?? 0) + 1);
      }
      expect([...read.keys()].sort()).toEqual(names(uneven).sort());
    },
  );
});

/** 30 repositories, each of which takes a request of its own by either API. */
const sizes = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`acme/r${i}`, 46 + (i % 9)]));
const town = populationOf(Object.entries(sizes).map(([name, count], i) => repo(i + 1, name, count)));
const limits = { restPerHour: 20, graphqlPerHour: 20 };

/** Each repository has its right number or `rate_limited`; gives how many were read. GitHub refused nothing. */
function expectRationed(stage: Stage, ends: Readonly<Record<string, number | FailureReason>>): string[] {
  expect(Object.keys(ends)).toHaveLength(30);
  for (const [name, end] of Object.entries(ends)) expect([sizes[name], "rate_limited"]).toContain(end);
  expect(stage.github.log.filter(({ status }) => status !== 200)).toEqual([]);
  expect(stage.github.problems).toEqual([]);
  expect(stage.clock.waits).toEqual([]);
  return Object.keys(ends).filter((name) => ends[name] !== "rate_limited");
}

describe.each(APIS)("by %s, a quota that cannot pay for a run", (api) => {
  const sandbox = { limits };

  it("reads what it can, without a request for the rest, and says how often a run fits", async () => {
    const stage = await open(town, { api, sandbox, repositories: "acme/*" });
    const read = expectRationed(stage, endings(await stage.read()));
    expect(read.length).toBeGreaterThanOrEqual(14);
    expect(read.length).toBeLessThanOrEqual(19);
    expect(stage.log.warnings("quota_short")).toMatchObject([
      {
        resource: api === "rest" ? "core" : "graphql",
        left_out: 30 - read.length,
        limit: 20,
        needed: expect.toSatisfy((needed: number) => needed >= 28 && needed <= 34),
        runs_an_hour: expect.toSatisfy((runs: number) => runs > 0.5 && runs < 0.8),
        until: new Date(START + 3_601_000).toISOString(),
      },
    ]);
  });

  it("leaves out others in other hours", async () => {
    const read = new Set<string>();
    for (let hour = 0; hour < 5; hour += 1) {
      const clock = virtualClock(START + hour * HOUR);
      const stage = await open(town, { api, sandbox, repositories: "acme/*", clock });
      for (const name of expectRationed(stage, endings(await stage.read()))) read.add(name);
    }
    expect(read.size).toBe(30);
  });

  it("is spent before: nothing is asked, nothing is 0", async () => {
    const stage = await open(town, {
      api,
      sandbox: { limits: { restPerHour: 1, graphqlPerHour: 1 } },
      repositories: "acme/*",
    });
    expect(new Set(Object.values(endings(await stage.read())))).toEqual(new Set(["rate_limited"]));
    expect(stage.github.log).toHaveLength(1);
  });

  it("that is full again before the deadline is waited for", async () => {
    const stage = await open(town, {
      api,
      sandbox: { limits: { ...limits, resetInSeconds: 60 } },
      repositories: "acme/*",
    });
    expect(endings(await stage.read())).toEqual(sizes);
    expect(stage.log.warnings("quota_short")).toEqual([]);
  });

  it("pays for one run and not for the next, which says after how many minutes it would", async () => {
    const ample = { limits: { restPerHour: 50, graphqlPerHour: 50 } };
    const stage = await open(town, { api, sandbox: ample, repositories: "acme/*" });
    expect(endings(await stage.read())).toEqual(sizes);
    expect(stage.log.warnings("quota_short")).toEqual([]);
    const next = attach(stage.github, stage.clock, { api, repositories: "acme/*" });
    expectRationed(next, endings(await next.read()));
    const [warning] = next.log.warnings("quota_short");
    expect(warning?.["least_interval_minutes"]).toSatisfy(
      (minutes: number) => minutes >= 34 && minutes <= 40,
    );
  });
});

describe("by REST, lists of several pages", () => {
  const lengths = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => [`acme/r${i}`, i % 4 === 0 ? 220 : 3]),
  );
  const uneven = populationOf(Object.entries(lengths).map(([name, count], i) => repo(i + 1, name, count)));

  it.each([
    ["listed", "acme/*", 38],
    ["named in full, whose first pages discovery reads", Object.keys(lengths).join(), 40],
  ])("have their turn too where the quota is short: %s", async (_, repositories, anonymousPerHour) => {
    const read = new Set<string>();
    for (let hour = 0; hour < 6; hour += 1) {
      const clock = virtualClock(START + hour * HOUR);
      const sandbox = { limits: { anonymousPerHour } };
      const stage = await open(uneven, { api: "rest", token: null, sandbox, repositories, clock });
      const ends = endings(await stage.read());
      expect(Object.keys(ends)).toHaveLength(24);
      for (const [name, end] of Object.entries(ends)) expect([lengths[name], "rate_limited"]).toContain(end);
      expect(stage.github.problems).toEqual([]);
      expect(stage.log.warnings("quota_short")).toHaveLength(1);
      for (const name of Object.keys(ends)) if (ends[name] !== "rate_limited") read.add(name);
    }
    expect(read.size).toBe(24);
  });
});

describe("by REST, more names than the quota pays for", () => {
  const one = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`acme/r${i}`, 1]));
  const many = populationOf(Object.keys(one).map((name, i) => repo(i + 1, name, 1)));

  it("are asked for in turns too, and what is left out is told", async () => {
    const read = new Set<string>();
    for (let hour = 0; hour < 6; hour += 1) {
      const clock = virtualClock(START + hour * HOUR);
      const sandbox = { limits: { anonymousPerHour: 20 } };
      const stage = await open(many, { api: "rest", token: null, sandbox, clock, concurrency: 2 });
      const ends = endings(await stage.read());
      const names = Object.keys(ends).filter((name) => ends[name] !== "rate_limited");
      expect(names.length).toBeGreaterThan(17);
      expect(stage.log.warnings("quota_short")).toMatchObject([{ left_out: 40 - names.length, limit: 20 }]);
      for (const name of names) read.add(name);
    }
    expect(read.size).toBe(40);
  });
});
