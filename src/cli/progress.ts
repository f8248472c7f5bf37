import type { Clock, Follower, Quota, Usage } from "../ports.ts";
import type { StatusLine } from "./status-line.ts";

/** What the line tells beside what its follower sees. */
export interface ProgressFacts {
  readonly usage: () => Usage;
  /** When reading ends at the latest, in milliseconds since 1970. */
  readonly deadline: number;
  readonly clock: Clock;
}

/** Shows how far the reading has come for as long as the line is there, and follows it. */
export function showProgress(line: StatusLine, facts: ProgressFacts): Follower {
  const seen = { selected: 0, read: 0, failed: 0 };
  line.show(() => renderProgress(seen, facts.usage(), facts.deadline - facts.clock.now()));
  return {
    selected() {
      seen.selected += 1;
    },
    read({ kind }) {
      seen[kind === "failed" ? "failed" : "read"] += 1;
    },
  };
}

interface Seen {
  /** So far: owners are still being listed while repositories are read. */
  readonly selected: number;
  readonly read: number;
  readonly failed: number;
}

function renderProgress({ selected, read, failed }: Seen, usage: Usage, leftMs: number): string {
  const scarce = scarcest(usage.quotas);
  if (selected === 0) return `looking for repositories, ${showMany(usage.requests, "request")} so far`;
  return [
    `read ${showCount(read)} of ${showMany(selected, "repository", "repositories")}`,
    ...(failed > 0 ? [`${showCount(failed)} failed`] : []),
    showMany(usage.requests, "request"),
    ...(scarce === undefined ? [] : [`quota ${showCount(scarce)} left`]),
    `at most ${showTime(Math.max(0, leftMs))} to go`,
  ].join(", ");
}

/** What is left of the quota that this run uses, and that ends first. */
function scarcest(quotas: readonly Quota[]): number | undefined {
  const left = quotas.flatMap(({ used, remaining }) =>
    used > 0 && remaining !== undefined ? [remaining] : [],
  );
  return left.sort((one, other) => one - other)[0];
}

/** `1 request`, `12,345 requests`. */
function showMany(count: number, one: string, many = `${one}s`): string {
  return `${showCount(count)} ${count === 1 ? one : many}`;
}

/** `12,345`. Only where a line is drawn: to make a formatter beforehand would cost each run's start a tenth of its time. */
function showCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `3m 05s`. */
function showTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
}
