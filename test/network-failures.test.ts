import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from "vitest";
import { makeCertificates } from "../sandbox/certificates.ts";
import { type FrontOptions, openFront } from "../sandbox/front.ts";
import type { ProxyOptions } from "../sandbox/proxy.ts";
import { runCheck } from "./support/check.ts";
import { events, type Variables } from "./support/house.ts";
import { type Installed, install } from "./support/program.ts";
import { type Closing, openProxy, openStreet, type Street } from "./support/street.ts";
import { APIS } from "./support/town.ts";

const certificates = makeCertificates();
const WITH_TLS = { certificates };
let program: Installed;

beforeAll(() => {
  program = install();
});
afterAll(() => program.remove());

/** What is between the program and both sides, and what its words must name: the host of a door, and what to look at. */
interface Trouble {
  readonly what: string;
  readonly door?: Omit<FrontOptions, "of">;
  /** What the program is told, given its proxy. */
  readonly env?: (proxy: string, street: Street) => Variables;
  readonly proxy?: ProxyOptions;
  readonly says: (host: string, proxy: string) => readonly string[];
  /** The hosts that it says it of; those of the doors where missing. */
  readonly hosts?: readonly [github: string, datadog: string];
}

const UNKNOWN = {
  GITHUB_API_URL: "https://github.invalid/api/v3",
  DD_URL: "https://datadog.invalid",
};
const UNKNOWN_HOSTS = ["github.invalid", "datadog.invalid"] as const;
/** The password of a proxy. */
const secret = "proxy-canary";

const troubles: readonly Trouble[] = [
  {
    what: "a certificate of an authority that nobody named",
    door: WITH_TLS,
    says: (host) => [host, "NODE_EXTRA_CA_CERTS"],
  },
  {
    what: "a server that speaks no TLS",
    env: (_, { env }) => ({
      GITHUB_API_URL: String(env["GITHUB_API_URL"]).replace("http:", "https:"),
      DD_URL: String(env["DD_URL"]).replace("http:", "https:"),
    }),
    says: (host) => [host, "no TLS is spoken there"],
  },
  {
    what: "a name that DNS does not know",
    env: () => UNKNOWN,
    hosts: UNKNOWN_HOSTS,
    says: (host) => [host, "DNS"],
  },
  {
    what: "a proxy that refuses",
    proxy: { refuse: 403 },
    env: (HTTPS_PROXY) => ({ ...UNKNOWN, HTTPS_PROXY }),
    hosts: UNKNOWN_HOSTS,
    says: (host, proxy) => [host, `HTTPS_PROXY at ${proxy}`, "403", "check that it lets"],
  },
  {
    what: "a proxy that does not know the user",
    proxy: { credentials: "someone:else" },
    env: (proxy) => ({ ...UNKNOWN, HTTPS_PROXY: proxy.replace("//", `//${secret}:${secret}%2F@`) }),
    hosts: UNKNOWN_HOSTS,
    says: (host, proxy) => [host, `HTTPS_PROXY at ${proxy}`, "407", "check the user and the password"],
  },
  {
    what: "a proxy that is not there",
    env: () => ({ ...UNKNOWN, HTTPS_PROXY: `http://${secret}:${secret}@127.0.0.1:9` }),
    hosts: UNKNOWN_HOSTS,
    says: (host) => [host, "HTTPS_PROXY at 127.0.0.1:9", "ECONNREFUSED", "check HTTPS_PROXY"],
  },
  {
    what: "a proxy whose name nobody knows",
    env: () => ({ ...UNKNOWN, HTTPS_PROXY: `http://${secret}:${secret}@proxy.invalid:3128` }),
    hosts: UNKNOWN_HOSTS,
    says: (host) => [host, "HTTPS_PROXY at proxy.invalid:3128", "check HTTPS_PROXY"],
  },
];

