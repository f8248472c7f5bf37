import { describe, expect, it } from "vitest";
import type { InstallationRecord, Population } from "../../sandbox/population.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { createAppCredential } from "../../src/github/app/jwt.ts";
import { ALL_PERMISSIONS, APP_PRIVATE_KEY, appRecord, installation } from "../support/app.ts";
import { virtualClock } from "../support/clock.ts";
import { APIS, endings, foundNames, type Opening, open, populationOf, repo } from "./harness.ts";

const app = { id: "4242", privateKey: APP_PRIVATE_KEY };

/** Two organisations, each with something private. */
const repositories = [
  repo(1, "a", 3),
  repo(2, "secret", { private: true, pullRequests: repo(9, "x", 60).pullRequests }),
  repo(3, "other/b", 2),
  repo(4, "other/hidden", { private: true, pullRequests: repo(9, "x", 5).pullRequests }),
];
const ALL = { "acme/a": 3, "acme/secret": 60, "other/b": 2, "other/hidden": 5 };

function peopled(...installations: readonly InstallationRecord[]): Population {
  return populationOf(repositories, { apps: [appRecord(...installations)], tokens: [] });
}

const both = [installation(7, "acme"), installation(8, "Other")] as const;

function openAsApp(population: Population, opening: Opening & { readonly installationId?: number } = {}) {
  const { installationId, ...rest } = opening;
  return open(population, {
    repositories: "acme/*,other/*",
    token: null,
    app: { ...app, ...(installationId === undefined ? {} : { installationId }) },
    ...rest,
  });
}

