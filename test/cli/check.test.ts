import { describe, expect, it } from "vitest";
import { fullToken } from "../../sandbox/tokens.ts";
import { resultsOf, runCheck } from "../support/check.ts";
import { APP_KEY, openHouse } from "../support/house.ts";
import { expectNoProblems } from "../support/received.ts";
import { APIS, smallTown } from "../support/town.ts";

const town = smallTown();
const GOOD = { GITHUB_REPOSITORIES: "acme/*,acme/alpha", DD_APP_KEY: APP_KEY } as const;

describe.each(APIS)("by %s, check", (api) => {
  it("passes where everything is right, and sends nothing", async () => {
    const house = await openHouse({ population: town });
    const checked = await runCheck(house, { ...GOOD, GITHUB_API: api });
    expect(checked.outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(resultsOf(checked)).toEqual({
      "configuration: settings": "pass",
      "GitHub: address": "pass",
      "GitHub: token": "pass",
      "GitHub: scopes": "pass",
      "GitHub: quota of REST": "pass",
      "GitHub: quota of GraphQL": "pass",
      ...(api === "rest" ? { "GitHub: review states": "skip" } : {}),
      "repositories: acme/alpha": "pass",
      "repositories: acme/*": "pass",
      "repositories: acme/beta": "pass",
      "repositories: acme/gamma": "pass",
      "repositories: acme/delta": "pass",
      "repositories: all together": "pass",
      "clock: against GitHub": "pass",
      "Datadog: address": "pass",
      "Datadog: API key": "pass",
      "Datadog: application key": "pass",
      "Datadog: scope timeseries_query": "pass",
      "Datadog: setup: monitors_read": "pass",
      "Datadog: setup: dashboards_read": "pass",
      "Datadog: setup: slos_read": "pass",
      "clock: against Datadog": "pass",
    });
    expectNoProblems(house);
  });

  it("agrees with the run after it", async () => {
    const house = await openHouse({ population: town });
    for (const [env, exitCode] of [
      [{}, 0],
      [{ GITHUB_REPOSITORIES: "acme/missing" }, 1],
      [{ GITHUB_REPOSITORIES: "acme/alpha,acme/missing", FAIL_RATIO: "50%" }, 0],
      [{ DD_API_KEY: "another-key-0123456789" }, 1],
    ] as const) {
      const all = { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/*", ...env };
      expect((await runCheck(house, all)).outcome.exitCode).toBe(exitCode);
      expect((await house.run(all)).exitCode).toBe(exitCode);
      house.datadog.reset();
    }
  });
});

describe("check", () => {
  it("prints a table for people, without colours, and below it what it comes to", async () => {
    const house = await openHouse({ population: town });
    const outcome = await house.run(GOOD, "check");
    const [table = "", sum] = outcome.stdout.split("\n\n");
    expect(table).toMatch(/^result {2}of {13}tried {19}came back {37}what to do$/m);
    expect(table).toMatch(/^pass {4}GitHub {9}token {19}token of an unknown kind, of sandbox-reader$/m);
    expect(sum).toBe("A run would succeed. Nothing was sent.\n");
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("says below the table that a run would fail", async () => {
    const house = await openHouse({ population: town });
    const { stdout, exitCode } = await house.run(
      { DD_API_KEY: undefined, GITHUB_REPOSITORIES: "acme/alpha,acme/*", MIN_REPOSITORIES: "5" },
      "check",
    );
    expect(stdout).toMatch(/\nA run would fail: 2 of \d+ rows say why\.\n$/);
    expect(exitCode).toBe(1);
  });

  it("looks at GitHub too where DD_API_KEY is missing", async () => {
    const house = await openHouse({ population: town });
    const checked = await runCheck(house, { DD_API_KEY: undefined, DD_APP_KEY: APP_KEY });
    expect(checked.row("Datadog: API key")).toMatchObject({ result: "fail", found: "DD_API_KEY is not set" });
    expect(checked.row("Datadog: application key").result).toBe("skip");
    expect(checked.row("repositories: all together")).toMatchObject({ result: "pass" });
    expect(checked.outcome.exitCode).toBe(1);
    expect(house.datadog.log).toEqual([]);
  });

  it("shows every fault of the configuration as a row, tries nothing, and exits with 2", async () => {
    const house = await openHouse({ population: town });
    const env = { GITHUB_REPOSITORIES: "acme", STALE_DAYS: "soon", GITHUB_TOKENN: "x" };
    const checked = await runCheck(house, env);
    expect(checked.outcome).toMatchObject({ exitCode: 2, stderr: "" });
    expect(checked.row("configuration: GITHUB_REPOSITORIES")).toMatchObject({
      result: "fail",
      found: 'has "acme" without a slash',
      advice: "For example: GITHUB_REPOSITORIES='acme/*'",
    });
    expect(checked.row("configuration: STALE_DAYS").result).toBe("fail");
    expect(checked.row("configuration: GITHUB_TOKENN").advice).toBe("Was GITHUB_TOKEN meant?");
    expect(checked.row("GitHub: everything").result).toBe("skip");
    expect(checked.row("Datadog: everything").result).toBe("skip");
    expect([...house.github.log, ...house.datadog.log]).toEqual([]);
  });

  it("shows a misspelling as a row, and not as a line too", async () => {
    const house = await openHouse({ population: town });
    const checked = await runCheck(house, { GITHUB_REPOSITORYS: "acme/*" });
    expect(checked.row("configuration: GITHUB_REPOSITORYS").result).toBe("warn");
    expect(checked.outcome).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("can be asked for help", async () => {
    const house = await openHouse({ population: town });
    expect((await house.run({}, "check", "--help")).stdout).toContain("check [--json]");
  });

  it("ends when it is asked to, and says so", async () => {
    const house = await openHouse({ population: town });
    house.github.onRequest(() => house.interrupt());
    house.github.fault({ fault: { kind: "hang" } });
    const checked = await runCheck(house, { GITHUB_TOKEN: fullToken.token });
    expect(checked.row("GitHub: address")).toMatchObject({ result: "fail", advice: "Try again." });
    expect(checked.row("repositories: GITHUB_REPOSITORIES").result).toBe("skip");
  });
});
