import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { load } from "../../src/config/load.ts";
import { renderFault, renderHelp, renderReadmeBlock } from "../../src/config/render.ts";
import { renderConfigMap, renderEnvrc, renderSecret } from "../../src/config/render-files.ts";
import { SETTING_ROWS, SETTINGS } from "../../src/config/settings.ts";
import { APP_PRIVATE_KEY } from "../support/app.ts";

const SECRETS = SETTING_ROWS.filter((row) => row.secret).map((row) => row.name);
const OTHERS = SETTING_ROWS.filter((row) => !row.secret).map((row) => row.name);
const KNOWN = [{ name: "pull_requests.open.by_author", byDefault: true }];
/** The secrets of a run as an App, which has no token beside it. */
const KEYS = { GITHUB_APP_PRIVATE_KEY: APP_PRIVATE_KEY, DD_API_KEY: "k" };
/** What TAGS_FILE holds, so that its example is right too. */
const EMPTY_FILE = { ok: true, value: { kind: "map", line: 1, entries: [] } } as const;

/** The lines that are commented out, and could be used as they are, become lines. */
function uncomment(text: string, assignment: RegExp): string {
  return text.replaceAll(assignment, "$1$2");
}

describe("the table of settings", () => {
  it.each(SETTING_ROWS.map((row) => [row.name, row] as const))(
    "documents %s with texts that are right",
    (_, row) => {
      // A private key that is right has no place in a repository.
      const example = row.name === SETTINGS.appPrivateKey.name ? APP_PRIVATE_KEY : row.example;
      expect(row.parse(example.replace("…", "x"))).toMatchObject({ ok: true });
      if (row.default !== undefined) expect(row.parse(row.default)).toMatchObject({ ok: true });
      expect(row.default === undefined || row.unset === undefined).toBe(true);
      expect(row.default !== undefined || row.unset !== undefined || row.requiredBy !== undefined).toBe(true);
      expect(row.description).toMatch(/^.+\.$/);
    },
  );

  it("has each variable once", () => {
    const names = SETTING_ROWS.flatMap((row) => [row.name, ...(row.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("keeps all credentials secret", () => {
    const { token, appPrivateKey, apiKey, appKey } = SETTINGS;
    expect(SECRETS).toEqual([token, appPrivateKey, apiKey, appKey].map(({ name }) => name));
  });
});

describe("the help", () => {
  it("names every variable and every default", () => {
    const help = renderHelp();
    for (const row of SETTING_ROWS) {
      expect(help).toContain(`\n  ${row.name} `);
      expect(help.replaceAll(/\s+/g, " ")).toContain(
        row.default === undefined ? row.name : `[default: ${row.default}]`,
      );
    }
  });

  it.each([60, 80, 120])("keeps to %d columns", (width) => {
    const lines = renderHelp(width).split("\n");
    expect(lines.filter((line) => line.length > width && line.trim().includes(" "))).toEqual([]);
  });
});

describe("the README's block", () => {
  it("is a table with a row for each setting and as many cells in each row", () => {
    const lines = renderReadmeBlock().trimEnd().split("\n");
    expect(lines).toHaveLength(SETTING_ROWS.length + 2);
    expect(new Set(lines.map((line) => line.split(/(?<!\\)\|/).length))).toEqual(new Set([6]));
  });
});

describe(".envrc.example", () => {
  it("sets what a run needs and holds no secret", () => {
    const set = renderEnvrc().match(/^export .*$/gm);
    expect(set).toEqual([
      "export GITHUB_TOKEN=",
      "export GITHUB_APP_PRIVATE_KEY=",
      expect.stringMatching(/^export GITHUB_REPOSITORIES='/),
      "export DD_API_KEY=",
      "export DD_APP_KEY=",
    ]);
  });

  it("would be right with every line in use", () => {
    const lines = uncomment(renderEnvrc(), /^()# (export )/gm).matchAll(/^export (\w+)='?(.*?)'?$/gm);
    const env = Object.fromEntries([...lines].map(([, name = "", value]) => [name, value]));
    expect(Object.keys(env).toSorted()).toEqual([...OTHERS, ...SECRETS].toSorted());
    expect(load({ ...env, ...KEYS }, "run", KNOWN, EMPTY_FILE)).toMatchObject({
      kind: "settings",
    });
  });
});

describe("the ConfigMap", () => {
  it("sets what a run needs and no secret", () => {
    expect(parse(renderConfigMap())).toMatchObject({
      kind: "ConfigMap",
      data: { GITHUB_REPOSITORIES: expect.any(String) },
    });
    expect(Object.keys(parse(renderConfigMap()).data)).toEqual(["GITHUB_REPOSITORIES"]);
  });

  it("has every other setting, right as it stands, as a comment", () => {
    const { data } = parse(uncomment(renderConfigMap(), /^( {2})# ([A-Z_]+: ")/gm));
    expect(Object.keys(data).toSorted()).toEqual(OTHERS.toSorted());
    expect(load({ ...data, ...KEYS }, "run", KNOWN, EMPTY_FILE)).toMatchObject({
      kind: "settings",
    });
  });
});

describe("the Secret", () => {
  it("has every secret, and no value", () => {
    expect(parse(renderSecret())).toMatchObject({
      kind: "Secret",
      stringData: Object.fromEntries(SECRETS.map((name) => [name, ""])),
    });
  });
});

describe("a fault", () => {
  it("is one line: the variable, what is wrong, what would be right", () => {
    const fault = { variable: "DD_SITE", problem: "is not set", example: "DD_SITE=datadoghq.eu" };
    expect(renderFault(fault)).toBe("DD_SITE is not set. For example: DD_SITE=datadoghq.eu");
  });
});
