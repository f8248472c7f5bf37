import type { OptionalField } from "../../domain/pull-request.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";

/** What the scopes of a credential can keep from it; those of issues are not among them. */
const OPTIONAL = ["teams", "reviewState", "checks"] as const satisfies readonly OptionalField[];

/** Which right makes a field readable. */
export const RIGHTS: Readonly<Record<OptionalField, string>> = {
  reviewers: "nothing more: GitHub did not name a requested reviewer",
  teams: "the scope read:org, or Members: read",
  reviewState: "Pull requests: read and Contents: read",
  checks: "Commit statuses: read, with an App also Checks: read",
  everyRequest: "the GraphQL API",
  issues: "Issues: read",
};

/** Those of some fields that a run needs. */
export function wantedOf(fields: Iterable<OptionalField>, wanted: Wanted): ReadonlySet<OptionalField> {
  const { pullRequests, issues } = wanted;
  return new Set([...fields].filter((field) => pullRequests?.has(field) || issues?.has(field)));
}

/** All that a credential can keep from a run that wants this. */
export function optionalOf(wanted: Wanted): ReadonlySet<OptionalField> {
  return wantedOf([...OPTIONAL, "issues"], wanted);
}

export type Unknowns = ReturnType<typeof createUnknowns>;

/** Keeps account of the fields that GitHub would not tell, and of where, for one warning at the end. */
export function createUnknowns(wanted: Wanted, log: Logger) {
  const where = new Map<OptionalField, string[]>();
  /** By repository, what is wrong with the answers about its issues. */
  const unread = new Map<string, string>();
  const heavy: string[] = [];
  const lost: string[] = [];
  return {
    /** A repository that was too heavy for GraphQL: REST knows fewer fields, whatever the credential may read. */
    noteHeavy(repository: string): void {
      heavy.push(repository);
    },
    /** Pull requests that GraphQL could not return: fewer fields are known of their repository. */
    noteLost(repository: string, numbers: readonly number[]): void {
      for (const number of numbers) lost.push(`${repository}#${number}`);
    },
    note(repository: string, unknown: ReadonlySet<OptionalField>): void {
      for (const field of unknown) {
        if (field === "issues" && unread.has(repository)) continue;
        where.set(field, [...(where.get(field) ?? []), repository]);
      }
    },
    /** Issues cannot be read, whatever the credential may read. `message` says what is wrong with the answers. */
    noteUnread(repository: string, message: string): void {
      unread.set(repository, message);
    },
    /**
     * Adds to `dropped` the fields that a query refused as a whole must do without. GitHub names the field of the
     * schema; when that says nothing to us, all optional ones go.
     */
    drop(message: string, dropped: Set<OptionalField>): void {
      const named = /'(slug|name|combinedSlug)' field/.test(message) ? (["teams"] as const) : OPTIONAL;
      for (const field of wantedOf(named, wanted)) dropped.add(field);
    },
    report(): void {
      if (heavy.length > 0) {
        const fields = { event: "read_by_rest", repositories: heavy };
        log.warn(
          fields,
          "GitHub could not carry these repositories by GraphQL: REST does not tell their review states",
        );
      }
      const [message] = unread.values();
      if (message !== undefined) {
        const examples = [...unread.keys()].slice(0, 5);
        log.warn(
          {
            event: "fields_unknown",
            fields: [{ field: "issues", repositories: unread.size, examples, message }],
          },
          "GitHub's lists of issues cannot be read: issues.* is not sent for these repositories",
        );
      }
      if (where.size === 0) return;
      const columns = [...where].map(([field, repositories]) => ({
        field,
        repositories: repositories.length,
        examples: repositories.slice(0, 5),
        needs: RIGHTS[field],
      }));
      const named = lost.length > 0 ? { not_returned: lost } : {};
      const fields = { event: "fields_unknown", fields: columns, ...named };
      log.warn(
        fields,
        "GitHub did not give some fields: the metrics that need them are not sent for these repositories",
      );
    },
  };
}
