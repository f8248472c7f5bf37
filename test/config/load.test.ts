import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../src/config/setting.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { ENOUGH, faulty, loaded, settings } from "./environment.ts";

describe("what is enough", () => {
  it("is a key and a list of repositories; the rest is as documented", () => {
    const result = settings({});
    expect(result.github).toEqual({
      token: "t-1",
      apiUrl: "https://api.github.com",
      api: "graphql",
      requestTimeoutMs: 15_000,
    });
    expect(result.datadog).toEqual({
      apiKey: "k-1",
      memory: { wanted: true, lookbackSeconds: 180_000, emptyRepositories: "auto" },
      site: "datadoghq.com",
      url: "https://api.datadoghq.com",
      tags: [],
      exporterTags: [],
    });
    expect(result.run).toEqual({
      timeoutMs: 240_000,
      readingMs: 216_000,
      failOnPartial: false,
      failRatio: 0.1,
      minRepositories: 1,
    });
    expect(result.log).toEqual({ level: "info", format: "auto" });
    expect(result.metrics).toMatchObject({ prefix: "github", staleSeconds: 1_209_600 });
    expect(result.selection).toMatchObject({ includeArchived: false, includeForks: false, topics: [] });
    expect(result.proxy).toEqual({});
  });

  it("is less for plan, which needs no Datadog key", () => {
    expect(faulty({ GITHUB_REPOSITORIES: "acme/*" }, "plan")).toEqual([]);
    expect(faulty({ GITHUB_REPOSITORIES: "acme/*" }, "run")).toEqual(["DD_API_KEY"]);
    expect(faulty({}, "plan")).toEqual(["GITHUB_REPOSITORIES"]);
  });
});

describe("what is wrong", () => {
  it("is said all at once", () => {
    const env = {
      GITHUB_REPOSITORIES: "acme",
      DD_SITE: "example.com",
      DD_URL: "http://example.com",
      METRICS: "x",
    };
    expect(faulty({ ...env, RUN_TIMEOUT: "10s", BOTS: "{a" }).toSorted()).toEqual([
      "BOTS",
      "DD_API_KEY",
      "DD_SITE",
      "DD_URL",
      "GITHUB_REPOSITORIES",
      "METRICS",
      "RUN_TIMEOUT",
    ]);
  });

  it.each(
    Object.entries({
      GITHUB_TOKEN: "a b",
      GITHUB_REPOSITORIES: "acme/api,!acme/*",
      GITHUB_INCLUDE_ARCHIVED: "maybe",
      GITHUB_INCLUDE_FORKS: "2",
      GITHUB_TOPICS: "*",
      GITHUB_API_URL: "https://github.com",
      GITHUB_API: "soap",
      DD_API_KEY: "a b",
      DD_SITE: "example.com",
      DD_URL: "http://example.com",
      DD_TAGS: "repo:x",
      DD_ENV: "🔥",
      DD_SERVICE: "🔥",
      METRIC_PREFIX: "datadog",
      METRICS: "nothing.*",
      LABELS: "a{b",
      AUTHORS: "a}",
      REVIEWERS: "!",
      STALE_DAYS: "0",
      BOTS: "{",
      CONCURRENCY: "0",
      REQUEST_TIMEOUT: "15",
      RUN_TIMEOUT: "51m",
      INTERVAL: "10s",
      FAIL_ON_PARTIAL: "maybe",
      FAIL_RATIO: "10",
      MIN_REPOSITORIES: "0",
      LOG_LEVEL: "loud",
      LOG_FORMAT: "xml",
      HTTPS_PROXY: "socks5://x",
      HTTP_PROXY: "socks5://x",
    }),
  )("%s=%s is a fault of that variable, with an example that would be right", (variable, value) => {
    const result = loaded({ ...ENOUGH, [variable]: value });
    const fault = result.kind === "faults" ? result.faults[0] : undefined;
    expect(fault).toMatchObject({ variable });
    expect(fault?.example).toMatch(new RegExp(`^${variable}=.`));
    const example = fault?.example.slice(variable.length + 1);
    // METRICS is held against the catalogue, of which this test knows three rows.
    expect(
      faulty({
        ...ENOUGH,
        [variable]: variable === "METRICS" ? "pull_requests.*" : example?.replace("…", "x"),
      }),
    ).toEqual([]);
  });

  it("is GitHub's GraphQL without a token", () => {
    const env = { ...ENOUGH, GITHUB_TOKEN: "", GITHUB_API: "graphql" };
    expect(loaded(env)).toMatchObject({
      kind: "faults",
      faults: [
        {
          variable: "GITHUB_API",
          problem: expect.stringContaining("GITHUB_TOKEN"),
          example: "GITHUB_API=rest",
        },
      ],
    });
    expect(faulty({ ...env, GITHUB_TOKEN: "a b" })).toEqual(["GITHUB_TOKEN"]);
  });

  it("is a list without an entry", () => {
    const lists = [
      "AUTHORS",
      "BOTS",
      "DD_TAGS",
      "GITHUB_REPOSITORIES",
      "GITHUB_TOPICS",
      "LABELS",
      "METRICS",
      "REVIEWERS",
    ];
    const env = Object.fromEntries(lists.map((name) => [name, ", \n,"]));
    expect(faulty({ ...ENOUGH, ...env }).toSorted()).toEqual(lists);
  });

  it("is named in the spelling that is set", () => {
    expect(faulty({ ...ENOUGH, DATADOG_SITE: "example.com" })).toEqual(["DATADOG_SITE"]);
  });
});

