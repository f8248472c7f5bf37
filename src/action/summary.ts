import { showCount } from "../cli/numbers.ts";
import { visible } from "../config/redact.ts";
import { groupByReason } from "../failures.ts";
import type { Heard } from "./hearer.ts";

/**
 * Most bytes of one part of the summary; GitHub takes 1 MiB in all.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
const MOST_BYTES = 150_000;
const LONGEST_MESSAGE = 300;
const DAY = 86_400;
const HOUR = 3_600;

interface Told extends Heard {
  readonly command: string;
  /** What the command printed as its result; a run prints none. */
  readonly printed: string;
}

/** The job's summary in Markdown: the backlog by repository, what was sent, and what failed. */
export function renderSummary({ command, printed, ...heard }: Told): string {
  const parts = [
    `### github-datadog-exporter ${command}`,
    ...list("The configuration is wrong, nothing was attempted:", heard.faults.map(plain)),
    ...(printed === "" ? [] : [fenced(printed)]),
    ...describeRun(heard),
  ];
  return `${parts.join("\n\n")}\n`;
}

function describeRun({ report, backlog, metrics }: Heard): readonly string[] {
  if (report === undefined) return [];
  const { selected, read, failures, pullRequests } = report.photograph;
  const counted = pullRequests === undefined ? "" : `, ${showCount(pullRequests)} pull requests in them`;
  const beginning = report.success ? "The run went well" : "**The run counts as failed**";
  const sent = `${showCount(report.accepted)} series are at Datadog.`;
  return [
    `${beginning}: ${showCount(read)} of ${showCount(selected)} repositories read${counted}. ${sent}`,
    ...list("Datadog did not take all of it:", report.refused.map(plain)),
    ...describeFailures(failures),
    ...describeBacklog(backlog),
    ...(report.refused.length > 0 ? [] : describeSeries(metrics)),
  ];
}

function describeSeries(metrics: Heard["metrics"]): readonly string[] {
  const rows = [...metrics].map(([metric, count]) => [plain(metric), showCount(count)]);
  return table("Sent", ["metric", "series"], rows);
}

type Failures = NonNullable<Heard["report"]>["photograph"]["failures"];

function describeFailures(failures: Failures): readonly string[] {
  const rows = [...groupByReason(failures)].flatMap(([reason, failed]) =>
    failed.map(({ repository, message }) =>
      [repository, reason, message.slice(0, LONGEST_MESSAGE)].map(plain),
    ),
  );
  return table("Without numbers in this run", ["repository", "reason", "what happened"], rows);
}

function describeBacklog(backlog: Heard["backlog"]): readonly string[] {
  const sorted = [...backlog].sort(([a, one], [b, other]) => other.open - one.open || (a < b ? -1 : 1));
  const rows = sorted.map(([repository, { open, oldest }]) => [
    plain(repository),
    showCount(open),
    oldest === undefined ? "–" : showAge(oldest),
  ]);
  return table("Backlog", ["repository", "open", "oldest"], rows);
}

/** A table below its title, of as many rows as there is room for; nothing without rows. Cells are Markdown already. */
function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const fitting = firstLines(rows.map(line));
  const rest = rows.length - fitting.length;
  const more = rest === 0 ? [] : [`${showCount(rest)} more are not shown.`];
  return [`#### ${title}`, [line(head), line(head.map(() => "---")), ...fitting].join("\n"), ...more];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [title, firstLines(items.map((item) => `- ${item}`)).join("\n")];
}

/** A text as it is, in a fence that nothing in it can close. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = "`".repeat(longest + 1);
  return [fence, ...firstLines(text.trimEnd().split("\n")), fence].join("\n");
}

/** As many of the lines, from the first on, as there is room for. */
function firstLines(lines: readonly string[]): readonly string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > MOST_BYTES;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

/** A text that says in a cell of a table what it says: no markup, no line break. */
function plain(text: string): string {
  return visible(text)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_[\]<>|~#&@]/g, "\\$&");
}

function showAge(seconds: number): string {
  return seconds < DAY ? `${Math.floor(seconds / HOUR)} h` : `${showCount(Math.floor(seconds / DAY))} d`;
}
