import type { Field, OptionalField } from "../../domain/pull-request.ts";
import type { Logger } from "../../ports.ts";

const OPTIONAL = ["teams", "reviewState", "checks"] as const satisfies readonly OptionalField[];

/** Which right makes a field readable. */
export const RIGHTS: Readonly<Record<OptionalField, string>> = {
  teams: "the scope read:org, or Members: read",
  reviewState: "Pull requests: read and Contents: read",
  checks: "Commit statuses: read, with an App also Checks: read",
};

/** Keeps account of the fields that GitHub would not tell, and of where, for one warning at the end. */
export function createUnknowns(fields: ReadonlySet<Field>, log: Logger) {
  const where = new Map<OptionalField, string[]>();
  const heavy: string[] = [];
  return {
    /** A repository that was too heavy for GraphQL: REST knows fewer fields, whatever the credential may read. */
    noteHeavy(repository: string): void {
      heavy.push(repository);
    },
    note(repository: string, unknown: ReadonlySet<OptionalField>): void {
      for (const field of unknown) where.set(field, [...(where.get(field) ?? []), repository]);
    },
    /**
     * Adds to `dropped` the fields that a query refused as a whole must do without. GitHub names the field of the
     * schema; when that says nothing to us, all optional ones go.
     */
    drop(message: string, dropped: Set<OptionalField>): void {
      const named = /'(slug|name|combinedSlug)' field/.test(message) ? (["teams"] as const) : OPTIONAL;
      for (const field of named) if (fields.has(field)) dropped.add(field);
    },
    report(): void {
      if (heavy.length > 0) {
        const fields = { event: "read_by_rest", repositories: heavy };
        log.warn(
          fields,
          "GitHub could not carry these repositories by GraphQL: REST does not tell their review states",
        );
      }
      if (where.size === 0) return;
      const columns = [...where].map(([field, repositories]) => ({
        field,
        repositories: repositories.length,
        examples: repositories.slice(0, 5),
        needs: RIGHTS[field],
      }));
      const fields = { event: "fields_unknown", fields: columns };
      log.warn(
        fields,
        "the credential may not read some fields: the metrics that need them are not sent for these repositories",
      );
    },
  };
}
