import type { Series } from "../../domain/series.ts";
import { keyOf } from "../../metrics/tags.ts";
import type { Cell, Table } from "./table.ts";
import { MOST_OLDEST, type Seen } from "./watch.ts";

/** What the tables are made of beside what was seen. */
export interface Place {
  readonly prefix: string;
  /** Start of the run, whole seconds since 1970. */
  readonly timestamp: number;
  /** Of GitHub's web pages, without a slash at its end. */
  readonly webUrl: string;
}

const DAY = 86_400;
const AGES: Readonly<Record<string, string>> = {
  lt_1d: "under 1 d",
  "1d_3d": "1 to 3 d",
  "3d_7d": "3 to 7 d",
  "7d_14d": "7 to 14 d",
  "14d_30d": "14 to 30 d",
  gt_30d: "30 d and more",
};
const COUNT = new Intl.NumberFormat("en-US");

export function countCell(value: number): Cell {
  return { text: COUNT.format(value), value };
}

function ageCell(seconds: number | undefined): Cell {
  return seconds === undefined
    ? { text: "–" }
    : { text: `${COUNT.format(Math.floor(seconds / DAY))} d`, value: seconds };
}

/** The series of a metric, by its name without the prefix. */
function seriesOf(seen: Seen, { prefix }: Place, metric: string): readonly Series[] {
  return seen.series.filter((series) => series.metric === `${prefix}.${metric}`);
}

/** The value of a tag; every series here has each of its metric's tags once. */
function tagValue({ tags }: Series, key: string): string {
  return tags.find((tag) => keyOf(tag) === key)?.slice(key.length + 1) ?? "";
}

/** Sums over all repositories. */
function sumBy(all: readonly Series[], key: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const series of all) {
    const value = tagValue(series, key);
    sums.set(value, (sums.get(value) ?? 0) + series.value);
  }
  return sums;
}

/** How many pull requests are open, in all repositories that were read; undefined where that was not read. */
export function totalOpen(seen: Seen, place: Place): number | undefined {
  if (!seen.known.has("pull_requests.open")) return undefined;
  return seriesOf(seen, place, "pull_requests.open").reduce((sum, { value }) => sum + value, 0);
}

/** One row for each repository that was read; what was not read of it is no number. */
export function repositoryTable(seen: Seen, place: Place): Table {
  const columns = [
    { metric: "pull_requests.open", title: "open", cell: countCell },
    { metric: "pull_requests.age.max", title: "oldest", cell: ageCell },
    { metric: "pull_requests.stale", title: "stale", cell: countCell },
    { metric: "issues.open", title: "open issues", cell: countCell },
  ]
    .filter(({ metric }) => seen.known.has(metric))
    .map((column) => ({ ...column, values: sumBy(seriesOf(seen, place, column.metric), "repo") }));
  const repositories = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].sort();
  const rows = repositories.map((repository) => [
    repositoryCell(repository, seen, place),
    ...columns.map(({ metric, cell, values }) => {
      const value = values.get(repository);
      if (value !== undefined) return cell(value);
      // Sent where something is open: where it is not, nothing is stale either.
      return metric === "pull_requests.stale" ? countCell(0) : { text: "–" };
    }),
  ]);
  return {
    id: "by-repository",
    caption: "Open pull requests by repository",
    columns: [{ title: "repository" }, ...columns.map(({ title }) => ({ title, numeric: true as const }))],
    rows: rows.sort(([, one], [, other]) => (other?.value ?? 0) - (one?.value ?? 0)),
    plot: { columns: [1] },
  };
}

function repositoryCell(repository: string, { names }: Seen, { webUrl }: Place): Cell {
  const name = names.get(`repo:${repository}`);
  return name === undefined ? { text: repository } : { text: name, href: pageOf(webUrl, name, "pulls") };
}

/** Half a character, which no name of GitHub's has, is no address. */
function pageOf(webUrl: string, repository: string, ...rest: readonly string[]): string {
  const parts = [...repository.replace(/\p{Cs}/gu, "_").split("/"), ...rest];
  return [webUrl, ...parts.map(encodeURIComponent)].join("/");
}

