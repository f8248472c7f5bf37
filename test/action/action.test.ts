import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fullToken } from "../../sandbox/tokens.ts";
import { API_KEY, openHouse } from "../support/house.ts";
import { type Installed, install } from "../support/program.ts";
import { expectHeartbeatLast, expectNoProblems, expectNumbers } from "../support/received.ts";
import { isAbout, readsPulls, smallTown } from "../support/town.ts";
import { METADATA, readLog, type Step, stepOf } from "./runner.ts";

const town = smallTown();
const KEYS = { "dd-api-key": API_KEY };
const ALL = { ...KEYS, "github-repositories": "acme/*" };
let program: Installed;

beforeAll(() => {
  program = install("action.js");
});
afterAll(() => program.remove());

/** Runs the built entry with the environment of a step. */
async function take({ env }: Step) {
  const { code, stdout, stderr } = await program.start(env).ended;
  return { code, stderr, ...readLog(stdout) };
}

describe("the built action", () => {
  it("is what action.yml names, on the Node.js that runners have", () => {
    expect(METADATA.runs).toEqual({ using: "node24", main: "dist/action.js" });
  });

  it("counts the repository of its workflow with the job's token, where it is told no more than a key", async () => {
    const house = await openHouse({ population: town });
    const step = stepOf(house, KEYS);
    const { code, stderr, commands } = await take(step);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expectNumbers(house, town, { repositories: ["acme/alpha"], api: "graphql" });
    expectHeartbeatLast(house);
    expectNoProblems(house);
    expect(commands.map(({ name }) => name)).toEqual(["add-mask", "add-mask"]);
    expect(step.outputs()).toEqual({
      pull_requests: "3",
      series: String(house.datadog.points.length),
      failed: "0",
    });
  });

  it("sums the backlog up by repository, the longest first, and what was sent", async () => {
    const house = await openHouse({ population: town });
    const step = stepOf(house, ALL);
    expect((await take(step)).code).toBe(0);
    const summary = step.summary();
    expect(summary).toContain("The run went well: 4 of 4 repositories read, 10 pull requests in them.");
    const rows = [...summary.matchAll(/^\| (acme\/\w+) \| (\d+) \| \d+ [dh] \|$/gm)];
    expect(rows.map(([, name, open]) => [name, open])).toEqual([
      ["acme/delta", "5"],
      ["acme/alpha", "3"],
      ["acme/beta", "2"],
    ]);
    const sent = [...summary.matchAll(/^\| github\.\S+ \| (\d+) \|$/gm)].map(([, count]) => Number(count));
    expect(sent.reduce((sum, count) => sum + count)).toBe(house.datadog.points.length);
    expect(Object.keys(step.outputs()).sort()).toEqual(Object.keys(METADATA.outputs).sort());
  });

  it("tells of what failed, as a warning and in the summary, and gives no total that might be short", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({
      when: (entry) => isAbout("beta")(entry) && readsPulls(entry),
      fault: { kind: "status", status: 403, body: { message: "100% | of\nit" } },
    });
    const more = { "github-api": "rest", "fail-on-partial": "true" };
    const step = stepOf(house, { ...ALL, ...more });
    const { code, commands } = await take(step);
    expect(code).toBe(3);
    expect(commands.filter(({ name }) => name === "warning")).toMatchObject([
      { message: expect.stringMatching(/^forbidden: acme\/beta have no numbers in this run\. .*100%25/) },
    ]);
    expect(commands.filter(({ name }) => name === "error")).toMatchObject([
      { properties: "title=github-datadog-exporter", message: expect.stringContaining("exit code 3") },
    ]);
    expect(step.summary()).toMatch(/^\| acme\/beta \| forbidden \| .*100% \\\| of \|$/m);
    expect(step.outputs()).toMatchObject({ pull_requests: "", failed: "1" });
  });

  it("says of each fault what would be right, and asks nobody anything", async () => {
    const house = await openHouse({ population: town });
    const step = stepOf(house, { "github-repositories": "acme", "dd-site": "example.com" });
    const { code, commands } = await take(step);
    expect(code).toBe(2);
    const errors = commands.flatMap(({ name, message }) =>
      name === "error" ? [message.split(" ", 1)[0]] : [],
    );
    expect(errors).toEqual(["GITHUB_REPOSITORIES", "DD_API_KEY", "DD_SITE", "exit"]);
    expect(step.summary()).toContain("DD\\_API\\_KEY is not set");
    expect(step.outputs()).toEqual({ pull_requests: "", series: "", failed: "" });
    expect([...house.github.log, ...house.datadog.log]).toEqual([]);
  });

  it.each([
    { command: "plan", shows: "custom metrics", code: 0 },
    { command: "check", shows: "application key", code: 0 },
  ])("shows in the summary what $command prints, and sends nothing", async ({ command, shows, code }) => {
    const house = await openHouse({ population: town });
    const step = stepOf(house, { ...ALL, command });
    const ended = await take(step);
    expect(ended.code).toBe(code);
    expect(ended.shown).toContain(shows);
    expect(step.summary()).toMatch(new RegExp("^```\\n[^]*".concat(shows, "[^]*^```$"), "m"));
    expect(house.datadog.points).toEqual([]);
  });

  it("refuses a command that is none for a step", async () => {
    const house = await openHouse({ population: town });
    const { code, commands } = await take(stepOf(house, { ...ALL, command: "setup" }));
    expect(code).toBe(2);
    expect(commands.at(-1)).toMatchObject({
      name: "error",
      message: expect.stringContaining("run, plan, check"),
    });
  });

  it("hides its secrets, in the log and in the summary, whoever repeats them", async () => {
    const house = await openHouse({ population: town });
    const echo = `you sent ${API_KEY} and ${fullToken.token}`;
    house.datadog.fault({ fault: { kind: "status", status: 400, body: JSON.stringify({ errors: [echo] }) } });
    const step = stepOf(house, ALL);
    const { code, commands, shown } = await take(step);
    expect(code).toBe(1);
    const masked = commands.flatMap(({ name, message }) => (name === "add-mask" ? [message] : []));
    expect(masked.sort()).toEqual([API_KEY, fullToken.token].sort());
    const rest = commands.filter(({ name }) => name !== "add-mask");
    expect(JSON.stringify(rest)).toContain("you sent ***");
    for (const text of [shown, JSON.stringify(rest), step.summary()]) {
      expect(text).not.toContain(API_KEY);
      expect(text).not.toContain(fullToken.token);
    }
  });

  it("takes nothing that it quotes for a command of the runner's", async () => {
    const house = await openHouse({ population: town });
    house.github.fault({
      when: isAbout("beta"),
      fault: { kind: "status", status: 403, body: { message: "x\n::error::y\n##[error]z" } },
    });
    const { commands } = await take(stepOf(house, { ...ALL, "github-api": "rest", "log-level": "trace" }));
    expect(commands.filter(({ name }) => name === "error")).toEqual([]);
  });

  it("warns where a token in the environment is not the one that is used", async () => {
    const house = await openHouse({ population: town });
    const { commands } = await take(stepOf(house, KEYS, { GITHUB_TOKEN: "another-one" }));
    expect(commands.find(({ name }) => name === "warning")?.message).toContain("github-token");
  });

  it("ends a step by the rules when the job is cancelled, and sums up what it has", async () => {
    const house = await openHouse({ population: town });
    const hangs = (entry: Parameters<typeof readsPulls>[0]) => isAbout("beta")(entry) && readsPulls(entry);
    house.github.fault({ when: hangs, fault: { kind: "hang" } });
    const step = stepOf(house, { ...ALL, "github-api": "rest" });
    const { child, ended } = program.start(step.env);
    house.github.onRequest((entry) => void (hangs(entry) && child.kill("SIGINT")));
    expect((await ended).code).toBe(0);
    expect(step.summary()).toContain("| acme/beta | interrupted |");
    expectHeartbeatLast(house);
  });
});
