import { describe, expect, it } from "vitest";
import { load } from "../../src/config/load.ts";
import { secretsIn } from "../../src/config/secrets.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { ENOUGH, loaded, settings } from "./environment.ts";

describe("settings that depend on each other", () => {
  it.each([
    [{}, "graphql"],
    [{ GITHUB_TOKEN: "" }, "rest"],
    [{ GITHUB_API: "rest" }, "rest"],
    [{ GITHUB_API: "graphql" }, "graphql"],
    [{ GITHUB_API: "rest", GITHUB_TOKEN: "" }, "rest"],
  ])("%j reads by %s", (env, api) => {
    expect(settings(env).github.api).toBe(api);
  });

  it.each([
    ["11s", 1_000],
    ["100s", 90_000],
    ["4m", 216_000],
    ["50m", 2_700_000],
  ])("RUN_TIMEOUT=%s leaves %d ms for reading", (text, readingMs) => {
    expect(settings({ RUN_TIMEOUT: text }).run.readingMs).toBe(readingMs);
  });

  it("sends to DD_URL instead of the site", () => {
    expect(settings({ DD_SITE: "datadoghq.eu" }).datadog.url).toBe("https://api.datadoghq.eu");
    expect(settings({ DD_URL: "http://127.0.0.1:9/", DD_SITE: "datadoghq.eu" }).datadog).toMatchObject({
      site: "datadoghq.eu",
      url: "http://127.0.0.1:9",
    });
  });

  it("puts DD_ENV and DD_SERVICE on the exporter's own series only", () => {
    const { tags, exporterTags } = settings({
      DD_TAGS: "team:a,env:test",
      DD_ENV: "prod",
      DD_SERVICE: "x",
    }).datadog;
    expect(tags).toEqual(["env:test", "team:a"]);
    expect(exporterTags).toEqual(["env:test", "service:x", "team:a"]);
  });

  it("bounds the requests in flight only where it is told to", () => {
    expect(settings({}).github.concurrency).toBeUndefined();
    expect(settings({ CONCURRENCY: "8" }).github.concurrency).toBe(8);
  });

  it("compiles METRICS and BOTS", () => {
    const { selects, isBot } = settings({
      METRICS: "!pull_requests.age.*",
      BOTS: "acme-*,!acme-boss",
    }).metrics;
    expect(selects("pull_requests.open", true)).toBe(true);
    expect(selects("pull_requests.age.max", true)).toBe(false);
    expect(["Acme-CI", "acme-boss", "renovate[bot]"].map(isBot)).toEqual([true, false, false]);
    expect(settings({}).metrics.isBot("acme-ci")).toBe(false);
    const { isBot: isOther } = settings({ BOTS: "!human-*,human-ci" }).metrics;
    expect(["ci", "human-alice", "human-ci"].map(isOther)).toEqual([true, false, true]);
  });

  it("compiles LABELS, AUTHORS and REVIEWERS, each for its tag, and keeps everything without them", () => {
    const { label, author, reviewer } = settings({
      LABELS: "kind/*,!kind/bug",
      AUTHORS: "!*_bot",
      REVIEWERS: "alice",
    }).metrics.keeps;
    expect(["kind/ui", "kind/bug", "ui"].map(label)).toEqual([true, false, false]);
    expect(["alice", "renovate_bot"].map(author)).toEqual([true, false]);
    expect(["alice", "bob"].map(reviewer)).toEqual([true, false]);
    const { keeps } = settings({}).metrics;
    expect([keeps.label, keeps.author, keeps.reviewer].map((keep) => keep("any_thing"))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("takes the proxies in either case", () => {
    const env = {
      https_proxy: "proxy.example.com:3128",
      HTTP_PROXY: "http://plain.example.com",
      no_proxy: "localhost",
    };
    expect(settings(env).proxy).toEqual({
      https: "http://proxy.example.com:3128",
      http: "http://plain.example.com",
      no: "localhost",
    });
  });
});

describe("secrets", () => {
  it("are all listed for redaction, a proxy's password included", () => {
    const proxy = "http://user:p%40ss@proxy.example.com";
    const env = { DD_API_KEY: "k-1\n", DATADOG_APP_KEY: "a-1", HTTPS_PROXY: proxy };
    expect(secretsIn(env).toSorted()).toEqual(["a-1", "k-1", "p%40ss", "p@ss"]);
  });

  it("stay out of every fault and warning", () => {
    const env = {
      GITHUB_TOKEN: "canary one",
      DD_API_KEY: "canary two",
      DD_APP_KEY: "canary three",
      DD_URL: "https://user:canary@example.com",
      GITHUB_API_URL: "https://canary@github.com",
      HTTPS_PROXY: "socks5://user:canary@example.com",
      GITHUB_TOKN: "canary",
    };
    const result = loaded(env);
    expect(result).toMatchObject({ kind: "faults" });
    expect(JSON.stringify(result)).not.toContain("canary");
  });
});

describe("warnings", () => {
  it("name a variable that looks like a misspelling", () => {
    const result = loaded({ ...ENOUGH, GITHUB_TOKN: "x" });
    expect(result).toMatchObject({
      warnings: [{ event: "unknown_setting", names: ["GITHUB_TOKN", "GITHUB_TOKEN"] }],
    });
  });

  it("say that without a token only public repositories are read", () => {
    const result = loaded({ ...ENOUGH, GITHUB_TOKEN: "" });
    expect(result).toMatchObject({ warnings: [{ event: "no_credential", names: ["GITHUB_TOKEN"] }] });
  });

  it("name the variable of GitHub's own command line, which is not read", () => {
    const [warning] = loaded({ ...ENOUGH, GITHUB_TOKEN: "", GH_TOKEN: "x" }).warnings;
    expect(warning?.message).toMatch(/; GH_TOKEN is set, but only GITHUB_TOKEN is read$/);
  });

  it("are none where nothing is odd", () => {
    expect(loaded({ ...ENOUGH, HOME: "/", DD_AGENT_HOST: "x" })).toMatchObject({ warnings: [] });
  });
});

describe("the table", () => {
  it("has no row that is documented and never read", () => {
    const looked = new Set<string>();
    const env = new Proxy<Record<string, string | undefined>>(
      {},
      {
        getOwnPropertyDescriptor(target, name) {
          looked.add(String(name));
          return Object.getOwnPropertyDescriptor(target, name);
        },
      },
    );
    load(env, "run", []);
    expect(SETTING_ROWS.map((row) => row.name).filter((name) => !looked.has(name))).toEqual([]);
  });
});
