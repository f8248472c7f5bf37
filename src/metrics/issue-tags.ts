import type { Issue } from "../domain/issue.ts";
import { commonTags } from "./common-tags.ts";
import type { ItemTag, TagParts } from "./item-row.ts";

/** The columns of an issue that some fields stand for: nothing else may be looked at. */
export type IssueView<F extends string> = Pick<Issue, "number" | Extract<keyof Issue, F>>;

const assignee = {
  description: "login of a user it is assigned to; `none`: without one; bots are left out",
  overlaps: true,
  needs: ["assignees"],
  values: ({ assignees }) => assignees,
  lacks: ({ assignees }) => assignees.length === 0,
} as const satisfies TagParts<"assignees", IssueView<"assignees">>;

/** Every tag that a series about issues can have. */
export const issueTags = { ...commonTags, assignee } satisfies Readonly<Record<string, ItemTag<Issue>>>;

export type IssueTagKey = keyof typeof issueTags;
