import { describe, expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import { issue } from "../../sandbox/records.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { runCheck } from "../support/check.ts";
import { openHouse, type Variables } from "../support/house.ts";
import { expectNoProblems } from "../support/received.ts";
import { APIS, readsIssues, readsPulls, townOf } from "../support/town.ts";

const now = Date.now();
const hidden = [{ repository: "acme/alpha", what: "issues" }] as const;
const blind = tokenRecord("blind", { hidden });
const app = tokenRecord("blind-app", { hidden, installation: true });

const town = townOf(
  {
    "acme/alpha": {
      issues: [issue(1, now), issue(2, now)],
      pullRequests: manyPulls(2, now).map((one) => ({ ...one, number: one.number + 10, teams: ["core"] })),
    },
    "acme/beta": { issues: [issue(1, now)] },
  },
  [fullToken, blind, app],
);

async function check(env: Variables) {
  const house = await openHouse({ population: town });
  return {
    house,
    checked: await runCheck(house, { GITHUB_REPOSITORIES: "acme/*", METRICS: "+issues.*", ...env }),
  };
}

const cases = APIS.flatMap((api) => ["acme/*", "acme/alpha,acme/beta"].map((names) => [api, names] as const));

describe.each(cases)("by %s, the issues of %s", (api, names) => {
  const env = { GITHUB_API: api, GITHUB_REPOSITORIES: names };

  it("are told to be readable", async () => {
    const { house, checked } = await check(env);
    for (const name of ["alpha", "beta"]) {
      expect(checked.row(`repositories: acme/${name}`)).toMatchObject({
        result: "pass",
        found: expect.stringContaining("issues readable"),
      });
    }
    expect(checked.outcome.exitCode).toBe(0);
    expectNoProblems(house);
  });

  it.each([blind, app])(
    "that cannot be read are a warning with the right that is missing, and all else is told: $token",
    async ({ token }) => {
      const { house, checked } = await check({ ...env, GITHUB_TOKEN: token });
      expect(checked.row("repositories: acme/alpha")).toMatchObject({
        result: "warn",
        found: expect.stringContaining("issues not readable"),
        advice: "For issues the token needs Issues: read.",
      });
      expect(checked.row("repositories: acme/alpha").found).toMatch(
        /team names.* readable; issues not readable/,
      );
      expect(checked.row("repositories: acme/beta").found).toContain("issues readable");
      expect(checked.outcome.exitCode).toBe(0);
      expectNoProblems(house);
    },
  );

  it("are not asked for where no metric needs them", async () => {
    const { house, checked } = await check({ ...env, GITHUB_TOKEN: blind.token, METRICS: "pull_requests.*" });
    expect(checked.row("repositories: acme/alpha").found).not.toContain("issues");
    expect(house.github.log.filter((entry) => readsIssues(entry) || /issues\(/.test(entry.query))).toEqual(
      [],
    );
  });

  it("are all that is asked for where no other metric is", async () => {
    const { house, checked } = await check({ ...env, METRICS: "issues.*" });
    expect(checked.row("repositories: acme/alpha").found).toContain("issues readable");
    const pulls = house.github.log.filter((entry) => readsPulls(entry) || /pullRequests/.test(entry.query));
    expect(pulls).toEqual([]);
  });
});
