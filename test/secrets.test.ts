import { describe, expect, test } from "vitest";
import type { Fault as DatadogFault } from "../sandbox/datadog/faults.ts";
import { startDatadog } from "../sandbox/datadog/server.ts";
import type { Fault as GitHubFault } from "../sandbox/github/types.ts";
import { tokenRecord } from "../sandbox/tokens.ts";
import { type House, type Outcome, openHouse, type Variables } from "./support/house.ts";
import { spellings } from "./support/secrets.ts";
import { APIS, smallTown } from "./support/town.ts";

/** Texts that are nowhere else; with characters that encodings change. */
const TOKEN = "github_pat_canary/token+0123456789==";
const KEY = "canary-key-0123456789abcdef/+=";
const APPLICATION = "canary-app-0123456789abcdef/+=";
const SECRETS = [TOKEN, KEY, APPLICATION];
/** Leaves a fifth of a second for reading: what GitHub answers wrongly is asked again until then. */
const HARDLY_ANY = "10200ms";
const town = smallTown([tokenRecord(TOKEN)]);

/** What an unkind server says: everything it was told. */
const echoes = SECRETS.map(
  (secret) =>
    `authorization: token ${[...spellings(secret).slice(0, 3), Buffer.from(secret).toString("base64")].join(" ")}`,
).join("; ");
const cut = `${"x".repeat(180)} ${TOKEN}`;

function expectNoSecret(house: House, outcome: Outcome): void {
  const { stdout, stderr } = outcome;
  const urls = [...house.github.log, ...house.datadog.log].map(({ path }) => path);
  for (const [what, text] of Object.entries({ stdout, stderr, urls: urls.join("\n") })) {
    const found = SECRETS.flatMap(spellings).filter((spelling) => text.includes(spelling));
    expect({ what, found }).toEqual({ what, found: [] });
    // Not even most of one.
    expect(text).not.toMatch(/canary\/tok|canary-(key|app)-0/);
    for (const secret of SECRETS) expect(text).not.toContain(secret.slice(-12));
  }
  for (const { headers } of house.github.log) {
    expect(JSON.stringify(headers)).not.toContain(KEY);
    expect(JSON.stringify(headers)).not.toContain(APPLICATION);
  }
  for (const { headers } of house.datadog.log) expect(JSON.stringify(headers)).not.toContain(TOKEN);
}

interface Case {
  readonly what: string;
  readonly github?: GitHubFault;
  readonly datadog?: DatadogFault;
  readonly env?: Variables;
  /** Whether the program must have had something to hide: else the case would prove nothing. */
  readonly hides?: boolean;
}

const json = (message: string) => ({ message, documentation_url: "https://docs.github.com" });

const cases: readonly Case[] = [
  { what: "goes well" },
  { what: "is refused with 401", github: { kind: "status", status: 401, body: json(echoes) }, hides: true },
  { what: "is refused with 403", github: { kind: "status", status: 403, body: json(echoes) }, hides: true },
  {
    what: "is refused in a text that is cut",
    github: { kind: "status", status: 403, body: json(cut) },
    hides: true,
  },
  { what: "is refused with 422", github: { kind: "status", status: 422, body: json(echoes) }, hides: true },
  { what: "gets a web page", github: { kind: "html-200" }, env: { RUN_TIMEOUT: HARDLY_ANY } },
  { what: "gets half of its JSON", github: { kind: "invalid-json" }, env: { RUN_TIMEOUT: HARDLY_ANY } },
  {
    what: "finds nobody at GitHub",
    env: { GITHUB_API_URL: "http://127.0.0.1:9", RUN_TIMEOUT: HARDLY_ANY },
  },
  {
    what: "is refused by Datadog with 403",
    datadog: { kind: "status", status: 403, body: JSON.stringify({ errors: [echoes] }) },
  },
  {
    what: "is refused by Datadog with 400",
    datadog: { kind: "status", status: 400, body: JSON.stringify({ errors: [echoes] }) },
    hides: true,
  },
  {
    what: "is accepted by Datadog with errors",
    datadog: { kind: "accepted-with-errors", errors: [echoes] },
    hides: true,
  },
];

const everyCase = APIS.flatMap((api) =>
  ["trace", "info"].flatMap((level) => cases.map((one) => ({ ...one, api, level }))),
);

const everyCheck = APIS.flatMap((api) =>
  [[], ["--json"]].flatMap((argv) => cases.map((one) => ({ ...one, api, argv }))),
);

const everyPlan = APIS.flatMap((api) => [[], ["--json"]].map((argv) => ({ api, argv })));

