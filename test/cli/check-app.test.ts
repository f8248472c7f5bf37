import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { InstallationRecord } from "../../sandbox/population.ts";
import { permissionsFor } from "../../src/github/check/permissions.ts";
import { ALL_PERMISSIONS, APP_PRIVATE_KEY, AS_APP, appRecord, installation } from "../support/app.ts";
import { resultsOf, runCheck } from "../support/check.ts";
import { openHouse } from "../support/house.ts";
import { APIS, townOf } from "../support/town.ts";

const town = { ...townOf({ "acme/alpha": 3, "other/beta": 2 }), tokens: [] };
const both = [installation(7, "acme"), installation(8, "other", { repositories: ["other/beta"] })] as const;
const env = { ...AS_APP, GITHUB_REPOSITORIES: "acme/*,other/*" };

async function open(...installations: readonly InstallationRecord[]) {
  return await openHouse({ population: { ...town, apps: [appRecord(...installations)] } });
}

describe.each(APIS)("check, as a GitHub App (by %s)", (api) => {
  it("shows who it is, where it is installed, what it may do and what is left there", async () => {
    const house = await open(...both);
    const checked = await runCheck(house, { ...env, GITHUB_API: api });
    expect(checked.outcome.exitCode).toBe(0);
    expect(checked.row("GitHub: App")).toMatchObject({
      result: "pass",
      found: "backlog-reader (4242), of acme",
    });
    expect(checked.row("GitHub: installation at acme").found).toBe("7, for all repositories");
    expect(checked.row("GitHub: installation at other").found).toBe("8, for selected repositories");
    expect(checked.row("GitHub: permissions at acme")).toMatchObject({
      result: "pass",
      found: expect.stringContaining("contents: read"),
    });
    for (const owner of ["acme", "other"]) {
      expect(checked.row(`GitHub: quota of REST at ${owner}`).result).toBe("pass");
      expect(checked.row(`GitHub: quota of GraphQL at ${owner}`).result).toBe("pass");
    }
    expect(Object.keys(resultsOf(checked))).not.toContain("GitHub: token");
    expect(house.github.problems).toEqual([]);
    expect(checked.outcome.stdout).not.toContain(APP_PRIVATE_KEY.slice(40, 80));
  });

  it("fails where it is not installed or suspended, and says what to do", async () => {
    const house = await open({ ...both[1], suspendedAt: "2026-01-01T00:00:00Z" });
    const checked = await runCheck(house, { ...env, GITHUB_API: api });
    expect(checked.row("GitHub: installation at acme")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("not installed at acme"),
      advice: expect.stringContaining("Install the App"),
    });
    expect(checked.row("GitHub: installation at other")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("suspended"),
    });
  });
});

it("names the permissions that are missing: what is not sent without, and what nothing can be read without", async () => {
  const { contents: _, members: __, ...fewer } = ALL_PERMISSIONS;
  const { pull_requests: ___, ...none } = ALL_PERMISSIONS;
  const house = await open(
    installation(7, "acme", { permissions: fewer }),
    installation(8, "other", { permissions: none }),
  );
  const checked = await runCheck(house, env);
  expect(checked.row("GitHub: permissions at acme")).toMatchObject({
    result: "warn",
    advice: expect.stringMatching(
      /Contents: read, for review states; Members: read, for names of requested teams/,
    ),
  });
  expect(checked.row("GitHub: permissions at other")).toMatchObject({
    result: "warn",
    advice: expect.stringContaining("Pull requests: read"),
  });
});

it("fails for another App's key with the settings to look at", async () => {
  const house = await open(...both);
  const checked = await runCheck(house, { ...env, GITHUB_APP_ID: "999" });
  expect(checked.row("GitHub: App")).toMatchObject({
    result: "fail",
    found: expect.stringContaining("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY"),
    advice: expect.stringContaining("private key"),
  });
});

it("fails for an address where nobody is", async () => {
  const house = await open(...both);
  const checked = await runCheck(house, {
    ...env,
    GITHUB_API_URL: "http://127.0.0.1:9",
    REQUEST_TIMEOUT: "1s",
  });
  expect(checked.row("GitHub: address").result).toBe("fail");
  expect(checked.row("GitHub: App").result).toBe("skip");
});

it.each(["docs/operating.md", "SECURITY.md"])("asks for the permissions that %s names", (file) => {
  const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
  const pullRequests = new Set(["reviewState", "checks", "teams"] as const);
  const needed = permissionsFor({ pullRequests, issues: new Set() }, { topics: false, properties: true });
  expect(needed).toHaveLength(8);
  for (const { title } of needed) expect(text).toContain(title);
});