describe("a variable's text", () => {
  it.each(["", " ", "\n", '""', "' '"])("%j counts as unset", (text) => {
    expect(settings({ METRIC_PREFIX: text }).metrics.prefix).toBe("github");
    expect(faulty({ ...ENOUGH, GITHUB_REPOSITORIES: text })).toEqual(["GITHUB_REPOSITORIES"]);
  });

  it("may have white space or quotes around it", () => {
    expect(settings({ GITHUB_TOKEN: "t-2\n" }).github.token).toBe("t-2");
    expect(settings({ DD_SITE: '"datadoghq.eu"' }).datadog.site).toBe("datadoghq.eu");
  });

  it("is read by Datadog's other spelling too, its DD_ one first", () => {
    expect(settings({ DATADOG_SITE: "datadoghq.eu" }).datadog.site).toBe("datadoghq.eu");
    expect(settings({ DD_SITE: "datadoghq.com", DATADOG_SITE: "datadoghq.eu" }).datadog.site).toBe(
      "datadoghq.com",
    );
    expect(settings({ DD_SITE: "", DATADOG_SITE: "datadoghq.eu" }).datadog.site).toBe("datadoghq.eu");
    expect(settings({ DD_API_KEY: "", DATADOG_API_KEY: "k-2" }).datadog.apiKey).toBe("k-2");
    expect(settings({ DATADOG_APP_KEY: "a-1" }).datadog.appKey).toBe("a-1");
    expect(settings({ DD_APP_KEY: "a-2", DATADOG_APP_KEY: "a-1" }).datadog.appKey).toBe("a-2");
  });

  it("gives a value or a fault that names it, whatever it is", () => {
    const names = SETTING_ROWS.flatMap((row) => [row.name, ...(row.aliases ?? [])]);
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.constantFrom(
        "acme/",
        "{",
        "}",
        ",",
        "!",
        "+",
        "*",
        "https://",
        "%",
        ":",
        "10",
        "m",
        "\n",
        "'",
        "@",
        "[::1]",
      ),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    const commands = fc.constantFrom<Command>("run", "plan");
    fc.assert(
      fc.property(fc.constantFrom(...names), text, commands, (name, value, command) => {
        const result = loaded({ ...ENOUGH, [name]: value }, command);
        const faults = result.kind === "faults" ? result.faults : [];
        for (const { variable, problem, example } of faults) {
          // What is missing beside it is a fault of the other variable, which then says so.
          expect([variable, ...problem.split(/[ ,]+/)]).toContain(name);
          expect(example.startsWith(`${variable}=`)).toBe(true);
        }
        expect(result.kind === "settings" || faults.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

it("shows the first of many problems of one variable", () => {
  const many = Array.from({ length: 500 }, (_, index) => `name-${index}`).join();
  const result = loaded({ ...ENOUGH, GITHUB_REPOSITORIES: many });
  expect(result).toMatchObject({ kind: "faults", faults: { length: 21 } });
  expect(result).toMatchObject({ faults: { 20: { problem: "has 480 more problems" } } });
});
