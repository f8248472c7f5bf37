import type { IssueField } from "./issue.ts";
import type { Field } from "./pull-request.ts";

/** A list of a repository that a run can read. */
export type ListName = "pullRequests" | "issues";

/** A part of a pull request or of an issue. */
export type ItemField = Field | IssueField;

/** The lists that a run reads, and the fields that it needs of their entries; GitHub is asked for nothing else. */
export type Wanted = Readonly<Partial<Record<ListName, ReadonlySet<ItemField>>>>;
