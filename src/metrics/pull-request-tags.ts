import type { Field, PullRequest } from "../domain/pull-request.ts";
import { ageClass, since } from "./age.ts";
import type { TagText } from "./row.ts";
import { ownerOf } from "./tags.ts";

/** What a tag or a value may look at beside the pull request itself. */
export interface Circumstances {
  /** `owner/name`, as it is to be shown. */
  readonly repository: string;
  /** Start of the run, whole seconds since 1970. */
  readonly timestamp: number;
  /** Without activity for so many seconds, a pull request is stale. */
  readonly staleSeconds: number;
  /** Whether a login belongs to a machine that GitHub calls a user. */
  isBot(login: string): boolean;
}

/** The columns of a pull request that some fields stand for: nothing else may be looked at. Its number is always known. */
export type View<F extends Field> = Pick<
  PullRequest,
  "number" | F | ("reviewers" extends F ? "unnamedReviewers" : never)
>;

interface TagParts<F extends Field> extends TagText {
  readonly needs: readonly F[];
  /** GitHub's own spelling; none where the pull request has no such tag. */
  readonly values: (pullRequest: View<F>, circumstances: Circumstances) => readonly string[];
  /** Whether a pull request without a value is tagged `none`. */
  readonly lacks?: (pullRequest: View<F>) => boolean;
}

/** A tag of pull requests: from their fields to its values, before normalisation. */
export interface PullRequestTag extends TagText {
  readonly needs: readonly Field[];
  readonly values: (pullRequest: PullRequest, circumstances: Circumstances) => readonly string[];
  readonly lacks?: (pullRequest: PullRequest) => boolean;
}

function tag<const F extends Field>(parts: TagParts<F>): PullRequestTag {
  return parts;
}

/** Every tag that a series about pull requests can have. */
export const pullRequestTags = {
  repo: tag({
    description:
      "`owner/name` in lower case; for a repository that was renamed, the name in the configuration",
    overlaps: false,
    needs: [],
    values: (_, { repository }) => [repository],
  }),
  owner: tag({
    description:
      "login of the owner in lower case, in place of `repo` where `GRAIN` says `owner`; `owner/` of that `repo`",
    overlaps: false,
    needs: [],
    values: (_, { repository }) => [ownerOf(repository)],
  }),
  author: tag({
    description: "login of who opened it, bots as GitHub's REST API spells them; `ghost`: a deleted account",
    overlaps: false,
    needs: ["author"],
    values: ({ author }) => [author.login],
  }),
  author_type: tag({
    description: "`bot`: GitHub says so, or `BOTS` names the login; `human`: everybody else",
    overlaps: false,
    needs: ["author"],
    values: ({ author }, { isBot }) => [author.bot || isBot(author.login) ? "bot" : "human"],
  }),
  label: tag({
    description: "name of a label; `none`: without any",
    overlaps: true,
    needs: ["labels"],
    values: ({ labels }) => labels,
    lacks: ({ labels }) => labels.length === 0,
  }),
  reviewer: tag({
    description:
      "login of a user or bot that was asked for a review and has not given one; `none`: nobody was (a request to a team alone counts as `none`)",
    overlaps: true,
    needs: ["reviewers"],
    values: ({ reviewers }) => reviewers,
    lacks: ({ reviewers, unnamedReviewers }) => reviewers.length === 0 && unnamedReviewers === 0,
  }),
  reviewer_team: tag({
    description: "slug of a team that was asked for a review",
    overlaps: true,
    needs: ["teams"],
    values: ({ teams }) => teams,
  }),
  review_state: tag({
    description:
      "the first that holds of `draft`; `queued`: in the merge queue or with auto-merge; `changes_requested`; `approved`; `awaiting_review`; `no_review_required`",
    overlaps: false,
    needs: ["reviewState"],
    values: ({ reviewState }) => [reviewState],
  }),
  checks: tag({
    description:
      "what GitHub makes of all checks and commit statuses of the last commit: `success`, `failure` (errors too), `pending` (expected ones too), `none`",
    overlaps: false,
    needs: ["checks"],
    values: ({ checks }) => [checks],
    lacks: ({ checks }) => checks === "none",
  }),
  age: tag({
    description:
      "time since creation: `lt_1d`, `1d_3d`, `3d_7d`, `7d_14d`, `14d_30d`, `gt_30d`; whole days are in the older one",
    overlaps: false,
    needs: ["createdAt"],
    values: ({ createdAt }, { timestamp }) => [ageClass(since(createdAt, timestamp))],
  }),
  draft: tag({
    description: "`true`, `false`",
    overlaps: false,
    needs: ["draft"],
    values: ({ draft }) => [String(draft)],
  }),
  number: tag({
    description: "number of the pull request",
    overlaps: false,
    needs: [],
    values: ({ number }) => [String(number)],
  }),
} satisfies Readonly<Record<string, PullRequestTag>>;

export type PullRequestTagKey = keyof typeof pullRequestTags;
