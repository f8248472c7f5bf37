import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeCertificates } from "../sandbox/certificates.ts";
import { openFront } from "../sandbox/front.ts";
import { type Installed, install } from "./support/program.ts";
import { expectHeartbeatLast, expectNoProblems, expectNumbers } from "./support/received.ts";
import { openProxy, openStreet, type Street, town } from "./support/street.ts";
import { APIS, namesOf } from "./support/town.ts";

const names = namesOf(town);
const certificates = makeCertificates();
let program: Installed;
/** The file that NODE_EXTRA_CA_CERTS names. */
let authority: string;

beforeAll(() => {
  program = install();
  authority = join(program.directory, "authority.pem");
  writeFileSync(authority, certificates.authority);
});
afterAll(() => program.remove());

const WITH_TLS = { certificates };

/** A whole run, with what earlier ones said read back. */
function expectRun({ house }: Street, api: (typeof APIS)[number]): void {
  expectNumbers(house, town, { repositories: names, api });
  expectHeartbeatLast(house);
  expectNoProblems(house);
  expect(house.datadog.log.some(({ path }) => path.startsWith("/api/v1/query"))).toBe(true);
}

describe.each(APIS)("by %s, the built program with an authority in NODE_EXTRA_CA_CERTS", (api) => {
  it("trusts what it signed", async () => {
    const street = await openStreet(WITH_TLS);
    const env = { ...street.env, GITHUB_API: api, NODE_EXTRA_CA_CERTS: authority };
    expect(await program.start(env).ended).toMatchObject({ code: 0 });
    expectRun(street, api);
  });

  it("does so through the tunnels of HTTPS_PROXY, and goes no other way", async () => {
    const street = await openStreet(WITH_TLS);
    const proxy = await openProxy({ credentials: "someone:pass%word" });
    const HTTPS_PROXY = proxy.url.replace("//", "//someone:pass%25word@");
    const env = { ...street.env, GITHUB_API: api, NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY };
    const ended = await program.start({ ...env, LOG_LEVEL: "trace" }).ended;
    expect(ended).toMatchObject({ code: 0, stdout: "" });
    expectRun(street, api);
    const { github, datadog } = street;
    expect(new Set(proxy.tunnels)).toEqual(new Set([github.host, datadog.host]));
    expect(proxy.tunnels).toHaveLength(github.connections + datadog.connections);
    expect({ forwarded: proxy.forwarded, problems: proxy.problems }).toEqual({ forwarded: [], problems: [] });
    expect(ended.stderr).not.toMatch(/pass%|someone/);
  });

  it("goes by HTTPS_PROXY only where NO_PROXY lets it", async () => {
    const street = await openStreet(WITH_TLS);
    const proxy = await openProxy();
    const more = { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url, NO_PROXY: street.github.host };
    expect(await program.start({ ...street.env, GITHUB_API: api, ...more }).ended).toMatchObject({ code: 0 });
    expectRun(street, api);
    expect(new Set(proxy.tunnels)).toEqual(new Set([street.datadog.host]));
    expect(proxy.tunnels).toHaveLength(street.datadog.connections);
  });
});

describe("the built program, through HTTPS_PROXY and with a private authority,", () => {
  it.each(["check", "plan", "setup"])("does %s", async (command) => {
    const street = await openStreet(WITH_TLS);
    const proxy = await openProxy();
    const env = { ...street.env, NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url };
    expect(await program.start(env, command).ended).toMatchObject({ code: 0 });
    expect(proxy.tunnels.length).toBeGreaterThan(0);
    expect(proxy.tunnels).toHaveLength(street.github.connections + street.datadog.connections);
    expectNoProblems(street.house);
    expect(street.house.datadog.log).not.toEqual([]);
    expect(street.house.datadog.shelves.monitors.size > 0).toBe(command === "setup");
  });

  it("speaks TLS with the proxy itself", async () => {
    const street = await openStreet(WITH_TLS);
    const proxy = await openProxy();
    const door = await openFront({ of: proxy.url, certificates });
    onTestFinished(() => door.close());
    const env = { ...street.env, NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: door.url };
    expect(await program.start(env).ended).toMatchObject({ code: 0 });
    expectRun(street, "graphql");
    expect(proxy.tunnels).toHaveLength(street.github.connections + street.datadog.connections);
  });
});

describe("the built program, redirected from https to http on the same machine,", () => {
  it("takes neither the token nor a key there", async () => {
    const street = await openStreet(WITH_TLS);
    const { github, datadog } = street.house;
    github.fault({ fault: { kind: "redirect", to: `${github.url}/landing`, status: 307 } });
    const headers = { location: `${datadog.url}/landing` };
    datadog.fault({ fault: { kind: "status", status: 307, headers } });
    const env = { ...street.env, NODE_EXTRA_CA_CERTS: authority };
    for (const command of ["run", "check", "setup"]) {
      expect(await program.start(env, command).ended).toMatchObject({ code: 1 });
    }
    expect([...github.log, ...datadog.log].filter(({ path }) => path.includes("landing"))).toEqual([]);
    expect(github.log.length).toBeGreaterThan(1);
    expect(datadog.log.length).toBeGreaterThan(3);
  });
});

/** Whether this machine has IPv6 at all. */
const hasIPv6 = await new Promise<boolean>((resolve) => {
  const server = createServer().once("error", () => resolve(false));
  server.listen(0, "::1", () => server.close(() => resolve(true)));
});

describe.runIf(hasIPv6)("the built program", () => {
  it.each([
    { what: "IPv6", door: {}, more: () => ({}) },
    { what: "IPv6 with TLS", door: WITH_TLS, more: () => ({ NODE_EXTRA_CA_CERTS: authority }) },
  ])("goes by $what", async ({ door, more }) => {
    const street = await openStreet({ ...door, host: "::1" });
    expect(await program.start({ ...street.env, ...more() }).ended).toMatchObject({ code: 0 });
    expectRun(street, "graphql");
    expect(street.github.connections).toBeGreaterThan(0);
  });

  it("goes by IPv6 through a tunnel", async () => {
    const street = await openStreet({ ...WITH_TLS, host: "::1" });
    const proxy = await openProxy();
    const more = { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url };
    expect(await program.start({ ...street.env, ...more }).ended).toMatchObject({ code: 0 });
    expectRun(street, "graphql");
    expect(new Set(proxy.tunnels)).toEqual(new Set([street.github.host, street.datadog.host]));
  });
});
