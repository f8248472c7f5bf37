import type { IssueRecord, Population, PullRequestRecord, RepositoryRecord } from "../population.ts";
import { repository, user } from "../records.ts";
import { isoSeconds } from "../time.ts";
import { fullToken } from "../tokens.ts";
import {
  authorRecord,
  awaitedReviewers,
  isDraft,
  isOpen,
  labelsAt,
  lastActivity,
  requestedReviewers,
  reviewDecision,
  reviewerRecord,
} from "./item-at.ts";
import {
  type RecordedIssue,
  type RecordedPull,
  type RecordedRepository,
  recordedHistory,
} from "./recording.ts";

export interface ReplayOptions {
  /** Milliseconds since 1970 that the instant is shifted to; this moment where missing. */
  readonly now?: number;
  /** The recording, or a part of it; all of it where missing. */
  readonly history?: readonly RecordedRepository[];
}

/** An instant of the past, and by how much all its times are moved. Milliseconds. */
interface View {
  readonly instant: number;
  readonly shift: number;
}

/**
 * The recorded repositories as they stood at `instant` (ISO 8601, or milliseconds since 1970), moved in time so that
 * it is now. A repository is not there before its first record or after it was recorded.
 */
export function replayAt(instant: string | number, options: ReplayOptions = {}): Population {
  const at = typeof instant === "number" ? instant : Date.parse(instant);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${instant}`);
  const view: View = { instant: at, shift: (options.now ?? Date.now()) - at };
  const repositories = (options.history ?? recordedHistory()).flatMap((recorded, index) =>
    isKnownAt(recorded, at) ? [repositoryAt(recorded, index + 1, view)] : [],
  );
  const owners = [...new Set(repositories.map(({ owner }) => owner))];
  return {
    owners: owners.map((login) => ({ login, type: "Organization" })),
    repositories,
    tokens: [fullToken],
  };
}

/** The first and the last instant at which something is known of a repository. Milliseconds. */
export function knownPeriod(recorded: RecordedRepository): { readonly from: number; readonly until: number } {
  let from = Number.POSITIVE_INFINITY;
  for (const { created_at } of [...recorded.pulls, ...recorded.issues])
    from = Math.min(from, Date.parse(created_at));
  return { from, until: Date.parse(recorded.recorded_at) };
}

function isKnownAt(recorded: RecordedRepository, instant: number): boolean {
  const { from, until } = knownPeriod(recorded);
  return from <= instant && instant <= until;
}

function repositoryAt(recorded: RecordedRepository, id: number, view: View): RepositoryRecord {
  return repository(id, recorded.repo, knownPeriod(recorded).from + view.shift, {
    pullRequests: openAt(recorded.pulls, view).map((pull) => pullRequestAt(pull, recorded.exact, view)),
    issues: openAt(recorded.issues, view).map((issue) => issueAt(issue, view)),
  });
}

function openAt<Item extends RecordedPull | RecordedIssue>(
  items: readonly Item[],
  view: View,
): readonly Item[] {
  return items.filter((item) => isOpen(item, view.instant)).sort((a, b) => a.number - b.number);
}

function pullRequestAt(pull: RecordedPull, exact: boolean, view: View): PullRequestRecord {
  const reviewers = exact ? requestedReviewers(pull, view.instant) : awaitedReviewers(pull, view.instant);
  return {
    ...commonAt(pull, view),
    author: authorRecord(pull.author, pull.author_type),
    draft: isDraft(pull, view.instant),
    reviewers: reviewers.map(reviewerRecord),
    teams: [],
    reviewDecision: reviewDecision(pull, view.instant),
    autoMerge: false,
    inMergeQueue: false,
    reviews: [],
    checks: null,
  };
}

function issueAt(issue: RecordedIssue, view: View): IssueRecord {
  return {
    ...commonAt(issue, view),
    author: authorRecord(issue.author, "User"),
    assignees: issue.assignees.map(user),
  };
}

function commonAt(item: RecordedPull | RecordedIssue, { instant, shift }: View) {
  return {
    number: item.number,
    createdAt: isoSeconds(Date.parse(item.created_at) + shift),
    updatedAt: isoSeconds(lastActivity(item, instant) + shift),
    labels: labelsAt(item, instant),
  };
}
