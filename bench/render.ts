import type { Run } from "./measure.ts";
import { API_NAMES, type CrowdResult, type Result, type Results, refusedShare } from "./results.ts";
import { type Column, kilobytes, megabytes, renderTable, seconds, spread, whole } from "./table.ts";

type Cell = readonly [title: string, write: (runs: readonly Run[]) => string];

/** What is said of every kind of run, column by column. */
const FIGURES: readonly Cell[] = [
  ["repositories", (runs) => spread(pick(runs, "repositories"), whole)],
  [
    "pull requests counted",
    (runs) => `${spread(pick(runs, "counted"), whole)} of ${whole(first(runs).pullRequests)}`,
  ],
  ["requests", (runs) => spread(pick(runs, "requests"), whole)],
  ["points", (runs) => spread(pick(runs, "points"), whole)],
  ["wall, s", (runs) => spread(pick(runs, "wall"), seconds)],
  [
    "own CPU, s",
    (runs) =>
      spread(
        runs.map((run) => run.took?.userCpu ?? Number.NaN),
        seconds,
      ),
  ],
  [
    "peak memory, MB",
    (runs) =>
      spread(
        runs.map((run) => run.took?.peakBytes ?? Number.NaN),
        megabytes,
      ),
  ],
  ["series", (runs) => spread(pick(runs, "series"), whole)],
  ["to Datadog, kB", (runs) => spread(pick(runs, "bytes"), kilobytes)],
  ["stand-ins' CPU, s", (runs) => spread(pick(runs, "standInsCpu"), seconds)],
];

/** The tables of all that was measured, each under its heading. */
export function renderResults({ coldStarts, scenarios, growth, crowd }: Results): string {
  return [
    section("Start", coldStarts, coldStartTable),
    section("Runs", scenarios, runTable),
    section("Growth", growth, runTable),
    section("A GitHub that refuses a crowd", crowd, crowdTable),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function section<T>(title: string, results: readonly T[], table: (results: readonly T[]) => string): string {
  return results.length === 0 ? "" : `### ${title}\n\n${table(results)}`;
}

function coldStartTable(results: readonly Result[]): string {
  const columns: readonly Column[] = [
    ["Node", "left"],
    ["runs", "right"],
    ["to the first request, s", "right"],
    ["to the end, s", "right"],
  ];
  const rows = results.map(({ node, runs }) => [
    node,
    String(runs.length),
    spread(pick(runs, "coldStart"), seconds),
    spread(pick(runs, "wall"), seconds),
  ]);
  return renderTable(columns, rows);
}

function runTable(results: readonly Result[]): string {
  const nodes = new Set(results.map(({ node }) => node));
  const columns: readonly Column[] = [
    ["scenario", "left"],
    ["API", "left"],
    ["latency, ms", "right"],
    ...(nodes.size > 1 ? [["Node", "left"] as const] : []),
    ["runs", "right"],
    ...FIGURES.map(([title]) => [title, "right"] as const),
  ];
  const rows = results.map(({ scenario, api, pace, node, runs }) => [
    scenario.title,
    API_NAMES[api],
    String(pace.latency),
    ...(nodes.size > 1 ? [node] : []),
    String(runs.length),
    ...FIGURES.map(([, write]) => write(runs)),
  ]);
  return renderTable(columns, rows);
}

function crowdTable(results: readonly CrowdResult[]): string {
  const columns: readonly Column[] = [
    ["CONCURRENCY", "left"],
    ["runs", "right"],
    ["most in flight", "right"],
    ["requests", "right"],
    ["refused", "right"],
    ["share, %", "right"],
    ["wall, s", "right"],
  ];
  const rows = results.map(({ concurrency, runs }) => [
    concurrency === undefined ? "adaptive" : String(concurrency),
    String(runs.length),
    spread(pick(runs, "maxInFlight"), whole),
    spread(pick(runs, "requests"), whole),
    spread(pick(runs, "refused"), whole),
    spread(runs.map(refusedShare), (share) => (share * 100).toFixed(1)),
    spread(pick(runs, "wall"), seconds),
  ]);
  return renderTable(columns, rows);
}

type Measured = { [Key in keyof Run]-?: Run[Key] extends number ? Key : never }[keyof Run];

function pick(runs: readonly Run[], key: Measured): readonly number[] {
  return runs.map((run) => run[key]);
}

function first(runs: readonly Run[]): Run {
  const [run] = runs;
  if (run === undefined) throw new RangeError("a result without a run");
  return run;
}
