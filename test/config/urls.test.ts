import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Parsed } from "../../src/config/parsed.ts";
import {
  DATADOG_SITES,
  parseBaseUrl,
  parseGithubUrl,
  parseProxy,
  parseSite,
  proxyPasswords,
} from "../../src/config/urls.ts";

function problem(parsed: Parsed<unknown>): string {
  return parsed.ok ? "" : parsed.problems.map(({ problem }) => problem).join();
}

describe("DD_SITE", () => {
  it.each([
    ["https://app.datadoghq.eu/", "datadoghq.eu"],
    ["https://us5.datadoghq.com/dashboard/lists?q=1", "us5.datadoghq.com"],
    ["http://api.ddog-gov.com", "ddog-gov.com"],
    ["www.datadoghq.com", "datadoghq.com"],
    ["APP.DataDogHQ.com:443", "datadoghq.com"],
    ["ap2.datadoghq.com", "ap2.datadoghq.com"],
  ])("understands %s", (text, value) => {
    expect(parseSite(text)).toEqual({ ok: true, value });
  });

  it("takes every site as it is", () => {
    expect(DATADOG_SITES.map((site) => parseSite(site))).toEqual(
      DATADOG_SITES.map((value) => ({ ok: true, value })),
    );
  });

  it.each(["example.com", "datadoghq.com.evil.example", "app.app.datadoghq.com", "us4.datadoghq.com", "eu"])(
    "refuses %s with the list of sites",
    (text) => {
      expect(problem(parseSite(text))).toContain(DATADOG_SITES.join(", "));
    },
  );
});

describe("an address for a credential", () => {
  it.each([
    ["https://relay.example.com/", "https://relay.example.com"],
    ["https://relay.example.com/dd//", "https://relay.example.com/dd"],
    ["http://localhost:8126", "http://localhost:8126"],
    ["http://127.0.0.1:1/", "http://127.0.0.1:1"],
    ["http://127.9.9.9", "http://127.9.9.9"],
    ["http://[::1]:80/x", "http://[::1]/x"],
    ["HTTPS://Relay.Example.com", "https://relay.example.com"],
  ])("takes %s", (text, value) => {
    expect(parseBaseUrl(text)).toEqual({ ok: true, value });
  });

  it.each([
    ["http://relay.example.com", "only https"],
    ["http://127.0.0.1.example.com", "only https"],
    ["http://localhost.example.com", "only https"],
    ["http://0.0.0.0", "only https"],
    ["ftp://127.0.0.1", "only https"],
    ["foo://bar", "only https"],
    ["relay.example.com", "not an address"],
    ["javascript:alert(1)", "not an address"],
    ["https://", "not an address"],
    ["https://a b", "not an address"],
    ["https://relay.example.com?key=1", "has a ? or a #"],
    ["https://relay.example.com#x", "has a ? or a #"],
  ])("refuses %s: %s", (text, expected) => {
    expect(problem(parseBaseUrl(text))).toContain(expected);
  });

  it("refuses a password without showing it", () => {
    const said = problem(parseBaseUrl("https://user:canary@relay.example.com"));
    expect(said).toContain("has a user name or a password");
    expect(said).not.toContain("canary");
  });

  it("is https or on this machine, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((text) => `http://${text}`),
        ),
        (text) => {
          const parsed = parseBaseUrl(text);
          if (!parsed.ok) return;
          expect(parsed.value).toMatch(/^(https:\/\/|http:\/\/(localhost|127(\.\d+){3}|\[::1\])([:/]|$))/);
          expect(parsed.value).not.toMatch(/\/$/);
        },
      ),
    );
  });
});

describe("GITHUB_API_URL", () => {
  it.each([
    "https://api.github.com",
    "https://github.example.com/api/v3",
    "https://example.com/github/api/v3",
    "https://api.acme.ghe.com",
    "http://127.0.0.1:4000",
  ])("takes %s", (text) => {
    expect(parseGithubUrl(`${text}/`)).toEqual({ ok: true, value: text });
  });

  it.each([
    ["https://github.com", "https://api.github.com"],
    ["https://www.github.com/acme", "https://api.github.com"],
    ["https://api.github.com/graphql", "https://api.github.com"],
    ["https://acme.ghe.com", "https://api.acme.ghe.com"],
    ["https://github.example.com", "https://github.example.com/api/v3"],
    ["https://github.example.com:8443/api/graphql", "https://github.example.com:8443/api/v3"],
  ])("says for %s that it is %s", (text, example) => {
    expect(parseGithubUrl(text)).toMatchObject({ ok: false, problems: [{ example }] });
  });

  it("refuses what no credential may be sent to", () => {
    expect(problem(parseGithubUrl("http://github.example.com/api/v3"))).toContain("only https");
  });
});

describe("a proxy", () => {
  const PATH = "has a path, a ? or a # in it; a proxy's address ends with its port";

  it.each([
    ["http://proxy.example.com:3128/", "http://proxy.example.com:3128"],
    ["proxy.example.com:3128", "http://proxy.example.com:3128"],
    ["https://user:p%40ss@proxy.example.com", "https://user:p%40ss@proxy.example.com"],
  ])("takes %s", (text, value) => {
    expect(parseProxy(text)).toEqual({ ok: true, value });
  });

  it.each([
    ["socks5://user:canary@proxy.example.com", "is not an http or https proxy"],
    ["http://user:canary@", "is not an address"],
    ["http://a b", "is not an address"],
    ["http://user:canary@proxy.example.com/path", PATH],
    ["proxy.example.com:3128?x=1", PATH],
    ["https://proxy.example.com#x", PATH],
    [
      "http://user:canary%@proxy.example.com",
      "has a user name or password with a % that is not part of a code; write %25 for a percent sign",
    ],
  ])("refuses %s without showing it", (text, expected) => {
    expect(problem(parseProxy(text))).toBe(expected);
  });

  it.each([
    [undefined, []],
    ["http://proxy.example.com", []],
    ["http://user:p%40ss@proxy.example.com", ["p%40ss", "p@ss"]],
  ])("of %s hides %j", (address, hidden) => {
    expect(proxyPasswords(address)).toEqual(hidden);
  });
});
