import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { costOf, renderCapacity } from "../bench/capacity.ts";
import { putBetween } from "../bench/document.ts";
import { renderBudgets } from "../bench/judge.ts";
import { measure } from "../bench/measure.ts";
import { API_KEY, type Sighting, TOKENS } from "../bench/messages.ts";
import { readOptions } from "../bench/options.ts";
import { COLD_START } from "../bench/scenarios.ts";
import { sightingOf } from "../bench/sighting.ts";
import type { StandIns } from "../bench/stand-ins-process.ts";
import { spreadOf } from "../bench/statistics.ts";
import { renderTable } from "../bench/table.ts";
import { startDatadog } from "../sandbox/datadog/server.ts";
import { startGitHub } from "../sandbox/github/server.ts";
import { replayAt } from "../sandbox/history/replay.ts";
import { tokenRecord } from "../sandbox/tokens.ts";

const ROOT = join(import.meta.dirname, "..");
const INSTANT = "2021-02-05T12:00:00Z";

function runBench(
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/main.ts", ...args], { cwd: ROOT });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, stdout, stderr })));
}

/** Stand-ins in this process, which say of a run what `say` makes of what they saw. */
async function openHere(say: (sighting: Sighting) => Sighting): Promise<StandIns> {
  const tokens = TOKENS.map((token) => tokenRecord(token));
  const github = await startGitHub({ population: { ...replayAt(INSTANT), tokens } });
  const datadog = await startDatadog({ apiKeys: [API_KEY] });
  const close = async () => {
    await Promise.all([github.close(), datadog.close()]);
  };
  onTestFinished(close);
  const owners = github.population.owners.map(({ login }) => login);
  return {
    prepare: async () => ({ github: github.url, datadog: datadog.url, owners }),
    report: async () => say({ standInsCpu: 0, firstRequestAt: 0, ...sightingOf(github, datadog) }),
    close,
  };
}

const spec = {
  node: process.execPath,
  flags: [],
  probe: true,
  api: "graphql",
  pace: { latency: 0, perPullRequest: 0 },
} as const;

describe("the bench", () => {
  it("runs a scenario and shows what it counted", async () => {
    const { code, stdout, stderr } = await runBench("--only", "history", "--latency", "0", "--runs", "1");
    expect(stderr).toContain("run 1 of 1");
    expect(code).toBe(0);
    const open = replayAt(INSTANT).repositories.reduce((sum, one) => sum + one.pullRequests.length, 0);
    const rows = stdout.split("\n").filter((line) => line.startsWith("| recorded history at 2021-02-05 "));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toContain(` ${open} of ${open} |`);
    expect(stdout).toMatch(/^Measured on \d{4}-\d\d-\d\d: \d+ cores/);
  });

  it("ends with 1 where a run was not right", async () => {
    const { code, stdout } = await runBench("--only", "history", "--node", "/usr/bin/true");
    expect(stdout).toMatch(/^### Runs that were not right, and have no figures\n\n- .*is missing, not 51/m);
    expect(code).toBe(1);
  });

  it("does not run a part that it does not know", async () => {
    const { code, stderr } = await runBench("--only", "histroy");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^No part histroy\. Parts: cold-start, 50x120, 1000/);
  });

  it("has no figures for a run that is not right", async () => {
    const wrong = await openHere((sighting) => ({ ...sighting, faults: ["repo:acme/api is 3, not 4"] }));
    await expect(measure(wrong, spec)).rejects.toThrow("repo:acme/api is 3, not 4");
  });

  it("tells what the process took", async () => {
    const { took, counted, pullRequests } = await measure(await openHere((sighting) => sighting), spec);
    expect(counted).toBe(pullRequests);
    expect(took?.peakBytes).toBeGreaterThan(20e6);
    expect(took?.userCpu).toBeGreaterThan(took?.payloadCpu ?? Number.NaN);
    expect(took?.payloadCpu).toBeGreaterThan(0);
  });

  it("counts what several shards send together", async () => {
    const standIns = await openHere((sighting) => sighting);
    const { counted, pullRequests } = await measure(standIns, { ...spec, shards: 3 });
    expect(counted).toBe(pullRequests);
  });
});

describe("what the stand-ins saw", () => {
  it("names repositories whose number is missing or wrong", async () => {
    const standIns = await openHere((sighting) => sighting);
    const { faults, counted } = await standIns.report();
    expect(counted).toBe(0);
    expect(faults).toContain("repo:bitcoin-core/secp256k1 is missing, not 51");
    expect(faults.at(-1)).toBe("and 1 further repositories");
  });
});

