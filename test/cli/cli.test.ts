import { describe, expect, it } from "vitest";
import { events, type HouseOptions, openHouse } from "../support/house.ts";
import { smallTown } from "../support/town.ts";

async function open(options: Partial<HouseOptions> = {}) {
  return await openHouse({ population: smallTown(), ...options });
}

describe("the program", () => {
  it.each([["--help"], ["help"], ["plan", "-h"]])(
    "explains itself (%s %s) on stdout, whatever is set",
    async (...argv) => {
      const house = await open();
      const outcome = await house.run({ GITHUB_REPOSITORIES: "wrong" }, ...argv);
      expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
      expect(outcome.stdout).toMatch(/^github-datadog-exporter: /);
      for (const text of [
        "plan [--json]",
        "check [--json]",
        "GITHUB_REPOSITORIES",
        "DATADOG_API_KEY",
        "Exit codes:",
        "  3  ",
      ])
        expect(outcome.stdout).toContain(text);
    },
  );

  it("tells its version on stdout", async () => {
    const house = await open();
    expect(await house.run({}, "--version")).toMatchObject({
      exitCode: 0,
      stdout: "0.0.0-test\n",
      stderr: "",
    });
  });

  it.each([
    { argv: ["export"], says: "Unknown command 'export'" },
    { argv: ["--dry"], says: "Unknown option '--dry'" },
  ])("refuses $argv with the commands that there are, and exits with 2", async ({ argv, says }) => {
    const house = await open();
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*" }, ...argv);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toBe(`${says}. Commands: run, plan, check, setup. See --help.\n`);
    expect([...house.github.log, ...house.datadog.log]).toEqual([]);
  });

  it("names all faults of its configuration at once, each with a line that is right", async () => {
    const house = await open();
    const env = {
      GITHUB_REPOSITORIES: "acme",
      DD_API_KEY: undefined,
      DD_SITE: "example.com",
      RUN_TIMEOUT: "51m",
    };
    const { exitCode, stdout, stderr } = await house.run(env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    for (const name of Object.keys(env))
      expect(stderr).toMatch(new RegExp(`^  ${name} .*For example: ${name}=`, "m"));
  });

  it("warns of what looks like a misspelling, and goes on", async () => {
    const house = await open();
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", GITHUB_REPOSITORYS: "acme/*" });
    expect(events(outcome, "unknown_setting")).toMatchObject([
      { level: "warn", names: ["GITHUB_REPOSITORYS", "GITHUB_REPOSITORIES"] },
    ]);
    expect(outcome.exitCode).toBe(0);
  });

  it("says who it is in every request", async () => {
    const house = await open();
    await house.run({ GITHUB_REPOSITORIES: "acme/*" });
    const agents = house.github.log.map(({ headers }) => headers["user-agent"]?.split(" ", 1)[0]);
    expect(new Set(agents)).toEqual(new Set(["github-datadog-exporter/0.0.0-test"]));
  });

  it.each([
    { terminal: true, env: {}, coloured: true },
    { terminal: true, env: { NO_COLOR: "1" }, coloured: false },
    { terminal: true, env: { NO_COLOR: "" }, coloured: true },
    { terminal: false, env: { LOG_FORMAT: "pretty" }, coloured: false },
  ])("at a terminal ($terminal) with $env is coloured: $coloured", async ({ terminal, env, coloured }) => {
    const house = await open({ terminal });
    const { stderr } = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env });
    expect(stderr.includes("\u001b[")).toBe(coloured);
    expect(stderr).toContain("run finished");
    expect(stderr).not.toMatch(/^\{/m);
  });

  it("logs its requests to Datadog at LOG_LEVEL=debug, and nothing at silent", async () => {
    const house = await open();
    const debug = await house.run({ GITHUB_REPOSITORIES: "acme/*", LOG_LEVEL: "debug" });
    expect(events(debug, "payload")).toHaveLength(3);
    const silent = await house.run({ GITHUB_REPOSITORIES: "acme/*", LOG_LEVEL: "silent" });
    expect(silent.stderr).toBe("");
  });
});
