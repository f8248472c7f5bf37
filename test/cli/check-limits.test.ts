import { describe, expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import type { GitHubOptions } from "../../sandbox/github/types.ts";
import type { Population } from "../../sandbox/population.ts";
import { issue } from "../../sandbox/records.ts";
import { APP_PRIVATE_KEY, appRecord, installation } from "../support/app.ts";
import { runCheck } from "../support/check.ts";
import { START, virtualClock } from "../support/clock.ts";
import { openHouse, type Variables } from "../support/house.ts";
import { heartbeat } from "../support/received.ts";
import { APIS, type Special, townOf } from "../support/town.ts";

const numbered = (count: number, special: (i: number) => Special, owner = "acme") =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${owner}/r${i}`, special(i)] as const));

const NO_TOKEN = { GITHUB_TOKEN: undefined } as const;
const AS_APP = { ...NO_TOKEN, GITHUB_APP_ID: "4242", GITHUB_APP_PRIVATE_KEY: APP_PRIVATE_KEY } as const;

/** Checks, then runs, on a clock that only waits move. */
async function checkAndRun(
  population: Population,
  env: Variables,
  limits: NonNullable<GitHubOptions["limits"]> = {},
) {
  const clock = virtualClock();
  const { now } = clock;
  const house = await openHouse({ population, limits, clock, now, datadog: { now } });
  const checked = await runCheck(house, env);
  const { restSpent, points } = house.github;
  const run = async () => {
    const { exitCode, log } = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
    const cost = { core: house.github.restSpent - restSpent, graphql: house.github.points - points };
    return { exitCode, success: heartbeat(house), log, cost };
  };
  return { house, checked, run };
}

describe("the cost of a run", () => {
  const many = (count: number) => ({
    issues: Array.from({ length: count }, (_, i) => issue(i + 1, START - i * 1e6)),
  });
  it.each([
    {
      what: "30 owners by pattern",
      town: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`o${i}/r`, 1])),
      env: { GITHUB_REPOSITORIES: Array.from({ length: 30 }, (_, i) => `o${i}/*`).join() },
    },
    {
      what: "30 names and a pattern",
      town: numbered(31, () => 2),
      env: { GITHUB_REPOSITORIES: `acme/*,${Object.keys(numbered(30, () => 2)).join()}` },
    },
    { what: "40 repositories of 30", town: numbered(40, () => 30), env: {} },
    { what: "3 of 250, by REST", town: numbered(3, () => 250), env: { GITHUB_API: "rest" } },
    {
      what: "3 of 250 issues, by REST",
      town: numbered(3, () => many(250)),
      env: { GITHUB_API: "rest", METRICS: "+issues.*" },
    },
    {
      what: "3 of 150 pull requests and 150 issues, by REST",
      town: numbered(3, () => ({
        pullRequests: manyPulls(150, START),
        issues: Array.from({ length: 150 }, (_, i) => issue(200 + i, START - i * 1e6)),
      })),
      env: { GITHUB_API: "rest", METRICS: "+issues.*" },
    },
    {
      what: "PROPERTY_TAGS and 5 names, by REST",
      town: numbered(5, () => 3),
      env: {
        GITHUB_API: "rest",
        PROPERTY_TAGS: "tier",
        GITHUB_REPOSITORIES: Object.keys(numbered(5, () => 1)).join(),
      },
    },
    {
      what: "PROPERTY_TAGS and 5 names",
      town: numbered(5, () => 3),
      env: { PROPERTY_TAGS: "tier", GITHUB_REPOSITORIES: Object.keys(numbered(5, () => 1)).join() },
    },
    {
      what: "40 repositories of which half are looked into",
      town: numbered(40, (i) => 90 + i),
      env: { GITHUB_API: "rest" },
    },
  ])("is told within a fifth: $what", async ({ town, env }) => {
    const { checked, run } = await checkAndRun(townOf(town), env);
    const { cost } = await run();
    for (const [name, real] of [
      ["REST", cost.core],
      ["GraphQL", cost.graphql],
    ] as const) {
      const [, text] = /a run takes about ([\d,]+)/.exec(checked.row(`GitHub: quota of ${name}`).found) ?? [];
      const told = Number(text?.replace(",", "") ?? 0);
      expect(Math.abs(told - real), `${name}: told ${told}, took ${real}`).toBeLessThanOrEqual(real * 0.2);
    }
  });
});

describe.each(APIS)("by %s, what is left of a limit", (api) => {
  const town = townOf(numbered(40, () => 31));
  const left = (remaining: number) => ({
    limits: { used: { core: 5_000 - remaining, graphql: 5_000 - remaining } },
  });

  it("that does not pay for a run fails, and the run does", async () => {
    const { checked, run } = await checkAndRun(town, { GITHUB_API: api }, left(20).limits);
    const name = api === "rest" ? "REST" : "GraphQL";
    expect(checked.row(`GitHub: quota of ${name}`)).toMatchObject({
      result: "fail",
      found: expect.stringMatching(/a run takes about \d+: that does not pay for \d+ repositories$/),
    });
    expect(await run()).toMatchObject({ success: 0 });
  });

  it("that pays for all but what may fail is a warning", async () => {
    const env = { GITHUB_API: api, FAIL_RATIO: "60%" };
    const { checked, run } = await checkAndRun(town, env, left(30).limits);
    expect(checked.outcome.exitCode).toBe(0);
    expect(checked.row(`GitHub: quota of ${api === "rest" ? "REST" : "GraphQL"}`).result).toBe("warn");
    expect(await run()).toMatchObject({ exitCode: 0, success: 1 });
  });

  it("at one of two installations of an App fails", async () => {
    const population = {
      ...townOf({ ...numbered(40, () => 31), ...numbered(2, () => 3, "other") }),
      apps: [appRecord(installation(7, "acme"), installation(8, "other"))],
    };
    const env = { ...AS_APP, GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,other/*" };
    const { checked, run } = await checkAndRun(population, env, left(20).limits);
    const name = api === "rest" ? "REST" : "GraphQL";
    expect(checked.row(`GitHub: quota of ${name} at acme`).result).toBe("fail");
    expect(checked.row(`GitHub: quota of ${name} at other`).result).toBe("pass");
    expect(await run()).toMatchObject({ success: 0 });
  });
});

describe("without a token", () => {
  const names = numbered(50, (i) => i % 3);

  it("50 names leave the run what it needs", async () => {
    const env = { ...NO_TOKEN, GITHUB_REPOSITORIES: Object.keys(names).join() };
    const { house, checked, run } = await checkAndRun(townOf(names), env);
    expect(house.github.restSpent).toBeLessThan(7);
    expect(checked.row("GitHub: quota of REST").found).toMatch(/^5\d of 60 left.*a run takes about 50/);
    expect(checked.row("repositories: not tried")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("without a token"),
    });
    expect(await run()).toMatchObject({ exitCode: 0, success: 1 });
  });

  it("names that the limit does not pay for fail", async () => {
    const env = { ...NO_TOKEN, GITHUB_REPOSITORIES: Object.keys(names).join() };
    const { checked, run } = await checkAndRun(townOf(names), env, { anonymousPerHour: 40 });
    expect(checked.row("GitHub: quota of REST").result).toBe("fail");
    expect(await run()).toMatchObject({ success: 0 });
  });
});

describe("the last line", () => {
  const lastLine = async (env: Variables) => {
    const house = await openHouse({ population: townOf(numbered(30, (i) => i % 3)) });
    const { stdout } = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env }, "check");
    return stdout.trimEnd().split("\n").at(-1);
  };

  it("says how many repositories were only listed", async () => {
    expect(await lastLine({})).toBe("Not looked at: 10 of 30 repositories were only listed.");
  });

  it("says what other workers read", async () => {
    expect(await lastLine({ SHARD: "0/3" })).toMatch(
      /^Not looked at: \d+ repositories of other workers \(SHARD\)\.$/,
    );
  });
});

describe("what a run would survive", () => {
  it.each(["none", "suspended"])("an App that is %s at one of 22 owners is a warning", async (kind) => {
    const owners = Array.from({ length: 22 }, (_, i) => `o${i}`);
    const installed = owners.map((owner, i) =>
      installation(i + 1, owner, i === 3 ? { suspendedAt: "2026-01-01T00:00:00Z" } : {}),
    );
    const apps = [appRecord(...installed.filter((_, i) => kind === "suspended" || i !== 3))];
    const names = owners.map((owner) => `${owner}/r`);
    const population = { ...townOf(Object.fromEntries(names.map((name) => [name, 2]))), apps };
    const { checked, run } = await checkAndRun(population, { ...AS_APP, GITHUB_REPOSITORIES: names.join() });
    expect(checked.row("GitHub: installation at o3").result).toBe("warn");
    expect(checked.outcome.exitCode).toBe(0);
    expect(await run()).toMatchObject({ exitCode: 0, success: 1 });
  });

  it.each(["/rate_limit", "/user"])(
    "a server error of %s is a warning, and the rest is tried",
    async (broken) => {
      const house = await openHouse({ population: townOf(numbered(3, () => 2)) });
      house.github.fault({ when: ({ path }) => path === broken, fault: { kind: "status", status: 500 } });
      const checked = await runCheck(house);
      expect(checked.outcome.exitCode).toBe(0);
      expect(checked.row(`GitHub: ${broken === "/user" ? "token" : "address"}`).result).toBe("warn");
      expect(checked.row("repositories: acme/r0").result).toBe("pass");
    },
  );

  it("a server error of Datadog's validation is a warning", async () => {
    const clock = virtualClock();
    const { now } = clock;
    const house = await openHouse({ population: townOf(numbered(3, () => 2)), clock, now, datadog: { now } });
    house.datadog.fault({
      when: ({ path }) => path.endsWith("/validate"),
      fault: { kind: "status", status: 500 },
    });
    const checked = await runCheck(house);
    expect(checked.row("Datadog: API key")).toMatchObject({ result: "warn", untried: "the API key" });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it.each([
    {
      seconds: 25,
      exitCode: 0,
      result: "warn",
      found: "GitHub asks to wait for 25 s: a run waits, check does not",
    },
    { seconds: 3_000, exitCode: 1, result: "fail", found: "after this run's deadline" },
  ])("a secondary limit of $seconds s: $result", async ({ seconds, exitCode, result, found }) => {
    const clock = virtualClock();
    const { now } = clock;
    const house = await openHouse({ population: townOf({ "acme/alpha": 3 }), clock, now, datadog: { now } });
    const fault = { kind: "secondary-limit", status: 403, retryAfter: seconds } as const;
    house.github.fault({ when: ({ path }) => path !== "/rate_limit", fault });
    const checked = await runCheck(house, { GITHUB_REPOSITORIES: "acme/alpha" });
    const tried = seconds === 25 ? "not tried" : "acme/alpha";
    expect(checked.row(`repositories: ${tried}`)).toMatchObject({
      result,
      found: expect.stringContaining(found),
    });
    expect(checked.outcome.exitCode).toBe(exitCode);
    expect(clock.waits.filter((ms) => ms > 20_000)).toEqual([]);
  });
});
