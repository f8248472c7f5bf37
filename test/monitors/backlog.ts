import { isOpen } from "../../sandbox/history/item-at.ts";
import { type RecordedRepository, recordedHistory } from "../../sandbox/history/recording.ts";
import { replayAt } from "../../sandbox/history/replay.ts";
import type { Population } from "../../sandbox/population.ts";

/** A part of the recorded past. Milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** A period from the texts of its two instants. */
export function period(from: string, until: string): Period {
  return { from: Date.parse(from), until: Date.parse(until) };
}

/**
 * Gives the recorded backlog at an instant of the period, its times as they were recorded. It is replayed only where something
 * was recorded since the instant asked for before: between two events nothing changes but ages. `only` names one repository.
 */
export function createBacklog(span: Period, only?: string): (instant: number) => Population {
  const wanted = recordedHistory().filter(({ repo }) => only === undefined || repo === only);
  const history = wanted.map((recorded) => relevant(recorded, span));
  const changes = [...new Set(history.flatMap(instantsOf))].sort((a, b) => a - b);
  let known: { readonly change: number; readonly population: Population } | undefined;
  return (instant) => {
    const change = countUpTo(changes, instant);
    if (known?.change !== change)
      known = { change, population: replayAt(instant, { now: instant, history }) };
    return known.population;
  };
}

/** Without the pull requests that were closed for good before, and without issues; the first of both stay, as they say since when it is known. */
function relevant(recorded: RecordedRepository, { from, until }: Period): RecordedRepository {
  const firstOf = (list: readonly { readonly created_at: string }[]) =>
    Math.min(...list.map(({ created_at }) => Date.parse(created_at)));
  const [firstPull, firstIssue] = [firstOf(recorded.pulls), firstOf(recorded.issues)];
  return {
    ...recorded,
    pulls: recorded.pulls.filter((pull) => {
      const touched = instantsOfItem(pull).some((time) => from <= time && time <= until);
      return Date.parse(pull.created_at) === firstPull || touched || isOpen(pull, from);
    }),
    issues: recorded.issues.filter(({ created_at }) => Date.parse(created_at) === firstIssue),
  };
}

function instantsOf({ recorded_at, pulls, issues }: RecordedRepository): readonly number[] {
  return [Date.parse(recorded_at) + 1, ...[...pulls, ...issues].flatMap(instantsOfItem)];
}

type Item = RecordedRepository["pulls"][number] | RecordedRepository["issues"][number];

function instantsOfItem({ created_at, closed_at, events }: Item): readonly number[] {
  const times = [created_at, ...events.map(([time]) => time), ...(closed_at === null ? [] : [closed_at])];
  return times.map((time) => Date.parse(time));
}

/** How many of the sorted instants are not later than that one. */
function countUpTo(sorted: readonly number[], instant: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
