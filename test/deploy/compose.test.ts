import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { load } from "../../src/config/load.ts";
import { SETTING_ROWS } from "../../src/config/settings.ts";
import { objectsOf } from "./kustomize.ts";

const ROOT = join(import.meta.dirname, "../..");
const text = readFileSync(join(ROOT, "deploy/compose.yaml"), "utf8");
const { services } = parse(text);
const { exporter } = services;

/**
 * What a run makes of a file `.env` beside it: `environment` goes before `env_file`, and that file also gives what is to be filled in.
 * https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 */
function settingsOf(file: Readonly<Record<string, string>>) {
  const fill = (text: unknown) =>
    String(text).replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name, otherwise) => file[name] || otherwise);
  const environment = Object.entries(exporter.environment).map(([name, text]) => [name, fill(text)] as const);
  const needed = { GITHUB_REPOSITORIES: "acme/*", DD_API_KEY: "k" };
  return load({ ...needed, ...file, ...Object.fromEntries(environment) }, "run", []);
}

describe("deploy/compose.yaml", () => {
  it("runs the image of the CronJob, and nothing else", () => {
    expect(Object.keys(services)).toEqual(["exporter"]);
    const cronJob = JSON.stringify(objectsOf("base"));
    expect(cronJob).toContain(`"image":"${exporter.image}"`);
  });

  it("repeats itself, with settings that exist and are right", () => {
    const names = SETTING_ROWS.filter((row) => !row.secret).map((row) => row.name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(exporter.environment)));
    expect(settingsOf({})).toMatchObject({ settings: { run: { intervalMs: 300_000 } } });
  });

  it("leaves nothing aside that stands in the file .env", () => {
    expect(settingsOf({ INTERVAL: "15m" })).toMatchObject({ settings: { run: { intervalMs: 900_000 } } });
  });

  it("has its secrets in a file that git ignores", () => {
    const ignored = readFileSync(join(ROOT, ".gitignore"), "utf8").split("\n");
    expect(ignored).toContain(exporter.env_file);
    for (const { name } of SETTING_ROWS.filter((row) => row.secret))
      expect(exporter.environment).not.toHaveProperty(name);
  });

  it("may do nothing that a run does not need, and has the time that one needs to end", () => {
    expect(exporter).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      mem_limit: expect.any(String),
      stop_grace_period: "30s",
    });
  });
});