describe.concurrent("between the program and both sides,", () => {
  async function meet({ door, env, proxy: options, hosts }: Trouble, closing: Closing) {
    const street = await openStreet(door ?? {}, closing);
    const proxy = await openProxy(options, closing);
    const [github, datadog] = hosts ?? [street.github.host, street.datadog.host];
    const place = new URL(proxy.url).host;
    return {
      ...street,
      env: { ...street.env, ...env?.(proxy.url, street) },
      place,
      github,
      datadog,
    };
  }

  const everyRun = troubles.flatMap((trouble) => APIS.map((api) => ({ api, ...trouble })));

  test.for(everyRun)(
    "$what is told with what to look at by a run by $api",
    async (one, { onTestFinished }) => {
      const { house, env, place, github, datadog } = await meet(one, onTestFinished);
      const outcome = await house.run({ ...env, GITHUB_API: one.api, LOG_LEVEL: "trace" });
      const failed = String(events(outcome, "repositories_failed")[0]?.["message"]);
      for (const word of one.says(github, place)) expect(failed).toContain(word);
      const refused = JSON.stringify(events(outcome, "payload_refused"));
      for (const word of one.says(datadog, place)) expect(refused).toContain(word);
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stderr).not.toContain(secret);
      expect(house.datadog.points).toEqual([]);
    },
  );

  test.for(troubles)("$what is told with what to look at by check", async (one, { onTestFinished }) => {
    const { house, env, place, github, datadog } = await meet(one, onTestFinished);
    const { outcome, row } = await runCheck(house, env);
    const rows = {
      github: JSON.stringify(row("GitHub: address")),
      datadog: JSON.stringify(row("Datadog: address")),
    };
    for (const word of one.says(github, place)) expect(rows.github).toContain(word);
    for (const word of one.says(datadog, place)) expect(rows.datadog).toContain(word);
    expect(`${outcome.stdout}${outcome.stderr}`).not.toContain(secret);
  });
});

describe("the built program tells what to look at", () => {
  it("where TLS, DNS or a proxy is in its way, and shows no password", async () => {
    const expired = makeCertificates(Date.now() - 1_000);
    const street = await openStreet(WITH_TLS);
    const late = await openStreet({ certificates: expired });
    const proxy = await openProxy({ credentials: "someone:else" });
    const behind = await openFront({ of: proxy.url, certificates: makeCertificates() });
    onTestFinished(() => behind.close());
    const trust = ({ authority }: typeof certificates, file: string) => {
      const path = join(program.directory, file);
      writeFileSync(path, authority);
      return { NODE_EXTRA_CA_CERTS: path };
    };
    const cases = [
      { env: street.env, says: [street.github.host, street.datadog.host, "NODE_EXTRA_CA_CERTS"] },
      {
        env: { ...late.env, ...trust(expired, "expired.pem") },
        says: [late.github.host, late.datadog.host, "the clock of this machine"],
      },
      {
        env: {
          ...street.env,
          ...trust(certificates, "authority.pem"),
          GITHUB_API_URL: street.github.url.replace("127.0.0.1", "localhost"),
          DD_URL: street.datadog.url.replace("127.0.0.1", "localhost"),
        },
        says: ["localhost", "the certificate is for another name"],
      },
      { env: { ...street.env, ...UNKNOWN }, says: [...UNKNOWN_HOSTS, "DNS"] },
      {
        env: { ...street.env, ...UNKNOWN, HTTPS_PROXY: proxy.url.replace("//", `//${secret}:${secret}@`) },
        says: [...UNKNOWN_HOSTS, `HTTPS_PROXY at ${new URL(proxy.url).host}`, "407"],
      },
      {
        env: { ...street.env, ...UNKNOWN, HTTPS_PROXY: behind.url.replace("//", `//${secret}:${secret}@`) },
        says: [...UNKNOWN_HOSTS, `HTTPS_PROXY at ${behind.host}`, "NODE_EXTRA_CA_CERTS"],
      },
    ];
    const ended = await Promise.all(
      cases.map(({ env }) => program.start({ ...env, RUN_TIMEOUT: "14s" }, "check", "--json").ended),
    );
    for (const [index, { code, stdout, stderr }] of ended.entries()) {
      expect(code).toBe(1);
      for (const word of cases[index]?.says ?? []) expect(stdout).toContain(word);
      expect(`${stdout}${stderr}`).not.toContain(secret);
    }
  });
});
