import { countByRepository, countByTag, countOpen, oldestByState, type TagCount } from "./backlog.ts";
import type { Paint } from "./paint.ts";
import { beside, cut, days, format, tableLines } from "./table.ts";
import { faultsOf, type Visit } from "./visit.ts";

/** Lines that the tables of values may have, beside six repositories and their total. */
const MOST_VALUES = 6;

/** What Datadog got at one instant, and how the run went. Lines of at most 100 characters. */
export function showVisit(visit: Visit, place: string, paint: Paint): readonly string[] {
  const [head = "", ...rows] = backlogTables(visit);
  return [
    `${paint.title(`${visit.instant.slice(0, 10)} at noon, UTC`)}${paint.quiet(`   ${place}`)}`,
    `  ${paint.quiet(head)}`,
    ...rows.map((row) => `  ${row}`),
    `  ${paint.quiet("oldest")}  ${oldest(visit)}`,
    `  ${paint.quiet("run")}     ${howItWent(visit)}`,
    `  ${paint.quiet("check")}   ${howRight(visit, paint)}`,
    ...faultsOf(visit).map((fault) => `  ${paint.bad(fault)}`),
    "",
  ];
}

function backlogTables({ points }: Visit): readonly string[] {
  const lines = countByRepository(points);
  const rows = lines.map(({ repository, open, stale, oldest: age }) => [
    cut(repository, 27),
    open,
    stale ?? "–",
    age === undefined ? "–" : days(age),
  ]);
  const stale = lines.reduce((sum, line) => sum + (line.stale ?? 0), 0);
  const age = Math.max(0, ...lines.map((line) => line.oldest ?? 0));
  const repositories = tableLines(
    [
      { title: "repository" },
      { title: "open", align: "right" },
      { title: "stale", align: "right" },
      { title: "oldest", align: "right" },
    ],
    [...rows, ["all", countOpen(points), stale, days(age)]],
  );
  const reviewers = valueTable("reviewer", countByTag(points, "reviewer"), 15);
  const labels = valueTable("label", countByTag(points, "label"), 12);
  return beside(repositories, reviewers, labels);
}

/** The largest few, and `none`. */
function valueTable(title: string, counts: readonly TagCount[], width: number): readonly string[] {
  const named = counts.filter(({ value }) => value !== "none").slice(0, MOST_VALUES);
  const shown = [...named, ...counts.filter(({ value }) => value === "none")];
  return tableLines(
    [{ title }, { title: "open", align: "right" }],
    shown.map(({ value, open }) => [cut(value, width).padEnd(width), open]),
  );
}

function oldest({ points }: Visit): string {
  return oldestByState(points)
    .map(({ state, age }) => `${state} ${days(age)}`)
    .join(", ");
}

function howItWent({ run, requests, graphqlPoints, points, payloads }: Visit): string {
  return [
    `exit ${run.exitCode}`,
    `${requests} requests and ${graphqlPoints} points at GitHub`,
    `${format(points.length)} series in ${payloads} payloads to Datadog`,
    `${run.seconds.toFixed(2)} s`,
  ].join(", ");
}

function howRight(visit: Visit, paint: Paint): string {
  const { right, expected } = visit.check;
  const verdict = `${right} of ${expected} series right`;
  return faultsOf(visit).length === 0 ? paint.good(verdict) : paint.bad(verdict);
}