const BREAKDOWNS = [
  { metric: "pull_requests.open.by_reviewer", key: "reviewer", of: "awaited reviewer" },
  { metric: "pull_requests.open.by_reviewer_team", key: "reviewer_team", of: "awaited team" },
  { metric: "pull_requests.open.by_label", key: "label", of: "label" },
  { metric: "pull_requests.open.by_author", key: "author", of: "author" },
] as const;

/** By each tag with many values, the most frequent first. */
export function breakdownTables(seen: Seen, place: Place): readonly Table[] {
  return BREAKDOWNS.filter(({ metric }) => seen.known.has(metric)).map(({ metric, key, of }) => ({
    metric,
    id: `by-${key.replaceAll("_", "-")}`,
    caption: `Open pull requests by ${of}`,
    columns: [{ title: of }, { title: "open", numeric: true }],
    rows: [...sumBy(seriesOf(seen, place, metric), key)]
      .sort(([name, one], [other, more]) => more - one || (name < other ? -1 : 1))
      .map(([name, value]) => [{ text: name }, countCell(value)]),
    plot: { columns: [1] },
  }));
}

/** By state of review, people's and bots' apart. */
export function stateTable(seen: Seen, place: Place): readonly Table[] {
  const metric = "pull_requests.open.by_review_state";
  if (!seen.known.has(metric)) return [];
  const series = seriesOf(seen, place, metric);
  const of = (type: string) =>
    sumBy(
      series.filter((one) => tagValue(one, "author_type") === type),
      "review_state",
    );
  const [people, bots] = [of("human"), of("bot")];
  const rows = [...sumBy(series, "review_state")]
    .sort(([, one], [, other]) => other - one)
    .map(([state, open]) => [
      { text: state.replaceAll("_", " ") },
      countCell(open),
      countCell(people.get(state) ?? 0),
      countCell(bots.get(state) ?? 0),
    ]);
  const numeric = true as const;
  return [
    {
      metric,
      id: "by-review-state",
      caption: "Open pull requests by state of review",
      columns: [
        { title: "state" },
        { title: "open", numeric },
        { title: "people", numeric },
        { title: "bots", numeric },
      ],
      rows,
      plot: { columns: [2, 3] },
    },
  ];
}

/** The histogram of ages, drafts among them. */
export function ageTable(seen: Seen, place: Place): readonly Table[] {
  const metric = "pull_requests.open.by_age";
  if (!seen.known.has(metric)) return [];
  const counts = sumBy(seriesOf(seen, place, metric), "age");
  return [
    {
      metric,
      id: "by-age",
      caption: "Open pull requests by age, drafts included",
      columns: [{ title: "age" }, { title: "open", numeric: true }],
      rows: Object.entries(AGES).map(([age, text], at) => [
        { text, value: at },
        countCell(counts.get(age) ?? 0),
      ]),
      plot: { columns: [1], upright: true },
    },
  ];
}

/** The pull requests that have been open longest, drafts aside, with links to them. */
export function oldestTable({ oldest }: Seen, { timestamp, webUrl }: Place): readonly Table[] {
  if (oldest === undefined) return [];
  const rows = oldest.map(({ repository, number, createdAt, author, reviewState }) => [
    { text: `${repository}#${number}`, href: pageOf(webUrl, repository, "pull", String(number)) },
    ageCell(Math.max(0, Math.floor(timestamp - createdAt))),
    { text: author ?? "–" },
    { text: reviewState?.replaceAll("_", " ") ?? "–" },
  ]);
  return [
    {
      id: "oldest",
      caption: `The oldest pull requests, at most ${MOST_OLDEST}, drafts aside`,
      columns: [
        { title: "pull request" },
        { title: "age", numeric: true },
        { title: "author" },
        { title: "state" },
      ],
      rows,
    },
  ];
}