describe.concurrent("a run that", () => {
  test.for(everyCase)(
    "$what (by $api, at LOG_LEVEL=$level) writes no secret",
    async ({ api, level, ...one }, { onTestFinished }) => {
      const house = await openHouse({ population: town, apiKey: KEY, onTestFinished });
      if (one.github) house.github.fault({ fault: one.github });
      if (one.datadog) house.datadog.fault({ fault: one.datadog });
      const env = { GITHUB_TOKEN: TOKEN, GITHUB_API: api, LOG_LEVEL: level, GITHUB_REPOSITORIES: "acme/*" };
      const outcome = await house.run({ ...env, ...one.env });
      expectNoSecret(house, outcome);
      expect(outcome.stderr).toContain("run finished");
      if (one.hides) expect(outcome.stderr).toContain("***");
    },
  );

  test.for(APIS)(
    "is redirected to another origin does not take its secrets there (by %s)",
    async (api, { onTestFinished }) => {
      const house = await openHouse({ population: town, apiKey: KEY, onTestFinished });
      const elsewhere = await startDatadog({ apiKeys: [KEY] });
      onTestFinished(() => elsewhere.close());
      const to = `${elsewhere.url}/landing?token=${encodeURIComponent(TOKEN)}`;
      house.github.fault({ fault: { kind: "redirect", to } });
      house.datadog.fault({ fault: { kind: "status", status: 307, headers: { location: to } } });
      const env = { GITHUB_TOKEN: TOKEN, GITHUB_API: api, LOG_LEVEL: "trace", GITHUB_REPOSITORIES: "acme/*" };
      const outcome = await house.run({ ...env, RUN_TIMEOUT: HARDLY_ANY });
      expect(elsewhere.log).toEqual([]);
      expectNoSecret(house, outcome);
      expect(outcome.exitCode).toBe(1);
    },
  );

  test.for(everyPlan)(
    "is a plan $argv of a repository that is refused (by $api) writes no secret to stdout",
    async ({ api, argv }, { onTestFinished }) => {
      const house = await openHouse({ population: town, onTestFinished });
      const refused = { kind: "status", status: 403, body: json(echoes) } as const;
      const fault =
        api === "rest" ? refused : ({ kind: "graphql-errors", type: "FORBIDDEN", message: echoes } as const);
      house.github.fault({ fault });
      const env = { GITHUB_TOKEN: TOKEN, GITHUB_API: api, GITHUB_REPOSITORIES: "acme/alpha" };
      const outcome = await house.run({ ...env, DD_API_KEY: KEY }, "plan", ...argv);
      expectNoSecret(house, outcome);
      expect(outcome.stdout).toContain("acme/alpha");
      expect(outcome.stdout.includes("***")).toBe(argv.length === 0);
    },
  );
});

describe.concurrent("a check that", () => {
  test.for(everyCheck)("$what (by $api, $argv) writes no secret", async (one, { onTestFinished }) => {
    const house = await openHouse({ population: town, apiKey: KEY, onTestFinished });
    if (one.github) house.github.fault({ fault: one.github });
    if (one.datadog) house.datadog.fault({ fault: one.datadog });
    const keys = { GITHUB_TOKEN: TOKEN, DD_APP_KEY: APPLICATION, LOG_LEVEL: "trace" };
    const env = { ...keys, GITHUB_API: one.api, GITHUB_REPOSITORIES: "acme/*,acme/alpha", ...one.env };
    const outcome = await house.run(env, "check", ...one.argv);
    expectNoSecret(house, outcome);
    expect(outcome.stdout).toMatch(/all together|GITHUB_REPOSITORIES/);
  });
});

const setups = cases.filter(({ datadog, github }) => datadog !== undefined || github === undefined);
const everySetup = [[], ["--json"], ["--dry-run"]].flatMap((argv) => setups.map((one) => ({ ...one, argv })));

describe.concurrent("a setup that", () => {
  test.for(everySetup)("$what ($argv) writes no secret", async (one, { onTestFinished }) => {
    const datadog = { appKeys: [APPLICATION] };
    const house = await openHouse({ population: town, apiKey: KEY, datadog, onTestFinished });
    if (one.datadog) house.datadog.fault({ fault: one.datadog });
    const keys = { GITHUB_TOKEN: TOKEN, DD_APP_KEY: APPLICATION, LOG_LEVEL: "trace" };
    const outcome = await house.run({ ...keys, GITHUB_REPOSITORIES: "acme/*" }, "setup", ...one.argv);
    expectNoSecret(house, outcome);
    expect(outcome.stdout).toMatch(/dashboard/);
  });
});

describe.concurrent("a configuration that is wrong", () => {
  test.for([
    { GITHUB_TOKEN: `${TOKEN} ${TOKEN}` },
    { DD_API_KEY: `${KEY}\n${KEY}` },
    { GITHUB_API_URL: `https://someone:${encodeURIComponent(TOKEN)}@github.example.com` },
    { HTTPS_PROXY: `socks://someone:${encodeURIComponent(TOKEN)}@proxy.example.com` },
    { DD_URL: `https://relay.example.com/?key=${encodeURIComponent(KEY)}` },
  ] as const satisfies Variables[])("writes no secret (%o)", async (env, { onTestFinished }) => {
    const house = await openHouse({ population: town, onTestFinished });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain(Object.keys(env)[0]);
    expectNoSecret(house, outcome);
    const checked = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env }, "check");
    expect(checked.stdout).toContain(Object.keys(env)[0]);
    expectNoSecret(house, checked);
  });
});
