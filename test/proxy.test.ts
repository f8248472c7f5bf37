import { createServer } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { dropQuery, firstPage, type ProxyOptions, startProxy } from "../sandbox/proxy.ts";
import { pullRequest, repository } from "../sandbox/records.ts";
import { createFetch } from "../src/cli/fetch.ts";
import { runCheck } from "./support/check.ts";
import { APP_KEY, openHouse, type Variables } from "./support/house.ts";
import { expectNoProblems, expectNumbers } from "./support/received.ts";
import { APIS, namesOf, smallTown } from "./support/town.ts";

const town = smallTown();
const names = namesOf(town);

async function openProxy(options?: ProxyOptions) {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function run(env: (proxy: string) => Variables, options?: ProxyOptions) {
  const house = await openHouse({ population: town });
  const proxy = await openProxy(options);
  const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env(proxy.url) });
  return { house, proxy, outcome };
}

describe("HTTP_PROXY", () => {
  it.each(APIS)("is the way to GitHub (by %s) and to Datadog", async (api) => {
    const { house, proxy, outcome } = await run((HTTP_PROXY) => ({ HTTP_PROXY, GITHUB_API: api }));
    expect(outcome.exitCode).toBe(0);
    expectNumbers(house, town, { repositories: names, api });
    const passed = (url: string) => proxy.forwarded.filter((origin) => origin === url).length;
    expect(passed(house.github.url)).toBe(house.github.log.length);
    expect(passed(house.datadog.url)).toBe(house.datadog.log.length);
    expect({ tunnels: proxy.tunnels, problems: proxy.problems }).toEqual({ tunnels: [], problems: [] });
    expectNoProblems(house);
  });

  it("is read in lower case too, and without its scheme", async () => {
    const { house, proxy } = await run((url) => ({ http_proxy: url.replace("http://", "") }));
    expect(proxy.forwarded).toHaveLength(house.github.log.length + house.datadog.log.length);
  });

  it.each(["127.0.0.1", "localhost,127.0.0.1", "*"])(
    "is not the way to what NO_PROXY=%s names",
    async (NO_PROXY) => {
      const { house, proxy, outcome } = await run((HTTP_PROXY) => ({ HTTP_PROXY, NO_PROXY }));
      expect(outcome.exitCode).toBe(0);
      expectNumbers(house, town, { repositories: names, api: "graphql" });
      expect(proxy.forwarded).toEqual([]);
    },
  );

  it("is the way to what NO_PROXY does not name", async () => {
    const { house, proxy } = await run((HTTP_PROXY) => ({ HTTP_PROXY, NO_PROXY: "example.com" }));
    expect(proxy.forwarded).toHaveLength(house.github.log.length + house.datadog.log.length);
  });

  it("may have a user and a password, which are shown to the proxy and to nobody else", async () => {
    const credentials = "someone:pass%word";
    const { house, proxy, outcome } = await run(
      (url) => ({ HTTP_PROXY: url.replace("//", "//someone:pass%25word@"), LOG_LEVEL: "trace" }),
      { credentials },
    );
    expect(outcome.exitCode).toBe(0);
    expect(proxy.forwarded).toHaveLength(house.github.log.length + house.datadog.log.length);
    const headers = [...house.github.log, ...house.datadog.log].map((entry) => JSON.stringify(entry.headers));
    expect(`${headers.join()}${outcome.stderr}`).not.toMatch(/proxy-authorization|pass%|someone/);
  });

  it("is not the way of https, which has HTTPS_PROXY", async () => {
    const { proxy } = await run((HTTPS_PROXY) => ({ HTTPS_PROXY }));
    expect([...proxy.forwarded, ...proxy.tunnels]).toEqual([]);
  });
});

