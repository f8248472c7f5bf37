import type { PullRequest } from "../domain/pull-request.ts";
import type { FullName, Selection } from "../domain/selection.ts";
import type { FailureReason } from "../domain/snapshot.ts";
import type { ListName } from "../domain/wanted.ts";
import type { Found } from "../ports.ts";
import type { FirstPage } from "./client/rest-pages.ts";

/** What discovery learned of a repository, for the reader to go on from. */
export type Target =
  /** GraphQL: its current name and how much is open. */
  | { readonly kind: "counted"; readonly name: FullName; readonly counts: Counts }
  /** REST, by a listing: it counts open pull requests and issues together. */
  | { readonly kind: "listed"; readonly name: FullName; readonly open: number }
  /** REST, named in full: the first page of its pull requests is read already. */
  | { readonly kind: "started"; readonly name: FullName; readonly first: FirstPage<PullRequest> }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string };

/** How many entries each list has, of those that are wanted and that GitHub would count. */
export type Counts = Readonly<Partial<Record<ListName, number>>>;

export type Discovered = Found<Target>;

/** What both APIs tell of a repository in a listing. */
export interface Listed {
  readonly name: FullName;
  readonly id: number;
  readonly archived: boolean;
  readonly fork: boolean;
  readonly disabled: boolean;
  readonly pullRequestsDisabled: boolean;
  readonly topics: readonly string[];
}

/** Splits `owner/name`; what is not of that form has an empty name and matches nothing. */
export function splitName(fullName: string): FullName {
  const [owner = "", name = ""] = fullName.split("/");
  return { owner, name };
}

export function joinName(name: FullName): string {
  return `${name.owner}/${name.name}`;
}

/** Names of repositories differ by more than case, for GitHub and for us. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Whether a pattern takes what a listing shows: the list's last word, then the filters for patterns. */
export function takes(selection: Selection, listed: Listed): boolean {
  if (listed.disabled || listed.pullRequestsDisabled || !selection.takes(listed.name)) return false;
  if (listed.archived && !selection.includeArchived) return false;
  if (listed.fork && !selection.includeForks) return false;
  const topics = listed.topics.map((topic) => topic.toLowerCase());
  return selection.topics.length === 0 || selection.topics.some((topic) => topics.includes(topic));
}

/** The owners whose repositories must be listed, each once, as first written. */
export function ownersToList(selection: Selection): string[] {
  const owners = new Map(selection.patterns.map((pattern) => [pattern.owner.toLowerCase(), pattern.owner]));
  return [...owners.values()];
}

/** The patterns that took nothing; to be told when their owners' listings have ended. */
export function createMatchCounter(selection: Selection) {
  const matched = new Set<string>();
  return {
    note(name: FullName): void {
      for (const pattern of selection.patterns) {
        if (sameName(pattern.owner, name.owner) && pattern.matches(name.name)) matched.add(pattern.text);
      }
    },
    unmatched(owner: string): string[] {
      const own = selection.patterns.filter((pattern) => sameName(pattern.owner, owner));
      return own.map((pattern) => pattern.text).filter((text) => !matched.has(text));
    },
  };
}