describe("figures", () => {
  it.each([
    [[3], { median: 3, least: 3, most: 3 }],
    [[4, 1, 2], { median: 2, least: 1, most: 4 }],
    [[4, 1, 2, 8], { median: 3, least: 1, most: 8 }],
  ])("%j are %j", (values, spread) => {
    expect(spreadOf(values)).toEqual(spread);
  });

  it.each([[[]], [[1, Number.NaN]]])("%j are none", (values) => {
    expect(() => spreadOf(values)).toThrow("no measurements");
  });

  it("stand under each other", () => {
    const rows = [
      ["a", "1"],
      ["longer", "1,000"],
    ];
    const table = renderTable([["what", "left"], ["", "right"]], rows); // biome-ignore format: a table
    expect(table.split("\n")).toEqual([
      "| what   |       |",
      "| ------ | ----: |",
      "| a      |     1 |",
      "| longer | 1,000 |",
    ]);
  });
});

describe("the budgets", () => {
  const nothing = { coldStarts: [], scenarios: [], growth: [], crowd: [], wrong: [] };

  it.each([
    [5_000_000, "kept"],
    [5_100_000, "**missed**"],
  ])("a package of %d bytes: %s", (packageBytes, verdict) => {
    const lines = renderBudgets({ ...nothing, packageBytes }, false)
      .split("\n")
      .slice(2);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain(verdict);
  });

  it("are missed where only the runs with a fixed CONCURRENCY were right", async () => {
    const runs = [await measure(await openHere((sighting) => sighting), spec)];
    const table = renderBudgets(
      { ...nothing, packageBytes: undefined, crowd: [{ concurrency: 8, runs }] },
      false,
    );
    expect(table.match(/a GitHub that refuses a crowd: .* \*\*missed\*\*: not right \|$/gm)).toHaveLength(2);
  });

  it("are named where they were not measured", () => {
    const table = renderBudgets({ ...nothing, packageBytes: undefined }, true);
    expect(table).not.toContain("kept");
    expect(table).toMatch(/1,000 \/ 5,000: own CPU +\| +1\.3 s \| +– \| not measured/);
  });
});

describe("what fits one credential", () => {
  /** As if so many points had been taken. */
  async function grown(
    ...sizes: readonly (readonly [repositories: number, pullRequests: number, points: number])[]
  ) {
    const run = await measure(await openHere((sighting) => sighting), spec);
    const { api, pace } = spec;
    return sizes.map(([repositories, pullRequests, points]) => ({
      ...{ scenario: COLD_START, api, pace, node: "v20" },
      runs: [{ ...run, repositories, pullRequests, points }],
    }));
  }

  it("grows in a straight line with repositories and pull requests", async () => {
    const growth = await grown(
      [500, 5_000, 107],
      [1_000, 5_000, 112],
      [2_000, 5_000, 122],
      [1_000, 10_000, 212],
    );
    const cost = costOf(growth);
    expect(cost?.perRepository).toBeCloseTo(0.01);
    expect(cost?.perPullRequest).toBeCloseTo(0.02);
    expect(cost?.points).toBeCloseTo(2);
    expect(costOf(growth.slice(0, 3))).toBeUndefined();
    expect(costOf([])).toBeUndefined();
  });

  it("is what nine tenths of an hour pay for, rounded down, and nothing where counting is too much", () => {
    const lines = renderCapacity({ points: 2, perRepository: 0.05, perPullRequest: 0.02 }).split("\n");
    const cells = (line = "") => line.split("|").map((cell) => cell.trim()).slice(1, -1); // biome-ignore format: one line
    expect(cells(lines[0]).slice(0, 3)).toEqual(["every", "points an hour", "100 repositories"]);
    // 375 points a run: less 2 and 5, 50 and so on, times 50.
    expect(cells(lines[2])).toEqual(["5 min", "5,000", "18,000", "16,000", "6,100", "–"]);
    expect(cells(lines.at(-1))).toEqual(["60 min", "10,000", "440,000", "440,000", "430,000", "420,000"]);
  });

  it("is put between its marks, and nowhere else", () => {
    const page = "a\n<!-- x:start -->\nold\n<!-- x:end -->\nb";
    expect(putBetween(page, "x", "new")).toBe("a\n<!-- x:start -->\n\nnew\n\n<!-- x:end -->\nb");
    expect(() => putBetween(page, "y", "new")).toThrow("<!-- y:start -->");
  });
});

describe("the options", () => {
  it.each([["--runs=0"], ["--latency=-1"], ["--latency=fast"], ["--per-pull-request=1.5"], ["--unknown"]])(
    "%s is refused",
    (option) => {
      expect(() => readOptions([option])).toThrow(TypeError);
    },
  );

  it("take several latencies", () => {
    expect(readOptions(["--latency=0", "--latency=150"]).latencies).toEqual([0, 150]);
  });
});
