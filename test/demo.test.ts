import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startDatadog } from "../sandbox/datadog/server.ts";
import { checkAnswers } from "../sandbox/demo/check.ts";
import { createPaint } from "../sandbox/demo/paint.ts";
import { showEnd } from "../sandbox/demo/show-ends.ts";
import { showVisit } from "../sandbox/demo/show-visit.ts";
import { faultsOf, type Visit, visit } from "../sandbox/demo/visit.ts";
import { startGitHub } from "../sandbox/github/server.ts";
import { replayAt } from "../sandbox/history/replay.ts";

const ROOT = join(import.meta.dirname, "..");
const API_KEY = "sandbox-api-key";
const ESCAPE = "\u001b[";

function runDemo(env: Readonly<Record<string, string>>): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "sandbox/demo.ts"], {
    cwd: ROOT,
    env: { ...env },
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, stdout })));
}

/** The numbers of the first line that begins with these words. */
function numbersOf(text: string, title: string): number[] {
  const line = text.split("\n").find((candidate) => candidate.trimStart().startsWith(`${title} `)) ?? "";
  return line.replace(title, "").trim().split(/\s+/).map(Number);
}

function openAt(instant: string): number {
  return replayAt(instant).repositories.reduce((sum, { pullRequests }) => sum + pullRequests.length, 0);
}

async function startStandIns(instant: string) {
  const github = await startGitHub({ population: replayAt(instant) });
  const datadog = await startDatadog({ apiKeys: [API_KEY] });
  onTestFinished(async () => {
    await Promise.all([github.close(), datadog.close()]);
  });
  return { github, datadog, apiKey: API_KEY };
}

beforeAll(() => {
  if (!existsSync(join(ROOT, "dist/main.js"))) throw new Error("no dist/main.js: run `npm run build` first");
});

