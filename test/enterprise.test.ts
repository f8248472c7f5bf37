import { describe, expect, it } from "vitest";
import { AS_APP, appRecord, installation } from "./support/app.ts";
import { runCheck } from "./support/check.ts";
import { openHouse } from "./support/house.ts";
import { expectNumbers, heartbeat } from "./support/received.ts";
import { APIS, namesOf, smallTown } from "./support/town.ts";

const town = smallTown();

describe.each(["current", "3.11"] as const)("on an Enterprise Server with a %s schema", (enterprise) => {
  async function openServer() {
    const population = { ...town, apps: [appRecord(installation(7, "acme"))] };
    const house = await openHouse({ population, enterprise, limits: { enabled: false } });
    return { house, env: { GITHUB_API_URL: `${house.github.url}/api/v3/`, GITHUB_REPOSITORIES: "acme/*" } };
  }

  it.each(APIS)("every number is right (by %s)", async (api) => {
    const { house, env } = await openServer();
    const outcome = await house.run({ ...env, GITHUB_API: api, METRICS: "+*" });
    expect(outcome.exitCode).toBe(0);
    expectNumbers(house, town, { repositories: namesOf(town), api, metrics: "all" });
    expect(heartbeat(house)).toBe(1);
    const kinds = house.datadog.find("github.exporter.github.quota").map(({ tags }) => tags.join());
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.every((tags) => tags.includes("kind:used"))).toBe(true);
    expect(house.github.problems).toEqual([]);
  });

  it("a GitHub App works too", async () => {
    const { house, env } = await openServer();
    const outcome = await house.run({ ...env, ...AS_APP });
    expect(outcome.exitCode).toBe(0);
    expectNumbers(house, town, { repositories: namesOf(town), api: "graphql" });
    expect(house.github.problems).toEqual([]);
  });

  it("check tries the same", async () => {
    const { house, env } = await openServer();
    const checked = await runCheck(house, { ...env, METRICS: "+*" });
    expect(checked.ok).toBe(true);
    expect(checked.row("GitHub: quota").result).toBe("skip");
    expect(house.github.problems).toEqual([]);
  });
});

it.each(APIS)("a run and check name an Enterprise Server that is too old (by %s)", async (api) => {
  const house = await openHouse({ population: town, enterprise: "3.10", limits: { enabled: false } });
  const GITHUB_API_URL = `${house.github.url}/api/v3/`;
  const env = { GITHUB_API_URL, GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*" };
  const checked = await runCheck(house, env);
  expect(checked.ok).toBe(false);
  expect(JSON.stringify(checked.rows)).toMatch(/Enterprise Server 3\.10 is older than 3\.11/);
  const outcome = await house.run(env);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.stderr).toMatch(/Enterprise Server 3\.10 is older than 3\.11/);
});
