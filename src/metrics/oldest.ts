import type { PullRequest, ReviewState } from "../domain/pull-request.ts";
import type { Complete } from "../domain/snapshot.ts";

/** What is kept of one of the pull requests that have been open longest. */
export interface Old extends Pick<PullRequest, "number" | "createdAt"> {
  /** `owner/name`. */
  readonly repository: string;
  /** GitHub's own spelling; undefined where the run does not read it. */
  readonly author: string | undefined;
  /** Undefined where the run does not read it, or could not in this repository. */
  readonly reviewState: ReviewState | undefined;
}

/** Which fields beside its age and whether it is a draft were read of each pull request. */
export interface ReadFields {
  readonly author: boolean;
  readonly reviewState: boolean;
}

/** The oldest pull requests of all that were added, drafts aside as in `pull_requests.age.max`. */
export interface Oldest {
  add(snapshot: Complete): void;
  /** The oldest first; of one age in the order of their repositories and numbers. */
  list(): readonly Old[];
}

/** Starts to look for the `most` oldest. It never keeps more than these and one repository's. */
export function createOldest(most: number, fields: ReadFields): Oldest {
  let kept: readonly Old[] = [];
  return {
    add({ repository, pullRequests, unknown }) {
      const states = fields.reviewState && !unknown.has("reviewState");
      const found = pullRequests
        .filter(({ draft }) => !draft)
        .map(({ number, createdAt, author, reviewState }) => ({
          repository,
          number,
          createdAt,
          author: fields.author ? author.login : undefined,
          reviewState: states ? reviewState : undefined,
        }));
      kept = [...kept, ...found].sort(compareAge).slice(0, most);
    },
    list: () => kept,
  };
}

function compareAge(one: Old, other: Old): number {
  if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt;
  if (one.repository !== other.repository) return one.repository < other.repository ? -1 : 1;
  return one.number - other.number;
}
