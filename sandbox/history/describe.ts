import { recordedHistory } from "./recording.ts";
import { knownPeriod } from "./replay.ts";

/** What a reader of the replay must know, as sentences. */
export interface HistoryDescription {
  /** One for each repository: its name, the period that is known, and how much was recorded. */
  readonly repositories: readonly string[];
  readonly recorded: readonly string[];
  readonly derived: readonly string[];
}

/** Says what of the replayed backlog was recorded and what was derived from it. */
export function describeHistory(): HistoryDescription {
  return {
    repositories: recordedHistory().map((recorded) => {
      const { from, until } = knownPeriod(recorded);
      return `${recorded.repo}: ${recorded.pulls.length} pull requests, ${recorded.issues.length} issues, ${day(from)} to ${day(until)}`;
    }),
    recorded: [
      "numbers, authors, times of opening, closing, reopening and review of every pull request and issue",
      ...whereExact("labels, drafts and requests for review as they stood at each instant"),
    ],
    derived: [
      "all times are shifted so that the instant shown is now",
      "the time of last activity is that of the last recorded event",
      "the review decision follows from the reviews, as on a branch that requires one",
      "there are no check states, teams or merge queues: none were recorded",
      ...elsewhere(
        "labels are those at the end, nothing is a draft, and a reviewer is awaited until their first review",
      ),
    ],
  };
}

function whereExact(fact: string): readonly string[] {
  return recordedHistory()
    .filter(({ exact }) => exact)
    .map(({ repo }) => `${fact} (${repo})`);
}

function elsewhere(fact: string): readonly string[] {
  const repositories = recordedHistory().filter(({ exact }) => !exact);
  return [`${fact} (the other ${repositories.length} repositories)`];
}

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
