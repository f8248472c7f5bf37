import { describe, expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import type { RequestEntry } from "../../sandbox/github/types.ts";
import { runCheck } from "../support/check.ts";
import { virtualClock } from "../support/clock.ts";
import { openHouse, type Variables } from "../support/house.ts";
import { expectNoProblems, heartbeat } from "../support/received.ts";
import { APIS, type Special, townOf } from "../support/town.ts";

const SPECIALS: Readonly<Record<string, Special>> = {
  "acme/alpha": 3,
  "acme/beta": 0,
  "acme/blocked": { blocked: true, pullRequests: manyPulls(1, Date.now()) },
  "acme/archived": { archived: true },
  "acme/new-name": { formerNames: ["acme/old-name"] },
};

/** Its waits take no time. */
function openTimedHouse(specials: Readonly<Record<string, Special>>) {
  const clock = virtualClock();
  const { now } = clock;
  return openHouse({ population: townOf(specials), clock, now, datadog: { now } });
}

async function checkTown(env: Variables, specials = SPECIALS) {
  const house = await openHouse({ population: townOf(specials) });
  return { house, checked: await runCheck(house, env) };
}

describe.each(APIS)("by %s, a repository", (api) => {
  const check = async (GITHUB_REPOSITORIES: string, env: Variables = {}) =>
    (await checkTown({ GITHUB_API: api, GITHUB_REPOSITORIES, ...env })).checked;

  it.each([
    { name: "acme/missing", reason: "not_found", advice: "Correct the name, or give the token access" },
    { name: "acme/blocked", reason: "blocked", advice: "Exclude it" },
  ])(
    "that is $reason is a warning within FAIL_RATIO, and a failure beyond",
    async ({ name, reason, advice }) => {
      const expected = { found: expect.stringContaining(reason), advice: expect.stringContaining(advice) };
      const within = await check(`acme/alpha,${name}`, { FAIL_RATIO: "50%" });
      expect(within.row(`repositories: ${name}`)).toMatchObject({ result: "warn", ...expected });
      expect(within.row("repositories: all together")).toMatchObject({
        result: "pass",
        found: "2 selected, 1 of them readable",
      });
      expect(within.outcome.exitCode).toBe(0);
      const beyond = await check(`acme/alpha,${name}`);
      expect(beyond.row(`repositories: ${name}`)).toMatchObject({ result: "fail", ...expected });
      expect(beyond.row("repositories: all together").found).toContain("FAIL_RATIO is 10%");
      const strict = await check(`acme/alpha,${name}`, { FAIL_RATIO: "50%", FAIL_ON_PARTIAL: "true" });
      expect(strict.row("repositories: all together").found).toContain("FAIL_ON_PARTIAL is true");
    },
  );

  it("that was renamed is named as it is now", async () => {
    const checked = await check("acme/old-name");
    expect(checked.row("repositories: acme/old-name")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("renamed to acme/new-name"),
      advice: expect.stringContaining("Name it as it is now"),
    });
    expect(checked.outcome).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("that is named twice is told to be counted once", async () => {
    const checked = await check("acme/old-name,acme/new-name");
    expect(checked.row("repositories: acme/old-name")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("counted once"),
    });
  });

  it("that is archived is worth a warning where it is named in full", async () => {
    const named = await check("acme/archived");
    expect(named.row("repositories: acme/archived")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("archived"),
      advice: expect.stringContaining("Take it out"),
    });
    if (api === "rest") return;
    const taken = await check("acme/*,!acme/blocked", { GITHUB_INCLUDE_ARCHIVED: "true" });
    expect(taken.row("repositories: acme/archived")).toMatchObject({
      result: "pass",
      found: expect.stringContaining("archived"),
    });
  });

  it("that a listing shows and nobody can read fails like one that is named", async () => {
    const checked = await check("acme/*");
    expect(checked.row("repositories: acme/blocked")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("blocked"),
    });
  });
});