describe("the demo", () => {
  let demo: Awaited<ReturnType<typeof runDemo>>;
  beforeAll(async () => {
    demo = await runDemo({});
  });

  it("ends well", () => {
    expect(demo.code).toBe(0);
  });

  it("finds every series of every run right", () => {
    const checks = [...demo.stdout.matchAll(/check +(\d+) of (\d+) series right/g)];
    expect(checks).toHaveLength(6);
    for (const [, right, expected] of checks) expect(right).toBe(expected);
    const all = checks.reduce((sum, [, , expected]) => sum + Number(expected), 0);
    expect(demo.stdout).toContain(`All ${all} series right, no problem found by either stand-in`);
  });

  it("shows how the totals moved, as the recorded history has them", () => {
    const instants = [...demo.stdout.matchAll(/^(\d{4}-\d\d-\d\d) at noon, UTC/gm)].map(([, day]) => day);
    const moved = demo.stdout.slice(demo.stdout.indexOf("How the backlog moved"));
    expect(instants).toHaveLength(6);
    expect(numbersOf(moved, "all")).toEqual(instants.map((day) => openAt(`${day}T12:00:00Z`)));
  });

  it("says what is recorded, what is derived, and that nothing leaves the machine", () => {
    const start = demo.stdout.slice(0, demo.stdout.indexOf("run 1 of 6"));
    expect(start).toContain("no account, no key, no network");
    expect(start).toMatch(/^Recorded\n {2}- numbers, authors, times/m);
    expect(start).toMatch(/^Derived\n {2}- all times are shifted so that the instant shown is now/m);
  });

  it("tells what it cost GitHub and Datadog", () => {
    const cost = demo.stdout.slice(demo.stdout.indexOf("What it took"));
    const requests = numbersOf(cost, "requests to GitHub");
    expect(requests).toHaveLength(6);
    expect(cost).toContain(`In all ${requests.reduce((sum, count) => sum + count, 0)} requests`);
    for (const ratio of numbersOf(cost, "for each open pull request")) expect(ratio).toBeLessThanOrEqual(1.2);
  });

  it("fits a terminal of 100 columns, without colours in a pipe", () => {
    expect(Math.max(...demo.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(demo.stdout).not.toContain(ESCAPE);
  });

  it("is shown in the README as it is", () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const excerpts = [...readme.matchAll(/^```text\n(.+?)^```$/gms)].map(([, text = ""]) => text);
    expect(excerpts).toHaveLength(2);
    for (const excerpt of excerpts) expect(demo.stdout).toContain(excerpt);
  });

  it("leaves a page with the last of these backlogs, and says where", () => {
    const [, path = ""] = /^A page to look at, .*: (\S+)$/m.exec(demo.stdout) ?? [];
    const page = readFileSync(join(ROOT, path), "utf8");
    expect(page).toContain(`<dt>open pull requests</dt><dd>${openAt("2021-04-24T12:00:00Z")}</dd>`);
    expect(page).toContain('href="https://github.com/');
  });

  it("ends with how to run the real thing", () => {
    expect(demo.stdout.match(/^ {2}export \w+=/gm)).toHaveLength(5);
    expect(demo.stdout).toMatch(/^ {2}node dist\/main\.js +# sends it\n$/m);
  });
});

describe("a visit to an instant", () => {
  it("keeps what Datadog got, and leaves the stand-ins empty", async () => {
    const standIns = await startStandIns("2020-10-02T12:00:00Z");
    const visited = await visit("2020-10-02T12:00:00Z", standIns);
    expect(faultsOf(visited)).toEqual([]);
    expect(visited.points.length).toBeGreaterThan(visited.check.expected);
    expect(visited.requests).toBeGreaterThan(0);
    expect(standIns.datadog.points).toEqual([]);
    expect(standIns.github.log).toEqual([]);
  });

  it("tells a run that Datadog refused from a good one", async () => {
    const standIns = await startStandIns("2020-10-02T12:00:00Z");
    standIns.datadog.fault({ fault: { kind: "status", status: 403 } });
    const visited = await visit("2020-10-02T12:00:00Z", standIns);
    expect(faultsOf(visited)[0]).toMatch(/^exit code 1: .*DD_API_KEY was refused/s);
    expect(visited.check).toMatchObject({ right: 0 });
    expect(visited.check.wrong).toContain("the points have 0 timestamps");
  });
});

describe("the check", () => {
  const population = replayAt("2021-02-05T12:00:00Z");
  const point = { metric: "github.pull_requests.open", timestamp: 0, type: 3, payload: 0 };
  const secp = { ...point, tags: ["repo:bitcoin-core/secp256k1"] };

  it.each([
    ["a wrong value", { ...secp, value: 50 }, /secp256k1} is 50, not 51$/],
    ["a series too many", { ...point, tags: ["repo:acme/api"], value: 1 }, /acme\/api} should not be there$/],
    ["a missing series", { ...secp, value: 51 }, /architecture} is missing$/],
  ])("names %s", (_, given, sentence) => {
    expect(checkAnswers([given], population).wrong.some((wrong) => sentence.test(wrong))).toBe(true);
  });

  it("counts what is right", () => {
    expect(checkAnswers([{ ...secp, value: 51 }], population).right).toBe(1);
    expect(checkAnswers([{ ...secp, value: 50 }], population).right).toBe(0);
  });

  it("wants one timestamp for all", () => {
    const late = { ...secp, value: 51, timestamp: 1 };
    expect(checkAnswers([{ ...secp, value: 51 }, late], population).wrong).toContain(
      "the points have 2 timestamps",
    );
  });
});

describe("what is shown of a run", () => {
  const good: Visit = {
    instant: "2021-02-05T12:00:00Z",
    run: { exitCode: 0, seconds: 0.5, stderr: "" },
    requests: 7,
    graphqlPoints: 7,
    points: [],
    payloads: 3,
    check: { right: 80, expected: 80, wrong: [] },
    problems: [],
  };
  const bad: Visit = { ...good, problems: ["github.x: sent twice"] };

  it("names what is wrong below its tables, and counts it at the end", () => {
    const plain = createPaint(false);
    expect(showVisit(bad, "run 1 of 1", plain)).toContain("  github.x: sent twice");
    expect(showEnd([good, bad], 1, "page.html", plain)).toContain("1 thing went wrong, see above.");
  });

  it.each([
    ["with colours where they are wanted", true],
    ["without colours where they are not", false],
  ])("is written %s", (_, colours) => {
    const paint = createPaint(colours);
    const text = [...showVisit(good, "run 1 of 1", paint), ...showEnd([good], 1, "page.html", paint)].join(
      "\n",
    );
    expect(text.includes(ESCAPE)).toBe(colours);
  });
});
