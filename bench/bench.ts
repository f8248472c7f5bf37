import { execFileSync } from "node:child_process";
import { measure, type Run } from "./measure.ts";
import type { Spec } from "./messages.ts";
import type { Options } from "./options.ts";
import { packageSize } from "./package-size.ts";
import type { CrowdResult, Result, Results } from "./results.ts";
import { COLD_START, CROWD, GROWTH, SCENARIOS, type Scenario } from "./scenarios.ts";
import { type StandIns, startStandIns } from "./stand-ins-process.ts";

/** The names that `--only` knows. */
export const PARTS: readonly string[] = [
  COLD_START.name,
  ...SCENARIOS.map(({ name }) => name),
  "growth",
  CROWD.name,
  "package",
];

const NO_PACE = { latency: 0, perPullRequest: 0 };

interface Node {
  readonly path: string;
  readonly version: string;
}

interface Bench {
  readonly options: Options;
  readonly nodes: readonly Node[];
  /** Says what is being run, for whoever waits. */
  readonly tell: (what: string) => void;
  /** Grows with each way of running that was not right. */
  readonly wrong: string[];
}

/** Runs every part that is wanted, one run after the other. What is not right has no figures; the others go on. */
export async function bench(options: Options, tell: Bench["tell"]): Promise<Results> {
  const nodes = options.nodes.map((path) => ({ path, version: versionOf(path) }));
  const wrong: string[] = [];
  const all = { options, nodes, tell, wrong };
  // How cost grows and what a refusal does are the same on every Node.
  const once = { ...all, nodes: nodes.slice(0, 1) };
  return {
    coldStarts: await runAll([COLD_START], all),
    scenarios: await runAll(SCENARIOS, all),
    growth: await runAll(GROWTH, once),
    crowd: isWanted(options, CROWD.name, true) ? await runCrowd(once) : [],
    packageBytes: isWanted(options, "package", false) ? packageSize() : undefined,
    wrong,
  };
}

function isWanted({ only, quick }: Options, name: string, long: boolean): boolean {
  return only.length > 0 ? only.includes(name) : !(quick && long);
}

function versionOf(path: string): string {
  return execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
}

async function runAll(scenarios: readonly Scenario[], bench: Bench): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const scenario of scenarios) {
    if (!isWanted(bench.options, scenario.name, scenario.long ?? false)) continue;
    const { population } = scenario;
    results.push(
      ...(await withStandIns({ population }, (standIns) => runScenario(scenario, standIns, bench))),
    );
  }
  return results;
}

async function runScenario(scenario: Scenario, standIns: StandIns, bench: Bench): Promise<readonly Result[]> {
  const { options, nodes } = bench;
  const results: Result[] = [];
  const ways = waysOf(scenario, options, nodes);
  const [first] = ways;
  // The first answers of the stand-ins are slow, which must not be in the figures.
  if (first !== undefined && !scenario.long) {
    const spec = { ...first, node: first.node.path, flags: [], probe: false, pace: NO_PACE };
    await repeat(`${scenario.title}, warming up`, 1, () => measure(standIns, spec), bench);
  }
  for (const { api, pace, node } of ways) {
    const title = `${scenario.title}, ${api}, ${pace.latency} ms, ${node.version}`;
    const flags = options.profile === undefined ? [] : profileFlags(options.profile);
    const { shards = 1 } = scenario;
    const spec = { node: node.path, flags, probe: scenario !== COLD_START, api, pace, shards };
    const runs = await repeat(title, countOf(scenario.runs, options), () => measure(standIns, spec), bench);
    if (runs.length > 0) results.push({ scenario, api, pace, node: node.version, runs });
  }
  return results;
}

/** Every way in which a scenario is run. */
function waysOf(scenario: Scenario, options: Options, nodes: readonly Node[]) {
  const perPullRequest = options.perPullRequest ?? scenario.perPullRequest ?? 0;
  return (["graphql", "rest"] as const).flatMap((api) => {
    const own = scenario.latencies[api] ?? [];
    const latencies = own.length > 0 && options.latencies.length > 0 ? options.latencies : own;
    return latencies.flatMap((latency) =>
      nodes.map((node) => ({ api, pace: { latency, perPullRequest }, node })),
    );
  });
}

/** The same population behind a GitHub that refuses a crowd: with the program's own bound, then with fixed ones. */
async function runCrowd(bench: Bench): Promise<readonly CrowdResult[]> {
  const { population, mostInFlight, concurrencies, pace, timeout } = CROWD;
  const [node] = bench.nodes;
  if (node === undefined) return [];
  const spec = { node: node.path, flags: [], probe: true, api: "graphql", pace } as const;
  return await withStandIns({ population, mostInFlight }, async (standIns) => {
    const results: CrowdResult[] = [];
    for (const concurrency of concurrencies) {
      const bound = concurrency === undefined ? {} : { CONCURRENCY: String(concurrency) };
      const bounded = { ...spec, env: { RUN_TIMEOUT: timeout, ...bound } };
      const title = `a crowd refused, CONCURRENCY ${concurrency ?? "adaptive"}`;
      const run = () => measure(standIns, bounded);
      const runs = await repeat(title, countOf(CROWD.runs, bench.options), run, bench);
      if (runs.length > 0) results.push({ concurrency, runs });
    }
    return results;
  });
}

/** Nothing where one of the runs is not right. */
async function repeat(
  title: string,
  count: number,
  run: () => Promise<Run>,
  { tell, wrong }: Bench,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  try {
    while (runs.length < count) {
      tell(`${title}: run ${runs.length + 1} of ${count}`);
      runs.push(await run());
    }
    return runs;
  } catch (error) {
    wrong.push(`${title}: ${error instanceof Error ? error.message : error}`);
    return [];
  }
}

function countOf(usual: number, { runs, quick }: Options): number {
  return runs ?? (quick ? 1 : usual);
}

/** The stand-ins end with the work, however it ends. */
async function withStandIns<T>(spec: Spec, work: (standIns: StandIns) => Promise<T>): Promise<T> {
  const standIns = startStandIns(spec);
  try {
    return await work(standIns);
  } finally {
    await standIns.close();
  }
}

function profileFlags(directory: string): readonly string[] {
  return ["--cpu-prof", `--cpu-prof-dir=${directory}`, "--heap-prof", `--heap-prof-dir=${directory}`];
}