describe.each(APIS)("by %s, a selection", (api) => {
  it("of nothing fails", async () => {
    const { checked } = await checkTown({ GITHUB_API: api, GITHUB_REPOSITORIES: "acme/none-*" });
    expect(checked.row("repositories: acme/none-*").result).toBe("warn");
    expect(checked.row("repositories: all together")).toMatchObject({
      result: "fail",
      found: "GITHUB_REPOSITORIES selects nothing that the credential can see",
    });
  });

  it("below MIN_REPOSITORIES fails", async () => {
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/alpha", MIN_REPOSITORIES: "5" };
    const { checked } = await checkTown(env);
    expect(checked.row("repositories: all together")).toMatchObject({
      result: "fail",
      found: "1 selected, 1 of them readable; MIN_REPOSITORIES is 5",
    });
  });

  it("of an owner that is not there fails, since a run would say that it failed", async () => {
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/alpha,nobody/*", FAIL_RATIO: "100%" };
    const { checked } = await checkTown(env);
    expect(checked.row("repositories: nobody/*")).toMatchObject({
      result: "fail",
      found: expect.stringMatching(/^not_found: /),
    });
    expect(checked.row("repositories: all together").found).toBe(
      "1 selected, 1 of them readable; an owner could not be listed",
    );
  });

  it("of which a listing breaks off tells how far it came, and fails", async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`acme/r${i}`, 0]));
    const house = await openHouse({ population: townOf(many) });
    const isSecondPage = ({ path, variables }: RequestEntry) =>
      path.includes("page=2") || (typeof variables["after"] === "string" && variables["owner"] === "acme");
    house.github.fault({ when: isSecondPage, fault: { kind: "status", status: 403 } });
    const checked = await runCheck(house, { GITHUB_API: api });
    const names = checked.rows.filter(({ tried }) => tried === "acme/*");
    expect(names).toMatchObject([
      { result: "pass", found: "100 repositories, as far as they were listed; the first 20 of them:" },
      { result: "fail", found: expect.stringMatching(/^forbidden: /) },
    ]);
  });

  it("of a large owner looks into 20 of each pattern, and counts the rest", async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`acme/r${i}`, i % 3]));
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*,acme/r1*" };
    const { house, checked } = await checkTown(env, many);
    expect(checked.row("repositories: acme/*").found).toBe("250 repositories; the first 20 of them:");
    expect(checked.row("repositories: acme/r1*").found).toBe("111 repositories");
    expect(checked.rows.filter(({ tried }) => /^acme\/r\d+$/.test(tried))).toHaveLength(20);
    expect(checked.row("repositories: all together").found).toBe("250 selected, 250 of them readable");
    // Limits, identity, the listing's three pages (by REST each once more), and a look at 20 (by REST at those that are not empty).
    expect(house.github.log).toHaveLength(2 + 3 + (api === "rest" ? 3 + 13 : 1));
    expect(house.github.points).toBe(api === "rest" ? 0 : 3 + 1);
    expectNoProblems(house);
  });

  it("of many names shows each, and looks into the first 20", async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`acme/r${i}`, i % 3]));
    const env = { GITHUB_API: api, GITHUB_REPOSITORIES: Object.keys(many).join() };
    const { house, checked } = await checkTown(env, many);
    expect(checked.rows.filter(({ tried }) => /^acme\/r\d+$/.test(tried))).toHaveLength(50);
    expect(house.github.log).toHaveLength(2 + (api === "rest" ? 50 + 20 : 1 + 1));
    expectNoProblems(house);
  });
});

describe("a look into repositories", () => {
  it("that GitHub does not answer is a warning, and no failure", async () => {
    const house = await openHouse({ population: townOf({ "acme/alpha": 3 }) });
    const fault = { kind: "graphql-errors" } as const;
    house.github.fault({
      when: ({ query }) => query.includes("isArchived pullRequests(states:OPEN,last"),
      fault,
    });
    const checked = await runCheck(house);
    expect(checked.row("repositories: acme/alpha")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("not looked into: GitHub refused a GraphQL query"),
      advice: "Try again.",
    });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it.each([
    { api: "graphql", status: 401, reason: "unauthorized" },
    { api: "graphql", status: 500, reason: "server_error" },
    { api: "rest", status: 401, reason: "unauthorized" },
    { api: "rest", status: 502, reason: "server_error" },
  ])(
    "by $api that GitHub finally answers with $status is a failure, as in the run that follows",
    async ({ api, status, reason }) => {
      const house = await openTimedHouse({ "acme/alpha": 3, "acme/beta": 0 });
      const isAboutPulls = ({ path, query }: RequestEntry) =>
        path.includes("/pulls?") || query.includes("isDraft");
      house.github.fault({ when: isAboutPulls, fault: { kind: "status", status } });
      const env = { GITHUB_API: api };
      const checked = await runCheck(house, env);
      expect(checked.row("repositories: acme/alpha")).toMatchObject({
        result: "fail",
        found: expect.stringContaining(reason),
      });
      expect(checked.row("repositories: acme/beta").result).not.toBe("fail");
      expect(checked.outcome.exitCode).toBe(1);
      expect(await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env })).toMatchObject({ exitCode: 0 });
      expect(heartbeat(house)).toBe(0);
    },
  );

  it("that would have to wait longer than check does is a warning, and no failure", async () => {
    const house = await openTimedHouse({ "acme/alpha": 3 });
    const fault = { kind: "secondary-limit", status: 403, retryAfter: 25 } as const;
    house.github.fault({ when: ({ query }) => query.includes("isDraft"), fault });
    const checked = await runCheck(house);
    expect(checked.row("repositories: acme/alpha")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("a run waits, check does not"),
    });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it("keeps the answers about the others where one of them is refused", async () => {
    const house = await openHouse({ population: townOf({ "acme/alpha": 3, "acme/beta": 1 }) });
    const fault = {
      kind: "graphql-partial",
      aliases: (_: string, i: number) => i === 0,
      type: "FORBIDDEN",
    } as const;
    house.github.fault({ when: ({ query }) => query.includes("last:"), fault });
    const checked = await runCheck(house, { FAIL_RATIO: "50%" });
    const results = ["acme/alpha", "acme/beta"].map((name) => checked.row(`repositories: ${name}`).result);
    expect(results.sort()).toEqual(["pass", "warn"]);
    expect(checked.row("repositories: all together").found).toBe("2 selected, 1 of them readable");
  });
});