describe("HTTPS_PROXY", () => {
  /** An https server whose certificate nobody trusts: a tunnel to it is enough to know. */
  async function secret() {
    const server = createServer({});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  it("opens a tunnel to https, and plain http goes without it", async () => {
    const [proxy, host] = [await openProxy(), await secret()];
    const fetch = await createFetch({ https: proxy.url });
    await expect(fetch(`https://${host}/`)).rejects.toThrow("fetch failed");
    expect(proxy.tunnels).toEqual([host]);
    const house = await openHouse({ population: town });
    expect(
      (await fetch(`${house.github.url}/rate_limit`, { headers: { "user-agent": "test" } })).status,
    ).toBe(200);
    expect(proxy.forwarded).toEqual([]);
  });

  it("is not replaced by HTTP_PROXY where it is not set", async () => {
    const [proxy, host] = [await openProxy(), await secret()];
    const fetch = await createFetch({ http: proxy.url });
    await expect(fetch(`https://${host}/`)).rejects.toThrow("fetch failed");
    expect([...proxy.tunnels, ...proxy.forwarded]).toEqual([]);
  });
});

describe("a proxy that does not let through", () => {
  it.each([
    {
      variable: "HTTPS_PROXY",
      status: 403,
      proxies: (https: string) => ({ https }),
      url: "https://api.example.com",
    },
    {
      variable: "HTTPS_PROXY",
      status: 407,
      proxies: (https: string) => ({ https }),
      url: "https://api.example.com",
    },
    {
      variable: "HTTP_PROXY",
      status: 407,
      proxies: (http: string) => ({ http }),
      url: "http://api.example.com",
    },
  ])(
    "but answers $status is named with its variable, $variable",
    async ({ variable, status, proxies, url }) => {
      const proxy = await openProxy({ refuse: status });
      const fetch = await createFetch(proxies(proxy.url));
      const advice =
        status === 407 ? `check the user and the password in ${variable}` : "check that it lets that through";
      const place = new URL(proxy.url).host;
      const message = `the proxy of ${variable} at ${place} answered ${status} for api.example.com: ${advice}`;
      await expect(fetch(url)).rejects.toMatchObject({ message, cause: { message, code: message } });
      expect([...proxy.tunnels, ...proxy.forwarded]).toEqual([]);
    },
  );
});

describe("check", () => {
  it("goes through a proxy to both sides", async () => {
    const house = await openHouse({ population: town });
    const proxy = await openProxy();
    const checked = await runCheck(house, { HTTP_PROXY: proxy.url, DD_APP_KEY: APP_KEY });
    expect(checked.outcome.exitCode).toBe(0);
    expect(proxy.forwarded).toHaveLength(house.github.log.length + house.datadog.log.length);
  });

  it("names the proxy that does not let it through", async () => {
    const house = await openHouse({ population: town });
    const proxy = await openProxy({ refuse: 407 });
    const checked = await runCheck(house, {
      HTTPS_PROXY: proxy.url,
      GITHUB_API_URL: "https://github.example.com/api/v3",
    });
    expect(checked.row("GitHub: address")).toMatchObject({
      result: "fail",
      found: expect.stringMatching(/the proxy of HTTPS_PROXY at \S+ answered 407 for github.example.com/),
    });
    expect(checked.row("Datadog: API key").result).toBe("pass");
  });
});

it("without proxies Node's own fetch is used", async () => {
  expect(await createFetch({ no: "example.com" })).toBe(globalThis.fetch);
});

it.each([
  ["http://api.example.com/", { http: "http://127.0.0.1:9" }, "HTTP_PROXY at 127.0.0.1:9"],
  ["https://api.example.com/", { https: "http://127.0.0.1:9" }, "HTTPS_PROXY at 127.0.0.1:9"],
])("a proxy that cannot be reached is named with its variable: %s", async (url, proxy, expected) => {
  const fetch = await createFetch(proxy);
  const message = `the proxy of ${expected} could not be reached (ECONNREFUSED) for api.example.com: check HTTP`;
  await expect(fetch(url)).rejects.toThrow(message);
});

it("a host that NO_PROXY lets pass by and that cannot be reached is not blamed on the proxy", async () => {
  const proxy = await openProxy();
  const fetch = await createFetch({ http: proxy.url, no: "127.0.0.1" });
  const error = await fetch("http://127.0.0.1:9/").catch((cause: Error) => cause);
  expect(String(error)).not.toContain("HTTP_PROXY");
});

describe("a proxy that answers another question, by REST", () => {
  const now = Date.now();
  const long = Array.from({ length: 230 }, (_, i) => pullRequest(i + 1, now - (300 - i) * 3_600_000));
  const population = {
    ...town,
    repositories: [
      repository(1, "acme/long", now - 1e10, { pullRequests: long }),
      repository(2, "acme/short", now - 1e10, { pullRequests: long.slice(0, 3) }),
    ],
  };
  const rewrites = { "drops the query": dropQuery, "serves page 1 for every page": firstPage };

  it.each(Object.entries(rewrites))("and %s makes no number of a long list", async (_, rewrite) => {
    const house = await openHouse({ population });
    const proxy = await openProxy({ rewrite });
    const env = { HTTP_PROXY: proxy.url, GITHUB_API: "rest", GITHUB_REPOSITORIES: "acme/long,acme/short" };
    const outcome = await house.run(env);
    const opened = house.datadog.points.filter(({ metric }) => metric === "github.pull_requests.open");
    expect(opened.map(({ tags, value }) => [tags, value])).toEqual([[["repo:acme/short"], 3]]);
    expect(outcome.exitCode).toBe(0);
    expect(house.datadog.find("github.exporter.run.success", [])[0]?.value).toBe(0);
    const { ok, rows } = JSON.parse((await house.run(env, "check", "--json")).stdout);
    expect(ok).toBe(false);
    expect(rows).toContainEqual(expect.objectContaining({ tried: "acme/long", result: "fail" }));
  });
});
