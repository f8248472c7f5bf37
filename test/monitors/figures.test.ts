import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BACKLOG_MONITORS, type BacklogMonitor, rightLines, SPANS } from "./right.ts";
import { CASES, type Case, lastRunWith, REGIMES, rightOf } from "./vanished.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const operating = readFileSync(join(DOCS, "operating.md"), "utf8");
const decision = readdirSync(join(DOCS, "decisions"))
  .filter((name) => name.endsWith("-monitors-proven.md"))
  .map((name) => readFileSync(join(DOCS, "decisions", name), "utf8"))
  .join();

/** An alert; without an end where it had none within its span. */
interface Episode {
  readonly group: string;
  readonly from: string;
  readonly until?: string;
}

const form = /^(.{10})T(.{5})Z (\S+) (.+) -> (.+)$/;

/** Alerts that began after the first run: those of the first run have begun nobody knows when. */
function episodesIn(lines: readonly string[]): readonly Episode[] {
  const begun = new Map<string, string>();
  const episodes: Episode[] = [];
  for (const line of lines) {
    const [, day, time, group = "", before, after] = form.exec(line) ?? [];
    if (after === "Alert" && before !== "new") begun.set(group, `${day} ${time}`);
    const from = begun.get(group);
    if (before !== "Alert" || from === undefined) continue;
    episodes.push({ group, from, until: `${day} ${time}` });
    begun.delete(group);
  }
  return [...episodes, ...[...begun].map(([group, from]) => ({ group, from }))];
}

function rowOf(id: BacklogMonitor): string {
  const episodes = SPANS.flatMap(({ span }) => episodesIn(rightLines(id, span)));
  const ended = episodes.filter(({ until }) => until !== undefined);
  const [first] = [...ended].sort((a, b) => (a.from + a.group < b.from + b.group ? -1 : 1));
  const whom = first?.group.replace(/^\w+:/, "");
  return `| ${id} | ${episodes.length} | ${ended.length} | ${whom}: ${first?.from} to ${first?.until} |`;
}

/** How the alert that was there when it vanished ended. */
function endOf(one: Case, regime: (typeof REGIMES)[number]): string {
  const line = rightOf(one, regime).find((each) => / Alert -> /.test(each)) ?? "";
  const [, day, time, , , after] = form.exec(line) ?? [];
  return after === "gone" ? `forgotten ${day} ${time}` : `closed ${day} ${time}`;
}

function rowOfCase(one: Case): string {
  const ends = REGIMES.map((regime) => endOf(one, regime));
  return `| ${[`\`${one.id}\``, one.group.replace(/^\w+:/, ""), lastRunWith(one), ...ends].join(" | ")} |`;
}

describe("docs/operating.md says", () => {
  it.each(BACKLOG_MONITORS)("how often %s alerted", (id) => {
    expect(operating.split("\n")).toContain(rowOf(id));
  });
});

describe("docs/decisions, monitors-proven, says", () => {
  it.each(CASES)("how an alert ended on $what", (one) => {
    expect(decision.split("\n")).toContain(rowOfCase(one));
  });
});