describe.each(APIS)("by %s, a GitHub App", (api) => {
  it("reads each owner through its own installation, with its own quota", async () => {
    const stage = await openAsApp(peopled(...both), { api });
    expect(endings(await stage.read())).toEqual(ALL);
    expect(stage.github.minted.map((one) => one.installation).sort()).toEqual([7, 8]);
    const { quotas, requests } = stage.source.usage();
    const resource = api === "graphql" ? "graphql" : "core";
    const own = quotas.filter((quota) => quota.resource === resource);
    expect(own.map(({ owner }) => owner).sort()).toEqual(["acme", "other"]);
    for (const { limit, remaining, used } of own) {
      expect(used).toBeGreaterThan(0);
      expect(remaining).toBe((limit ?? 0) - used);
    }
    expect(requests).toBe(stage.github.log.length);
    expect(stage.github.problems).toEqual([]);
  });

  it("finds them by names in full too", async () => {
    const stage = await openAsApp(peopled(...both), { api, repositories: "other/hidden,acme/a,Acme/secret" });
    expect(endings(await stage.read())).toEqual({ "other/hidden": 5, "acme/a": 3, "Acme/secret": 60 });
    expect(stage.github.minted).toHaveLength(2);
  });

  it("sees of its account's private repositories those that it was given", async () => {
    const population = peopled(installation(7, "acme", { repositories: ["acme/a"] }), both[1]);
    const stage = await openAsApp(population, { api });
    expect(endings(await stage.read())).toEqual({ "acme/a": 3, "other/b": 2, "other/hidden": 5 });
  });

  it("reads a user's private repositories", async () => {
    const parts = { private: true, pullRequests: repo(9, "x", 4).pullRequests };
    const many = Array.from({ length: 120 }, (_, i) => repo(100 + i, `solo/r${i}`, i % 2 ? parts : 1));
    const population = { ...peopled(installation(9, "solo")), repositories: many };
    const stage = await openAsApp(population, { api, repositories: "solo/*" });
    const outcome = await stage.read();
    expect(foundNames(outcome)).toHaveLength(120);
    expect(Object.values(endings(outcome)).filter((end) => end === 4)).toHaveLength(60);
    expect(stage.log.lines).toEqual([]);
  });

  it("reads everything through the one installation that it is told", async () => {
    const stage = await openAsApp(peopled(...both), { api, installationId: 7 });
    expect(endings(await stage.read())).toEqual({ "acme/a": 3, "acme/secret": 60, "other/b": 2 });
    expect(stage.github.minted.map((one) => one.installation)).toEqual([7]);
    expect(stage.source.usage().quotas.every(({ owner }) => owner === "acme")).toBe(true);
  });

  it.each([
    { what: "is not installed", installations: [both[1]] },
    { what: "is suspended", installations: [{ ...both[0], suspendedAt: "2026-01-01T00:00:00Z" }, both[1]] },
  ])("that $what at one owner reads the other", async ({ what, installations }) => {
    const stage = await openAsApp(peopled(...installations), { api, repositories: "acme/*,acme/a,other/*" });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "acme/a": "unauthorized", "other/b": 2, "other/hidden": 5 });
    const failed = outcome.found.find(({ kind }) => kind === "listing_failed");
    expect(failed).toMatchObject({ owner: "acme", reason: "unauthorized" });
    expect(failed?.kind === "listing_failed" && failed.message).toContain(what);
    expect(failed?.kind === "listing_failed" && failed.message).toMatch(/\bat acme\b/);
  });

  it("whose installation is suspended when its token is made reads the other owner", async () => {
    const stage = await openAsApp(peopled(...both), { api });
    const isAbout = (text: string) => (entry: { path: string }) => entry.path.includes(text);
    stage.github.fault({ when: isAbout("/users/other/installation"), fault: { kind: "slow", ms: 300 } });
    stage.github.onRequest((entry) => {
      const suspended = { ...both[0], suspendedAt: "2026-01-01T00:00:00Z" };
      if (isAbout("/7/access_tokens")(entry)) stage.github.population = peopled(suspended, both[1]);
    });
    const outcome = await stage.read();
    expect(endings(outcome)).toEqual({ "other/b": 2, "other/hidden": 5 });
    const failed = outcome.found.filter(({ kind }) => kind === "listing_failed");
    expect(failed).toMatchObject([{ owner: "acme", reason: "unauthorized" }]);
    expect(JSON.stringify(failed)).toContain("has been suspended");
  });

  it("that is installed at an enterprise says so", async () => {
    const population = peopled(installation(7, "acme-inc", { ofEnterprise: true }));
    const stage = await openAsApp(population, { api, installationId: 7 });
    const text = JSON.stringify((await stage.read()).found);
    expect(text).toContain('"reason":"unauthorized"');
    expect(text).toContain("is at the enterprise acme-inc");
  });

  it.each(["9999-12-31T23:59:59Z", "2026-01-15T11:00:00Z", "0001-01-01T00:00:00Z"])(
    "uses a token that is said to end at %s for an hour at most, and makes no other for each request",
    async (expires_at) => {
      const stage = await openAsApp(peopled(...both), { api });
      const alter = (body: unknown) => Object.assign({}, body, { expires_at });
      const when = ({ path }: { path: string }) => path.includes("access_tokens");
      stage.github.fault({ when, fault: { kind: "altered", alter } });
      expect(endings(await stage.read())).toEqual(ALL);
      expect(stage.github.minted).toHaveLength(2);
    },
  );

  it("whose installation is taken away meanwhile keeps what was read, and loses that owner alone", async () => {
    const stage = await openAsApp(peopled(...both), { api, concurrency: 1 });
    let seen = 0;
    stage.github.onRequest(({ path }) => {
      const asked = path.includes("/pulls") || path === "/graphql" ? ++seen : 0;
      if (asked === 3) stage.github.population = peopled(both[1]);
    });
    const ends = endings(await stage.read());
    expect(ends).toMatchObject({ "other/b": 2, "other/hidden": 5 });
    for (const name of ["acme/a", "acme/secret"] as const)
      expect([ALL[name], "unauthorized"]).toContain(ends[name]);
    expect(Object.values(ends)).toContain("unauthorized");
  });

  it("renews its tokens before they end, while a run goes on", async () => {
    const clock = virtualClock();
    const counts = Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`acme/r${i}`, 50 + i]));
    const many = Object.entries(counts).map(([name, count], i) => repo(i + 1, name, count));
    const population = { ...peopled(both[0]), repositories: many };
    const opening = { api, clock, concurrency: 1, deadline: clock.now() + 1e9, repositories: "acme/*" };
    const stage = await openAsApp(population, opening);
    // Two requests take nearly the hour that a token lives.
    stage.github.onRequest(({ path }) => {
      if (!/^\/app|installation$/.test(path)) void clock.sleep(1_700_000);
    });
    expect(endings(await stage.read())).toEqual(counts);
    expect(stage.github.minted.length).toBeGreaterThan(2);
    expect(stage.github.log.map(({ status }) => status)).not.toContain(401);
  });

  it("makes another token where one is refused, and gives up where that is too", async () => {
    const stage = await openAsApp(peopled(...both), { api, concurrency: 1 });
    const fault = { kind: "status", status: 401 } as const;
    stage.github.fault({ when: ({ path }) => !path.includes("/installation"), skip: 2, times: 2, fault });
    expect(endings(await stage.read())).toEqual(ALL);
    expect(stage.github.minted.length).toBeGreaterThan(2);
    stage.github.reset();
    stage.github.fault({ when: ({ path }) => !path.includes("/installation"), fault });
    const again = await openAsApp(peopled(...both), { api, concurrency: 1 });
    again.github.fault({ when: ({ path }) => !path.includes("/installation"), fault });
    const outcome = await again.read();
    expect(outcome.found.map((one) => one.kind === "listing_failed" && one.reason)).toEqual([
      "unauthorized",
      "unauthorized",
    ]);
    expect(again.github.log.length).toBeLessThanOrEqual(2 * 12);
  });

  it.each([-3_000, -90, 90, 3_000])("is read by a machine whose clock is %i s off", async (seconds) => {
    const clock = virtualClock();
    const now = () => clock.now() - seconds * 1000;
    const stage = await openAsApp(peopled(...both), { api, clock, sandbox: { now } });
    expect(endings(await stage.read())).toEqual(ALL);
    expect(stage.github.minted).toHaveLength(2);
  });

  it.each([
    {
      what: "another App's key",
      parts: { id: "4243" },
      apps: [{ ...appRecord(...both), id: 4243, publicKey: "" }],
    },
    { what: "an id that GitHub does not know", parts: { id: "9999" }, apps: [appRecord(...both)] },
  ])("with $what reads nothing, and says which settings to look at", async ({ parts, apps }) => {
    const { publicKey } = (await import("node:crypto")).generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = String(publicKey.export({ type: "spki", format: "pem" }));
    const known = apps.map((one) => (one.publicKey === "" ? { ...one, publicKey: pem } : one));
    const population = populationOf(repositories, { apps: known, tokens: [] });
    const stage = await open(population, {
      api,
      token: null,
      app: { ...app, ...parts },
      repositories: "acme/*",
    });
    const { found } = await stage.read();
    expect(found).toMatchObject([{ kind: "listing_failed", reason: "unauthorized" }]);
    expect(JSON.stringify(found)).toContain("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY");
  });

  it("has in a limit of one owner's no reason to leave the other alone", async () => {
    const stage = await openAsApp(peopled(...both), { api });
    const isAcme = ({ path, variables }: { path: string; variables: Readonly<Record<string, unknown>> }) =>
      path.includes("acme/secret") || Object.values(variables).includes("secret");
    stage.github.fault({ when: isAcme, fault: { kind: "primary-limit", resetInSeconds: 3_000 } });
    expect(endings(await stage.read())).toMatchObject({
      "other/b": 2,
      "other/hidden": 5,
      "acme/secret": "rate_limited",
    });
  });
});

