import type { Item } from "./item.ts";

/** One open issue; pull requests are none. What is said of a `PullRequest` holds here too. */
export interface Issue extends Item {
  /** Logins of the users it is assigned to. Bots are left out, since GraphQL does not tell of them. */
  readonly assignees: readonly string[];
}

/** A part of an issue that a metric can need; `issues`: that issues can be read at all, which all of them need. */
export type IssueField = "issues" | "createdAt" | "updatedAt" | "author" | "labels" | "assignees";
