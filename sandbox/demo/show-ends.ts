import { seriesKey } from "../datadog/tags.ts";
import { describeHistory } from "../history/describe.ts";
import { countByRepository, countOpen } from "./backlog.ts";
import { isAboutRepositories } from "./check.ts";
import type { Paint } from "./paint.ts";
import { type Cell, type Column, tableLines } from "./table.ts";
import { faultsOf, type Visit } from "./visit.ts";

/** What a reader must know before the first table: what is real, what is derived, and who stands in for whom. */
export function showStart(instants: readonly string[], patterns: string, paint: Paint): readonly string[] {
  const { repositories, recorded, derived } = describeHistory();
  const list = (lines: readonly string[]) => lines.flatMap((line) => item(line));
  return [
    paint.title("github-datadog-exporter: a real backlog, counted by the real program"),
    "",
    "The built program runs as a process of its own, with five environment variables. GitHub and",
    "Datadog are stand-ins on 127.0.0.1, as strict as the real ones: no account, no key, no network.",
    `It runs ${instants.length} times, each at another instant of the recorded history, and the tables show what`,
    "Datadog got; where it got nothing there is a –. The check counts the backlog itself, with code",
    "of its own, and compares every series.",
    "",
    paint.title("Repositories"),
    ...list(repositories),
    paint.title("Recorded"),
    ...list(recorded),
    paint.title("Derived"),
    ...list(derived),
    "",
    paint.title("Configured"),
    ...item(`GITHUB_REPOSITORIES='${patterns}'`),
    "",
  ];
}

/** How the totals moved, what it took, whether anything was wrong, and where the page about the last visit is. */
export function showEnd(
  visits: readonly Visit[],
  seconds: number,
  page: string,
  paint: Paint,
): readonly string[] {
  const faults = visits.flatMap(faultsOf);
  return [
    paint.title("How the backlog moved"),
    ...overTime("open pull requests", visits, totals(visits), paint),
    "",
    paint.title("What it took"),
    ...overTime("each run", visits, costs(visits), paint),
    `  In all ${sum(visits, ({ requests }) => requests)} requests, ${sum(visits, ({ graphqlPoints }) => graphqlPoints)} points, ${countCustomMetrics(visits)} different custom metrics (one is a name with a set of tags).`,
    "",
    faults.length === 0
      ? paint.good(
          `All ${sum(visits, ({ check }) => check.expected)} series right, no problem found by either stand-in, ${seconds.toFixed(1)} s in all.`,
        )
      : paint.bad(`${faults.length} ${faults.length === 1 ? "thing" : "things"} went wrong, see above.`),
    "",
    `A page to look at, of the last of these days, made by plan --html: ${page}`,
    "",
    paint.title("Next: the real thing"),
    "  export GITHUB_TOKEN=github_pat_…        # may read the repositories",
    "  export GITHUB_REPOSITORIES='acme/*'     # your owner, or owner/name",
    "  export DD_API_KEY=…                     # not needed by plan",
    "  export DD_SITE=datadoghq.com            # or datadoghq.eu, us3.datadoghq.com, …",
    "  export DD_TAGS=team:platform            # on every series, if you like",
    "  node dist/main.js plan                  # shows what would be sent and what it costs",
    "  node dist/main.js                       # sends it",
  ];
}

function overTime(
  title: string,
  visits: readonly Visit[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): readonly string[] {
  const instants = visits.map(({ instant }): Column => ({ title: shortDay(instant), align: "right" }));
  const [head = "", ...lines] = tableLines([{ title }, ...instants], rows);
  return [paint.quiet(`  ${head}`), ...lines.map((line) => `  ${line}`)];
}

function totals(visits: readonly Visit[]): readonly (readonly Cell[])[] {
  const open = visits.map(
    ({ points }) => new Map(countByRepository(points).map((line) => [line.repository, line.open])),
  );
  const repositories = [...new Set(open.flatMap((counts) => [...counts.keys()]))].sort();
  return [
    ...repositories.map((name) => [name, ...open.map((counts) => counts.get(name) ?? "–")]),
    ["all", ...visits.map(({ points }) => countOpen(points))],
  ];
}

function costs(visits: readonly Visit[]): readonly (readonly Cell[])[] {
  const row = (title: string, value: (visit: Visit) => Cell): readonly Cell[] => [
    title,
    ...visits.map(value),
  ];
  const aboutRepositories = ({ points }: Visit) => points.filter(isAboutRepositories).length;
  return [
    row("requests to GitHub", ({ requests }) => requests),
    row("GraphQL points", ({ graphqlPoints }) => graphqlPoints),
    row("custom metrics about the backlog", aboutRepositories),
    row("  for each open pull request", (visit) =>
      (aboutRepositories(visit) / countOpen(visit.points)).toFixed(2),
    ),
    row("custom metrics about the run", (visit) => visit.points.length - aboutRepositories(visit)),
  ];
}

/** Distinct over all runs: what a month of them would be billed for, were they a month. */
function countCustomMetrics(visits: readonly Visit[]): number {
  const keys = visits.flatMap(({ points }) => points.map(({ metric, tags }) => seriesKey(metric, tags)));
  return new Set(keys).size;
}

function sum(visits: readonly Visit[], value: (visit: Visit) => number): number {
  return visits.reduce((total, visit) => total + value(visit), 0);
}

/** `31 Mar`. */
function shortDay(instant: string): string {
  return new Date(instant).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

/** A line of a list, broken between words where it is longer than 96 characters. */
function item(text: string): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length + word.length >= 95) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line, index) => `${index === 0 ? "  - " : "    "}${line}`);
}
