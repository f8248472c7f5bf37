import { describe, expect, it } from "vitest";
import { type HouseOptions, openHouse } from "../support/house.ts";
import { screenOf } from "../support/screen.ts";
import { smallTown } from "../support/town.ts";

const ESCAPE = "\u001b[";
const PROGRESS =
  /looking for repositories, \d+ requests? so far|read \d+ of \d+ repositor(?:y|ies), \d+ requests?, (?:quota [\d,]+ left, )?at most \dm \d\ds to go/;
const ALL = { GITHUB_REPOSITORIES: "acme/*" };

async function open(options: Partial<HouseOptions> = {}) {
  return await openHouse({ population: smallTown(), ...options });
}

describe("at a terminal", () => {
  it.each(["run", "plan"])("%s shows how far it has come, and leaves nothing of that", async (command) => {
    const house = await open({ terminal: true });
    const { stderr } = await house.run(ALL, command);
    expect(stderr).toMatch(PROGRESS);
    expect(screenOf(stderr).join("\n")).not.toMatch(PROGRESS);
  });

  it("check shows that it is waiting", async () => {
    const house = await open({ terminal: true });
    const { stderr } = await house.run(ALL, "check");
    expect(stderr).toMatch(/asking GitHub and Datadog, for \d+ s so far/);
    expect(screenOf(stderr).join("\n")).not.toContain("so far");
  });

  it("log lines come whole", async () => {
    const house = await open({ terminal: true });
    const { stderr } = await house.run({ ...ALL, NO_COLOR: "1" });
    const lines = screenOf(stderr).filter((line) => /run finished/.test(line));
    expect(lines).toEqual([expect.stringMatching(/^\[\d\d:\d\d:\d\d\] INFO: run finished$/)]);
  });

  it.each([
    { where: "in a pipe", terminal: false, env: {} },
    { where: "with JSON lines", terminal: true, env: { LOG_FORMAT: "json" } },
    { where: "in CI", terminal: true, env: { CI: "true" } },
    { where: "for whoever wants only errors", terminal: true, env: { LOG_LEVEL: "error" } },
    { where: "for whoever wants quiet", terminal: true, env: {}, argv: ["--quiet"] },
  ])("there is nothing to follow $where", async ({ terminal, env, argv = [] }) => {
    const house = await open({ terminal });
    const { stderr } = await house.run({ ...ALL, ...env }, "run", ...argv);
    expect(stderr).not.toMatch(PROGRESS);
    expect(stderr).not.toContain("\r");
  });

  it("a signal takes the line away", async () => {
    const house = await open({ terminal: true });
    house.github.fault({ fault: { kind: "hang" } });
    const running = house.run({ ...ALL, RUN_TIMEOUT: "20s" }, "plan");
    await expect.poll(() => house.github.log.length).toBeGreaterThan(0);
    house.interrupt();
    const { stderr } = await running;
    expect(stderr).toMatch(PROGRESS);
    expect(screenOf(stderr).join("\n")).not.toMatch(PROGRESS);
  });
});

describe("colours", () => {
  it.each(["plan", "check"])("are in the tables of %s at a terminal, and nowhere else", async (command) => {
    const house = await open({ terminal: true });
    const coloured = await house.run(ALL, command);
    expect(coloured.stdout).toContain(ESCAPE);
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      expect((await house.run({ ...ALL, ...env }, command)).stdout).not.toContain(ESCAPE);
    }
    expect((await house.run(ALL, command, "--json")).stdout).not.toContain(ESCAPE);
    const pipe = await open();
    expect((await pipe.run(ALL, command)).stdout).not.toContain(ESCAPE);
  });
});

describe("--quiet and --verbose", () => {
  it("leave the results, and of the log errors alone", async () => {
    const house = await open();
    const plain = await house.run(ALL, "plan");
    const quiet = await house.run(ALL, "plan", "--quiet");
    expect(quiet.stderr).toBe("");
    expect(quiet.stdout.split("\n")[0]).toBe(plain.stdout.split("\n")[0]);
    const wrong = await house.run({ GITHUB_REPOSITORIES: "acme/nothing-*" }, "plan", "--quiet");
    expect(wrong.log.map(({ event }) => event)).toEqual(["nothing_selected"]);
  });

  it("add what LOG_LEVEL leaves out", async () => {
    const house = await open();
    const verbose = await house.run({ ...ALL, LOG_LEVEL: "error" }, "--verbose");
    expect(verbose.log.some(({ level }) => level === "debug")).toBe(true);
  });
});

/** Takes away what every run has here. */
const nothing = {
  GITHUB_TOKEN: undefined,
  GITHUB_API_URL: undefined,
  DD_API_KEY: undefined,
  DD_URL: undefined,
};

describe("a first run", () => {
  it.each([
    { env: {}, argv: [] },
    {
      env: { GITHUB_TOKEN: "ghp_of_another_program", HTTPS_PROXY: "http://proxy.example.com" },
      argv: ["plan"],
    },
  ])("with nothing but $env tells the ways to start, and what is missing", async ({ env, argv }) => {
    const house = await open();
    const { exitCode, stdout, stderr } = await house.run({ ...nothing, ...env }, ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^Nothing is configured yet. There are three ways to start:\n/);
    for (const way of ["github-datadog-exporter plan", "npm run demo", "CronJob"])
      expect(stderr).toContain(way);
    expect(stderr).toContain("GITHUB_REPOSITORIES is not set");
    expect(Math.max(...stderr.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("is none where something is set, or nearly", async () => {
    const house = await open();
    for (const env of [{ DD_SITE: "datadoghq.eu" }, { GITHUB_REPOSITORYS: "acme/*" }]) {
      expect((await house.run({ ...nothing, ...env })).stderr).toMatch(/^The configuration is wrong/);
    }
  });
});
