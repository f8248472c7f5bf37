import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../sandbox/datadog/faults.ts";
import type { DatadogOptions } from "../../sandbox/datadog/server.ts";
import { runCheck } from "../support/check.ts";
import { APP_KEY, openHouse, type Variables } from "../support/house.ts";
import { expectNoProblems, heartbeat } from "../support/received.ts";
import { smallTown } from "../support/town.ts";

const town = smallTown();

interface Special {
  readonly env?: Variables;
  readonly datadog?: Partial<DatadogOptions>;
  readonly fault?: FaultRule;
}

async function check({ env = {}, datadog = {}, fault }: Special) {
  const house = await openHouse({ population: town, datadog });
  if (fault) house.datadog.fault(fault);
  const checked = await runCheck(house, { DD_APP_KEY: APP_KEY, ...env });
  expect(checked.row("repositories: all together").result).toBe("pass");
  if (!fault) expectNoProblems(house);
  return { house, checked };
}

const at =
  (route: string) =>
  ({ path }: { readonly path: string }) =>
    path.startsWith(route);

it("a slow history in Datadog takes nothing from the time in which GitHub is read", async () => {
  const fault = { when: at("/api/v1/query"), fault: { kind: "hang" } } as const;
  const env = { RUN_TIMEOUT: "15s", REQUEST_TIMEOUT: "3s" };
  const { house, checked } = await check({ fault, env });
  expect(checked.outcome.exitCode).toBe(0);
  const run = await house.run({ GITHUB_REPOSITORIES: "acme/*", DD_APP_KEY: APP_KEY, ...env });
  expect(run.exitCode).toBe(0);
  expect(heartbeat(house)).toBe(1);
});

describe("an API key", () => {
  it("that is refused fails, with a word about the site, and GitHub is still tried", async () => {
    const { checked } = await check({ env: { DD_API_KEY: "of-another-site-0123456789" } });
    expect(checked.row("Datadog: address").result).toBe("pass");
    expect(checked.row("Datadog: API key")).toMatchObject({
      result: "fail",
      found: expect.stringMatching(/^refused by 127\.0\.0\.1:\d+ \(403\)$/),
      advice: expect.stringContaining("DD_SITE"),
    });
    expect(checked.row("Datadog: application key").result).toBe("skip");
  });

  it("that a relay knows nothing of is a warning", async () => {
    const { checked } = await check({ fault: { fault: { kind: "status", status: 404 } } });
    expect(checked.row("Datadog: API key")).toMatchObject({
      result: "warn",
      advice: expect.stringContaining("DD_URL"),
    });
  });

  it("that is confirmed by a stranger's page is not taken for good", async () => {
    const body = '{"hello":true}';
    const headers = { "content-type": "application/json" };
    const { checked } = await check({ fault: { fault: { kind: "status", status: 200, body, headers } } });
    expect(checked.row("Datadog: API key")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("without a word about the key"),
    });
  });
});

describe("an application key", () => {
  it("that is missing is no failure", async () => {
    const { checked, house } = await check({ env: { DD_APP_KEY: undefined } });
    expect(checked.row("Datadog: application key")).toMatchObject({
      result: "skip",
      found: "not set: what vanishes is not set to 0",
    });
    expect(checked.outcome.exitCode).toBe(0);
    expect(house.datadog.log.map(({ path }) => path)).toEqual(["/api/v1/validate"]);
  });

  it("that is refused is a warning, since a run goes on without it", async () => {
    const { checked } = await check({ env: { DD_APP_KEY: "another-key-0123456789" } });
    expect(checked.row("Datadog: application key")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("refused"),
      advice: expect.stringContaining("timeseries_query"),
    });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it("that lacks the scope of queries is told which", async () => {
    const { checked } = await check({ datadog: { appKeys: [{ key: APP_KEY, scopes: ["monitors_read"] }] } });
    expect(checked.row("Datadog: application key").result).toBe("pass");
    expect(checked.row("Datadog: scope timeseries_query")).toMatchObject({
      result: "warn",
      found: expect.stringContaining("403"),
      advice: expect.stringContaining("this scope"),
    });
    expect(checked.outcome.exitCode).toBe(0);
  });

  it("needs no scope where zeros are not wanted", async () => {
    const { checked, house } = await check({ env: { ZERO_FILL: "off" } });
    expect(checked.row("Datadog: zero-fill")).toMatchObject({ result: "skip", found: "ZERO_FILL is off" });
    expect(house.datadog.log.map(({ path }) => path)).not.toContainEqual(expect.stringContaining("/query"));
  });

  it("shows which scopes setup would lack, which is no failure of a run", async () => {
    const scopes = ["timeseries_query", "monitors_read", "slos_read"];
    const { checked } = await check({ datadog: { appKeys: [{ key: APP_KEY, scopes }] } });
    expect(checked.row("Datadog: setup: monitors_read").result).toBe("pass");
    expect(checked.row("Datadog: setup: slos_read").result).toBe("pass");
    expect(checked.row("Datadog: setup: dashboards_read")).toMatchObject({
      result: "skip",
      found: expect.stringContaining("dashboards_read"),
      advice: expect.stringContaining("only `setup` needs them"),
    });
    expect(checked.outcome.exitCode).toBe(0);
  });
});

describe("a Datadog", () => {
  it.each([
    { what: "is not there", fault: { fault: { kind: "reset-before" } } },
    { what: "never answers", fault: { fault: { kind: "hang" } } },
  ] as const)("that $what is one failure", async ({ fault }) => {
    const { checked } = await check({ fault, env: { REQUEST_TIMEOUT: "300ms" } });
    expect(checked.row("Datadog: address")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("no answer from 127.0.0.1"),
      advice: expect.stringContaining("DD_SITE or DD_URL"),
    });
    expect(checked.row("Datadog: API key").result).toBe("skip");
    expect(checked.row("clock: against Datadog").result).toBe("skip");
  });

  it("that stumbles once is asked again", async () => {
    const fault = { when: at("/api/v1/validate"), times: 1, fault: { kind: "status", status: 503 } } as const;
    const { checked, house } = await check({ fault });
    expect(checked.row("Datadog: API key").result).toBe("pass");
    expect(house.datadog.log.filter(at("/api/v1/validate"))).toHaveLength(2);
  });

  it("that fails is asked three times, and then is a warning", async () => {
    const { checked, house } = await check({ fault: { fault: { kind: "status", status: 503 } } });
    expect(checked.row("Datadog: address").result).toBe("pass");
    expect(checked.row("Datadog: API key").result).toBe("warn");
    const asked = house.datadog.log.filter(({ path }) => path.endsWith("/validate"));
    expect(asked).toHaveLength(3);
  });

  it("that cannot be asked about the application key for a moment is no failure", async () => {
    const fault = { when: at("/api/v2/validate_keys"), fault: { kind: "status", status: 429 } } as const;
    const { checked } = await check({ fault });
    expect(checked.row("Datadog: application key")).toMatchObject({
      result: "warn",
      advice: "Try again. Runs go on without.",
    });
  });

  it("that redirects is not followed with a key", async () => {
    const headers = { location: "http://127.0.0.1:9/landing" };
    const { checked } = await check({ fault: { fault: { kind: "status", status: 302, headers } } });
    expect(checked.row("Datadog: API key")).toMatchObject({
      result: "fail",
      found: expect.stringContaining("a redirect"),
    });
  });
});
