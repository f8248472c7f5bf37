import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../sandbox/github/types.ts";
import { tokenRecord } from "../sandbox/tokens.ts";
import { APP_PRIVATE_KEY, AS_APP, appRecord, installation } from "./support/app.ts";
import { API_KEY, type House, openHouse } from "./support/house.ts";
import { type Installed, install } from "./support/program.ts";
import { aboutRepositories, expectHeartbeatLast, expectNumbers, heartbeat } from "./support/received.ts";
import { APIS, namesOf, smallTown, townOf } from "./support/town.ts";

const hidden = { private: true, pullRequests: smallTown().repositories[3]?.pullRequests ?? [] };
const town = {
  ...townOf({
    "acme/alpha": 3,
    "acme/empty": 0,
    "acme/secret": hidden,
    "globex/beta": 7,
    "globex/vault": hidden,
  }),
  tokens: [],
};
const reader = tokenRecord("whoever");
const both = [installation(7, "acme"), installation(8, "globex")] as const;
const patterns = "acme/*,globex/*";

let program: Installed;
beforeAll(() => {
  program = install();
});
afterAll(() => program.remove());

/** No secret of the App's, nor one that was made with it, is in what a run wrote or in an address. */
function expectNoSecret(house: House, ...texts: readonly string[]): void {
  const lines = APP_PRIVATE_KEY.split("\n").filter((line) => /^[A-Za-z0-9+/]{32,}/.test(line));
  const tokens = house.github.minted.map(({ token }) => token);
  const webTokens = house.github.log.flatMap(
    ({ headers }) => /ey[\w-]+\.[\w-]+\.[\w-]+/.exec(headers["authorization"] ?? "") ?? [],
  );
  expect(webTokens.length).toBeGreaterThan(0);
  const urls = [...house.github.log, ...house.datadog.log].map(({ path }) => path);
  const text = [...texts, ...urls].join("\n");
  const spellings = [...lines, ...tokens, ...webTokens].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").slice(0, 40),
  ]);
  expect(spellings.filter((secret) => text.includes(secret))).toEqual([]);
  const told = JSON.stringify(house.datadog.log.map(({ headers }) => headers));
  expect([...tokens, ...webTokens].filter((secret) => told.includes(secret))).toEqual([]);
}

describe.each(APIS)("the built program as a GitHub App (by %s)", (api) => {
  it("counts two owners in one run, with the right answers, and shows no secret at any level", async () => {
    const house = await openHouse({ population: { ...town, apps: [appRecord(...both)] } });
    const running = program.start({
      GITHUB_APP_ID: AS_APP.GITHUB_APP_ID,
      GITHUB_APP_PRIVATE_KEY: Buffer.from(APP_PRIVATE_KEY).toString("base64"),
      GITHUB_API_URL: house.github.url,
      GITHUB_API: api,
      GITHUB_REPOSITORIES: patterns,
      DD_API_KEY: API_KEY,
      DD_URL: house.datadog.url,
      LOG_LEVEL: "trace",
    });
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(0);
    expectNumbers(house, town, { repositories: namesOf(town), api, token: reader });
    expectHeartbeatLast(house);
    expect(heartbeat(house)).toBe(1);
    const quotas = house.datadog
      .find("github.exporter.github.quota")
      .map(({ tags }) => tags.filter((tag) => tag.startsWith("owner:")));
    expect(new Set(quotas.flat())).toEqual(new Set(["owner:acme", "owner:globex"]));
    expect(quotas.every((owners) => owners.length === 1)).toBe(true);
    expect(house.datadog.find("github.exporter.github.token.expires_in")).toEqual([]);
    expect(house.github.minted).toHaveLength(2);
    expect(house.github.problems).toEqual([]);
    expectNoSecret(house, stdout, stderr);
  });

  it.each([
    ["is suspended", [{ ...both[0], suspendedAt: "2026-01-01T00:00:00Z" }, both[1]]],
    ["is not there", [both[1]]],
  ])("where one installation %s, sends the other owner's numbers and no other", async (_, installations) => {
    const house = await openHouse({ population: { ...town, apps: [appRecord(...installations)] } });
    const outcome = await house.run({ ...AS_APP, GITHUB_API: api, GITHUB_REPOSITORIES: patterns });
    expect(outcome.exitCode).toBe(0);
    const others = namesOf(town).filter((name) => name.startsWith("globex/"));
    expectNumbers(house, town, { repositories: others, api, token: reader });
    expect(heartbeat(house)).toBe(0);
    const [failed] = house.datadog.find("github.exporter.repository.failed");
    expect(failed?.tags).toEqual(
      expect.arrayContaining(["reason:unauthorized", expect.stringMatching(/^repo:acme\//)]),
    );
    expectNoSecret(house, outcome.stderr);
  });
});

/** What an unkind server says: all that it was told, and what it gave out itself. */
const faults: readonly (readonly [string, Fault])[] = [
  ["401", { kind: "status", status: 401 }],
  ["403", { kind: "status", status: 403 }],
  ["500", { kind: "status", status: 500 }],
  ["a web page", { kind: "html-200" }],
  ["half a JSON", { kind: "invalid-json" }],
];

describe.each(["/app/", "/graphql", "/users/"])("with faults below %s", (path) => {
  it.each(faults)("shows no secret: %s", async (_, fault) => {
    const house = await openHouse({ population: { ...town, apps: [appRecord(...both)] } });
    house.github.fault({ when: (entry) => entry.path.startsWith(path), fault: echoing(house, fault) });
    const env = { ...AS_APP, GITHUB_REPOSITORIES: patterns, LOG_LEVEL: "trace", RUN_TIMEOUT: "11s" };
    const outcome = await house.run(env);
    expect(outcome.exitCode).toBe(1);
    expect(aboutRepositories(house)).toEqual({});
    expectNoSecret(house, outcome.stdout, outcome.stderr);
  });
});

/** Its body is read when it is sent: what was given out until then is in it. */
function echoing({ github }: House, fault: Fault): Fault {
  if (fault.kind !== "status") return fault;
  const body = {
    toJSON: () => ({
      message: [
        ...github.minted.map(({ token }) => token),
        ...github.log.map(({ headers }) => headers["authorization"]),
      ].join(" "),
    }),
  };
  return { ...fault, body };
}