it("asks for what its permissions do not hold, and says so for each owner", async () => {
  const { contents: _, ...permissions } = ALL_PERMISSIONS;
  const stage = await openAsApp(peopled(installation(7, "acme", { permissions }), both[1]));
  expect(endings(await stage.read())).toEqual(ALL);
  const warned = stage.log.warnings("fields_unknown");
  expect(warned).toMatchObject([{ owner: "acme", fields: [{ field: "reviewState", repositories: 2 }] }]);
});

it("shares CONCURRENCY out among the owners", async () => {
  const stage = await openAsApp(peopled(...both), {
    api: "rest",
    concurrency: 2,
    sandbox: { latency: () => 5 },
  });
  expect(endings(await stage.read())).toEqual(ALL);
  expect(stage.github.maxInFlight).toBeLessThanOrEqual(2);
});

it("does not count one repository twice that moved from one owner to the other", async () => {
  const moved = repo(3, "other/b", { formerNames: ["acme/b"], pullRequests: repo(9, "x", 2).pullRequests });
  const population = { ...peopled(...both), repositories: [moved] };
  const stage = await openAsApp(population, { repositories: "acme/b,other/*" });
  expect(endings(await stage.read())).toEqual({ "acme/b": 2 });
});

it("is not what a token of somebody else's is", async () => {
  const population = { ...peopled(...both), tokens: [tokenRecord("ghs_old")] };
  const stage = await open(population, { token: "ghs_old", repositories: "other/*" });
  expect(endings(await stage.read())).toEqual({ "other/b": 2, "other/hidden": 5 });
  expect(stage.source.usage().quotas.every(({ owner }) => owner === undefined)).toBe(true);
});

it("an App's token that is being made when the clock is corrected is made anew", async () => {
  const clock = virtualClock();
  const credential = createAppCredential(app, clock, () => {});
  const { signal } = new AbortController();
  const first = await credential.authorization(signal);
  await clock.sleep(600_000);
  const second = credential.authorization(signal);
  expect(credential.refused(first, 3_000_000)).toBe(true);
  const payload = (await second).split(".")[1] ?? "";
  const { iat } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { iat: number };
  expect(Math.abs(iat - (clock.now() + 3_000_000) / 1000)).toBeLessThanOrEqual(60);
});
