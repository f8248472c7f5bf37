import type { Field, PullRequest } from "../domain/pull-request.ts";
import { ageClass, since } from "./age.ts";
import { commonTags } from "./common-tags.ts";
import type { ItemTag, TagParts } from "./item-row.ts";

/** The columns of a pull request that some fields stand for: nothing else may be looked at. Its number is always known. */
export type View<F extends Field> = Pick<
  PullRequest,
  "number" | Extract<F, keyof PullRequest> | ("reviewers" extends F ? "unnamedReviewers" : never)
>;

function tag<const F extends Field>(parts: TagParts<F, View<F>>): ItemTag<PullRequest> {
  return parts;
}

/** Every tag that a series about pull requests can have. */
export const pullRequestTags = {
  repo: commonTags.repo,
  owner: commonTags.owner,
  author: commonTags.author,
  author_type: tag({
    description: "`bot`: GitHub says so, or `BOTS` names the login; `human`: everybody else",
    overlaps: false,
    needs: ["author"],
    values: ({ author }, { isBot }) => [author.bot || isBot(author.login) ? "bot" : "human"],
  }),
  label: commonTags.label,
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
      "the first that holds of `draft`; `queued`: in the merge queue, or auto-merge is enabled and no review is missing; `changes_requested`; `approved`; `awaiting_review`; `no_review_required`",
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
} satisfies Readonly<Record<string, ItemTag<PullRequest>>>;

export type PullRequestTagKey = keyof typeof pullRequestTags;
