import fc from "fast-check";
import { expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import type { GitHubOptions } from "../../sandbox/github/types.ts";
import type { Population, RepositoryRecord } from "../../sandbox/population.ts";
import { issue, repository } from "../../sandbox/records.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { APP_PRIVATE_KEY, appRecord, installation } from "../support/app.ts";
import { runCheck } from "../support/check.ts";
import { START, virtualClock } from "../support/clock.ts";
import { APP_KEY, openHouse, type Variables } from "../support/house.ts";
import { heartbeat } from "../support/received.ts";

const DAY = 86_400_000;

/** One in so many worlds has something special; what is first is the usual. */
function rarely<T>(usual: T, ...special: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 14 },
    { arbitrary: fc.constantFrom(...special), weight: 1 },
  );
}

const size = fc.oneof(
  { arbitrary: fc.nat(6), weight: 16 },
  { arbitrary: fc.nat(70), weight: 3 },
  { arbitrary: fc.constantFrom(30, 120, 130, 250), weight: 1 },
);
const repositories = fc.array(
  fc.record({
    pulls: size,
    issues: size,
    special: rarely<"" | "blocked" | "archived" | "disabled">("", "blocked", "archived", "disabled"),
    /** Named in full; else it is left to a pattern. */
    named: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);
const owner = fc.record({
  repositories,
  pattern: fc.boolean(),
  install: rarely<"all" | "none" | "suspended">("all", "none", "suspended"),
});

const small = owner.map((one) => ({ ...one, repositories: one.repositories.slice(0, 2) }));

const worlds = fc.record({
  owners: fc.oneof(
    { arbitrary: fc.array(owner, { minLength: 1, maxLength: 3 }), weight: 4 },
    { arbitrary: fc.array(small, { minLength: 10, maxLength: 24 }), weight: 1 },
  ),
  api: fc.constantFrom("graphql", "rest"),
  credential: fc.constantFrom("token", "token", "app", "none"),
  token: rarely("good", "revoked"),
  missing: rarely<readonly string[]>([], ["o0/missing"], ["o0/missing", "o0/gone"], ["nobody/*"]),
  METRICS: fc.constantFrom(
    undefined,
    "+issues.*",
    "pull_requests.open",
    "+pull_requests.open.by_checks",
    "issues.open",
  ),
  PROPERTY_TAGS: rarely<string | undefined>(undefined, "tier"),
  TOPIC_TAGS: rarely<string | undefined>(undefined, "team-*:team"),
  FAIL_RATIO: fc.constantFrom(undefined, "0%", "20%", "50%", "100%"),
  FAIL_ON_PARTIAL: rarely<string | undefined>(undefined, "true"),
  minRepositories: rarely<number | undefined>(undefined, -1, 0, 1),
  SHARD: rarely<string | undefined>(undefined, "0/2", "1/3"),
  GRAIN: rarely<string | undefined>(undefined, "owner"),
  /** Of the limit, and what is left of it; undefined: 5,000, all of it. */
  limit: fc.option(fc.record({ left: fc.nat(90), used: fc.nat(200) }), { freq: 1 }),
  resetInSeconds: rarely(3_600, 60),
  broken: rarely<string>("", "/rate_limit", "/user", "/app", "/validate", "/validate_keys"),
  /** Seconds for which GitHub refuses everything. */
  refusing: rarely(0, 5, 25, 300, 3_000),
  apiKey: rarely("good", "wrong"),
  appKey: rarely<string | undefined>(undefined, APP_KEY, "wrong-wrong-wrong-wrong-wrong-wrong-wron"),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function populationOf(world: World): Population {
  let id = 0;
  const all = world.owners.flatMap(({ repositories }, i) =>
    repositories.map(({ pulls, issues, special }, j): RepositoryRecord => {
      id += 1;
      const pullRequests = manyPulls(pulls, START);
      const own = Array.from({ length: issues }, (_, k) =>
        issue(pulls + 1 + k, START - (issues - k) * 3_600_000),
      );
      return repository(id, `o${i}/r${j}`, START - (900 - id) * DAY, {
        pullRequests,
        issues: own,
        ...(special === "" ? {} : { [special]: true }),
      });
    }),
  );
  const installations = world.owners.flatMap(({ install }, i) =>
    install === "none"
      ? []
      : [installation(i + 1, `o${i}`, install === "all" ? {} : { suspendedAt: "2026-01-01T00:00:00Z" })],
  );
  return {
    owners: world.owners.map((_, i) => ({ login: `o${i}`, type: "Organization" })),
    repositories: all,
    tokens: [fullToken],
    apps: [appRecord(...installations)],
  };
}

/** What GITHUB_REPOSITORIES says, and how many it takes. */
function selectionOf({ owners, missing }: World) {
  const entries = owners.flatMap(({ repositories, pattern }, i) => {
    const names = repositories.flatMap(({ named }, j) => (named || !pattern ? [`o${i}/r${j}`] : []));
    return pattern ? [`o${i}/*`, ...names] : names;
  });
  return [...entries, ...missing].join(",");
}

function variablesOf(world: World): Variables {
  const { METRICS, PROPERTY_TAGS, TOPIC_TAGS, FAIL_RATIO, FAIL_ON_PARTIAL, SHARD, GRAIN } = world;
  const count = world.owners.reduce((sum, { repositories }) => sum + repositories.length, 0);
  const credential = {
    token: { GITHUB_TOKEN: world.token === "good" ? fullToken.token : "revoked-token" },
    app: { GITHUB_TOKEN: undefined, GITHUB_APP_ID: "4242", GITHUB_APP_PRIVATE_KEY: APP_PRIVATE_KEY },
    none: { GITHUB_TOKEN: undefined },
  }[world.credential];
  return {
    ...credential,
    GITHUB_API: world.credential === "none" ? undefined : world.api,
    GITHUB_REPOSITORIES: selectionOf(world),
    METRICS,
    PROPERTY_TAGS,
    TOPIC_TAGS,
    FAIL_RATIO,
    FAIL_ON_PARTIAL,
    SHARD,
    GRAIN,
    MIN_REPOSITORIES:
      world.minRepositories === undefined ? undefined : String(Math.max(1, count + world.minRepositories)),
    DD_APP_KEY: world.appKey,
    ...(world.apiKey === "good" ? {} : { DD_API_KEY: "wrong-api-key-0123456789abcdefgh" }),
  };
}

function limitsOf({ limit, resetInSeconds }: World): NonNullable<GitHubOptions["limits"]> {
  if (limit === null) return { resetInSeconds };
  const { left, used } = limit;
  const hourly = left + used;
  return {
    restPerHour: hourly,
    graphqlPerHour: hourly,
    anonymousPerHour: Math.min(60, hourly),
    used: { core: used, graphql: used },
    resetInSeconds,
  };
}

/** Checks, then runs in the same world. */
async function compare(world: World) {
  const clock = virtualClock();
  const now = clock.now;
  const closing: (() => Promise<void>)[] = [];
  const house = await openHouse({
    population: populationOf(world),
    clock,
    now,
    limits: limitsOf(world),
    datadog: { now },
    onTestFinished: (close) => void closing.push(close),
  });
  try {
    const { broken, refusing } = world;
    const until = now() + refusing * 1_000;
    if (refusing > 0) {
      house.github.fault({
        when: () => now() < until,
        fault: { kind: "secondary-limit", status: 403, retryAfter: refusing },
      });
    }
    const status = { kind: "status", status: 500 } as const;
    house.github.fault({ when: ({ path }) => path === broken, fault: status });
    house.datadog.fault({ when: ({ path }) => path.endsWith(broken || "none"), fault: status });
    const env = variablesOf(world);
    const checked = await runCheck(house, env);
    const spent = { core: house.github.restSpent, graphql: house.github.points };
    const run = await house.run(env);
    const success = run.exitCode === 0 && heartbeat(house) === 1;
    const untried = checked.rows.flatMap((row) => row.untried ?? []);
    const cost = { core: house.github.restSpent - spent.core, graphql: house.github.points - spent.graphql };
    return { checked, run, success, untried, cost };
  } finally {
    await Promise.all(closing.map((close) => close()));
  }
}

/** More of both for a search beyond the suite. */
const WORLDS = Number(process.env["CHECK_WORLDS"] ?? 10);
const SEED = Number(process.env["CHECK_SEED"] ?? 11);

/** How the prediction and the run differ; undefined where they do not. */
function differenceOf({ checked, run, success, untried }: Awaited<ReturnType<typeof compare>>) {
  const { exitCode } = checked.outcome;
  if (exitCode === 2 ? run.exitCode === 2 : exitCode === 1 ? !success : success) return undefined;
  const rows = checked.rows.filter(({ result }) => result !== "pass");
  return { exitCode, run: run.exitCode, success, untried, rows, log: run.log.slice(-4) };
}

it(
  "predicts the run that follows, in random worlds",
  async () => {
    const figures = { pass: 0, untried: 0, missed: 0, fail: 0, misconfigured: 0 };
    const different: string[] = [];
    for (const [i, world] of fc.sample(worlds, { numRuns: WORLDS, seed: SEED }).entries()) {
      const compared = await compare(world);
      const difference = differenceOf(compared);
      const { exitCode } = compared.checked.outcome;
      const isNamed = exitCode === 0 && compared.untried.length > 0;
      if (difference !== undefined) {
        // What was not tried may have gone wrong: then it was named, and nothing else was promised.
        const text = `world ${i}: ${JSON.stringify({ ...difference, world })}`;
        if (isNamed) figures.missed += 1;
        else different.push(text);
        if (process.env["CHECK_WORLDS"]) console.log(isNamed ? "MISSED" : "DIFFERENT", text);
      } else if (isNamed) figures.untried += 1;
      else figures[exitCode === 0 ? "pass" : exitCode === 1 ? "fail" : "misconfigured"] += 1;
    }
    if (process.env["CHECK_WORLDS"]) console.log(JSON.stringify(figures));
    expect(different).toEqual([]);
  },
  WORLDS * 10_000,
);
