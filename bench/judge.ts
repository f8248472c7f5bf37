import { BUDGETS, type Budget } from "./budgets.ts";
import { API_NAMES, type Result, type Results, refusedShare } from "./results.ts";
import { spreadOf } from "./statistics.ts";
import { type Column, renderTable, seconds, whole } from "./table.ts";

/** A figure beside its budget. */
interface Verdict {
  readonly what: string;
  readonly unit: string;
  readonly most: number;
  /** Undefined where it was not measured; `wrong` where it was tried, but what came of it was not right. */
  readonly value: number | "wrong" | undefined;
}

const COLUMNS: readonly Column[] = [
  ["what", "left"],
  ["budget", "right"],
  ["median", "right"],
  ["", "left"],
];

/** Every budget with what was measured of it. */
function judge(results: Results): readonly Verdict[] {
  const all = [...results.coldStarts, ...results.scenarios];
  return [
    ...BUDGETS.flatMap((budget) => judgeOne(budget, all)),
    ...judgeCrowd(results),
    judgePackage(results),
  ];
}

function judgeOne(
  { what, unit, most, holds, value }: Budget,
  results: readonly Result[],
): readonly Verdict[] {
  const verdicts = results.filter(holds).map((result) => ({
    what: `${what} (${API_NAMES[result.api]}, ${result.node})`,
    unit,
    most,
    value: spreadOf(result.runs.map(value)).median,
  }));
  return verdicts.length > 0 ? verdicts : [{ what, unit, most, value: undefined }];
}

/** The program's own choice of requests in flight, against the best of those that were set. */
function judgeCrowd({ crowd }: Results): readonly Verdict[] {
  const walls = crowd.map(({ concurrency, runs }) => ({
    concurrency,
    wall: spreadOf(runs.map((run) => run.wall)).median,
    share: spreadOf(runs.map(refusedShare)).median,
  }));
  const adaptive = walls.find(({ concurrency }) => concurrency === undefined);
  const best = Math.min(...walls.filter((one) => one !== adaptive).map(({ wall }) => wall));
  const missing = crowd.length > 0 ? "wrong" : undefined;
  const about = "a GitHub that refuses a crowd";
  return [
    {
      what: `${about}: wall, against the best CONCURRENCY`,
      unit: "times",
      most: 1.5,
      value: adaptive ? adaptive.wall / best : missing,
    },
    {
      what: `${about}: requests refused`,
      unit: "%",
      most: 3,
      value: adaptive ? adaptive.share * 100 : missing,
    },
  ];
}

function judgePackage({ packageBytes }: Results): Verdict {
  const value = packageBytes === undefined ? undefined : packageBytes / 1e6;
  return { what: "published package, installed", unit: "MB", most: 5, value };
}

/** The budgets as a table; what is above its budget says so. `all`: also those that were not measured. */
export function renderBudgets(results: Results, all: boolean): string {
  const verdicts = judge(results).filter(({ value }) => all || value !== undefined);
  const rows = verdicts.map(({ what, unit, most, value }) => [
    what,
    `${most.toLocaleString("en-US")} ${unit}`.trim(),
    typeof value === "number" ? write(value) : "–",
    verdictOn(value, most),
  ]);
  if (rows.length === 0) return "";
  return `### Budgets\n\n${renderTable(COLUMNS, rows)}`;
}

function verdictOn(value: Verdict["value"], most: number): string {
  if (value === undefined) return "not measured";
  if (value === "wrong") return "**missed**: not right";
  return value <= most ? "kept" : "**missed**";
}

function write(value: number): string {
  return value < 20 ? seconds(value) : whole(value);
}
