import { describe, expect, it } from "vitest";
import type { Fault } from "../../sandbox/github/types.ts";
import { fullToken, tokenRecord } from "../../sandbox/tokens.ts";
import { runCheck } from "../support/check.ts";
import { openHouse, type Variables } from "../support/house.ts";
import { expectNoProblems } from "../support/received.ts";
import { APIS, smallTown, townOf } from "../support/town.ts";

const DAY = 86_400_000;
const town = smallTown();

async function checkTown(env: Variables = {}, fault?: Fault) {
  const house = await openHouse({ population: town });
  if (fault) house.github.fault({ fault });
  return await runCheck(house, env);
}

describe("a token", () => {
  it("that GitHub refuses fails, and Datadog is still tried", async () => {
    const checked = await checkTown({ GITHUB_TOKEN: "revoked" });
    expect(checked.row("GitHub: address").result).toBe("pass");
    expect(checked.row("GitHub: token")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("401"),
      advice: expect.stringContaining("Replace GITHUB_TOKEN"),
    });
    expect(checked.row("repositories: GITHUB_REPOSITORIES").result).toBe("skip");
    expect(checked.row("Datadog: API key").result).toBe("pass");
  });

  it.each([
    { days: 5, result: "warn", found: /^expires in [45] days, on \d{4}-\d\d-\d\d$/ },
    { days: 90, result: "pass", found: /^expires in (89|90) days/ },
  ])("that expires in $days days: $result", async ({ days, result, found }) => {
    const expiring = tokenRecord("expiring", { expiresAt: new Date(Date.now() + days * DAY).toISOString() });
    const house = await openHouse({ population: smallTown([expiring]) });
    const checked = await runCheck(house, { GITHUB_TOKEN: "expiring" });
    expect(checked.row("GitHub: expiry")).toMatchObject({ result, found: expect.stringMatching(found) });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it.each([
    { token: "ghp_0123456789", kind: "classic personal access token, of sandbox-reader" },
    { token: "github_pat_0123456789", kind: "fine-grained personal access token, of sandbox-reader" },
    { token: "gho_0123456789", kind: "token of an OAuth app, of sandbox-reader" },
    { token: "ghu_0123456789", kind: "token of a GitHub App for a user, of sandbox-reader" },
    { token: "ghs_0123456789", kind: "token of a GitHub App's installation, or of GitHub Actions" },
    { token: "0123456789".repeat(4), kind: "token of the old form, of sandbox-reader" },
  ])("that begins like $kind is told as that, and not shown", async ({ token, kind }) => {
    const house = await openHouse({ population: smallTown([tokenRecord(token)]) });
    const checked = await runCheck(house, { GITHUB_TOKEN: token });
    expect(checked.row("GitHub: token")).toMatchObject({ result: "pass", found: kind });
    const scoped = !/^gh(s|u|ithub_pat)_|^github_pat_/.test(token);
    expect(checked.row(scoped ? "GitHub: scopes" : "GitHub: permissions").result).toBe(
      scoped ? "pass" : "skip",
    );
    expect(checked.outcome.stdout).not.toContain("0123456789");
  });

  it("without read:org is told so once for itself and for each repository, and the run would succeed", async () => {
    const lacking = tokenRecord("lacking", { lacksReadOrg: true });
    const house = await openHouse({ population: smallTown([lacking]) });
    const checked = await runCheck(house, { GITHUB_TOKEN: "lacking" });
    expect(checked.row("GitHub: scopes")).toMatchObject({
      result: "warn",
      found: "repo",
      advice: "Give the token the scope read:org, for the names of requested teams.",
    });
    expect(checked.row("repositories: acme/alpha")).toMatchObject({
      result: "warn",
      found: "visible; 3 open; review states readable; team names not readable",
    });
    expect(checked.outcome.exitCode).toBe(0);
    expectNoProblems(house);
  });

  it("that may read no members is only found out where a team is requested", async () => {
    const [asking, ...others] = town.repositories;
    const [first, ...more] = asking!.pullRequests;
    const requested = { ...asking!, pullRequests: [{ ...first!, teams: ["core"] }, ...more] };
    const hidden = tokenRecord("no-members", { hidden: [{ repository: "*", what: "teams" }] });
    const tokens = [hidden, fullToken];
    const house = await openHouse({ population: { ...town, tokens, repositories: [requested, ...others] } });
    const row = async (GITHUB_TOKEN: string) =>
      (await runCheck(house, { GITHUB_TOKEN })).row(`repositories: ${asking!.owner}/${asking!.name}`);
    expect(await row("no-members")).toMatchObject({
      result: "warn",
      advice: "For team names the token needs the scope read:org, or Members: read.",
    });
    expect(await row(fullToken.token)).toMatchObject({
      result: "pass",
      found: expect.stringContaining("team names"),
    });
  });

  it("that may not read review decisions is told the right it lacks", async () => {
    const blind = tokenRecord("blind", { hidden: [{ repository: "acme/alpha", what: "reviewDecision" }] });
    const house = await openHouse({ population: smallTown([blind]) });
    const checked = await runCheck(house, { GITHUB_TOKEN: "blind" });
    expect(checked.row("repositories: acme/alpha")).toMatchObject({
      result: "warn",
      found: "visible; 3 open; review states not readable",
      advice: "For review states the token needs Pull requests: read and Contents: read.",
    });
    expect(checked.row("repositories: acme/beta").result).toBe("pass");
  });

  it("is asked for checks only where a metric needs them", async () => {
    const blind = tokenRecord("blind", { hidden: [{ repository: "*", what: "checks" }] });
    const house = await openHouse({ population: smallTown([blind]) });
    const found = async (METRICS: string) =>
      (await runCheck(house, { GITHUB_TOKEN: "blind", METRICS })).row("repositories: acme/alpha").found;
    expect(await found("pull_requests.open")).toBe("visible; 3 open");
    expect(await found("pull_requests.open.by_checks")).toBe("visible; 3 open; checks not readable");
  });

  it("that is missing is a warning with the arithmetic of 60 requests an hour", async () => {
    const checked = await checkTown({ GITHUB_TOKEN: undefined });
    expect(checked.row("GitHub: token").result).toBe("warn");
    expect(checked.row("GitHub: quota of REST")).toMatchObject({
      result: "warn",
      found: "59 of 60 left, all of them again in 60 min; a run takes about 4, so at most 15 runs an hour",
    });
    expect(checked.row("GitHub: review states").advice).toBe("Set GITHUB_TOKEN, for GraphQL.");
    expect(checked.outcome.exitCode).toBe(0);
  });
});

describe("single sign-on", () => {
  it.each(APIS)("that leaves something out of a listing fails (by %s)", async (api) => {
    const checked = await checkTown({ GITHUB_API: api }, { kind: "sso-partial" });
    expect(checked.row("GitHub: single sign-on")).toMatchObject({
      result: "fail",
      advice: "Authorise the token for them, on GitHub's page of your tokens.",
    });
    expect(checked.row("repositories: all together").result).toBe("fail");
  });

  it("that GitHub wants for one repository is told with the page where to go", async () => {
    const house = await openHouse({ population: town });
    const sso = "required; url=https://github.com/orgs/acme/sso?authorization_request=A0123456789";
    const fault = { kind: "status", status: 403, headers: { "x-github-sso": sso } } as const;
    house.github.fault({ when: ({ path }) => path.includes("/alpha"), fault });
    const checked = await runCheck(house, { GITHUB_API: "rest", GITHUB_REPOSITORIES: "acme/alpha" });
    expect(checked.row("repositories: acme/alpha").found).toContain("https://github.com/orgs/acme/sso");
    expect(checked.outcome.stdout).not.toContain("authorization_request");
  });
});

describe("a quota", () => {
  it.each([
    { api: "graphql", limits: { graphqlPerHour: 0 } },
    { api: "rest", limits: { restPerHour: 0 } },
  ])(
    "of $api that is spent for longer than a run lasts fails, and nothing is asked of it",
    async ({ api, limits }) => {
      const house = await openHouse({ population: town, limits });
      const checked = await runCheck(house, { GITHUB_API: api });
      const name = api === "rest" ? "REST" : "GraphQL";
      expect(checked.row(`GitHub: quota of ${name}`)).toMatchObject({
        result: "fail",
        found: expect.stringMatching(/^spent/),
      });
      expect(checked.row("repositories: GITHUB_REPOSITORIES").result).toBe("fail");
      expect(house.github.log.map(({ path }) => path)).toEqual(
        api === "rest" ? ["/rate_limit"] : ["/rate_limit", "/user"],
      );
      expectNoProblems(house);
    },
  );

  it("that is spent and comes back within a run is a warning, and what could not be tried is named", async () => {
    const limits = { graphqlPerHour: 0, resetInSeconds: 60 };
    const house = await openHouse({ population: town, limits });
    const checked = await runCheck(house);
    expect(checked.row("GitHub: quota of GraphQL").result).toBe("warn");
    expect(checked.row("repositories: GITHUB_REPOSITORIES")).toMatchObject({
      result: "warn",
      advice: "Check again when that is mended.",
      untried: "GITHUB_REPOSITORIES",
    });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it("that is not spent, and less than a run takes, fails as the run would", async () => {
    const house = await openHouse({
      population: townOf({ "acme/huge": 200 }),
      limits: { graphqlPerHour: 3 },
    });
    const checked = await runCheck(house);
    expect(checked.row("GitHub: quota of GraphQL")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("a run takes about 5"),
    });
  });

  it("is nothing that an Enterprise Server must have", async () => {
    const house = await openHouse({ population: town, limits: { enabled: false } });
    const checked = await runCheck(house, { GITHUB_API_URL: `${house.github.url}/api/v3` });
    expect(checked.row("GitHub: quota").result).toBe("skip");
    expect(checked.outcome.exitCode).toBe(0);
  });
});

describe("a GitHub", () => {
  it("that cannot be reached is one failure, and Datadog is still tried", async () => {
    const checked = await checkTown({}, { kind: "reset-before" });
    expect(checked.row("GitHub: address")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("the connection to 127.0.0.1"),
      advice: expect.stringContaining("HTTPS_PROXY"),
    });
    expect(checked.row("GitHub: token").result).toBe("skip");
    expect(checked.row("Datadog: API key").result).toBe("pass");
  });

  it("that is a proxy's page is told as that", async () => {
    const checked = await checkTown({}, { kind: "html-200" });
    expect(checked.row("GitHub: address").advice).toContain("a proxy's page");
  });

  it("that forbids to ask who the token is lets the rest be tried", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({ when: ({ path }) => path === "/user", fault: { kind: "status", status: 403 } });
    const checked = await runCheck(house);
    expect(checked.row("GitHub: token").result).toBe("warn");
    expect(checked.row("repositories: all together").result).toBe("pass");
  });

  it("that fails to tell who the token is, and only that, lets the rest be tried", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({ when: ({ path }) => path === "/user", fault: { kind: "empty-body" } });
    const checked = await runCheck(house);
    expect(checked.row("GitHub: token").result).toBe("warn");
    expect(checked.row("repositories: all together").result).toBe("pass");
  });

  it("that forbids to ask for its limits lets the rest be tried", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({
      when: ({ path }) => path === "/rate_limit",
      fault: { kind: "status", status: 403 },
    });
    const checked = await runCheck(house);
    expect(checked.row("GitHub: address").result).toBe("pass");
    expect(checked.row("repositories: all together").result).toBe("pass");
  });
});
