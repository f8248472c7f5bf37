import { own } from "../../domain/own.ts";
import type { WantedTraits } from "../../domain/traits.ts";
import type { Wanted } from "../../domain/wanted.ts";

/** One right that a GitHub App can have. */
export interface Permission {
  /** As GitHub's API spells it. */
  readonly key: string;
  /** As GitHub's pages spell it, with the access that is enough. */
  readonly title: string;
  /** What is not sent without it; undefined where nothing can be read without it. */
  readonly for?: string;
}

/** What an App needs for this; more than reading is never needed. https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
export function permissionsFor(wanted: Wanted, traits: WantedTraits): readonly Permission[] {
  const has = (field: "reviewState" | "checks" | "teams") => wanted.pullRequests?.has(field) === true;
  return [
    { key: "metadata", title: "Metadata: read" },
    ...when(wanted.pullRequests !== undefined, { key: "pull_requests", title: "Pull requests: read" }),
    ...when(has("reviewState"), { key: "contents", title: "Contents: read", for: "review states" }),
    ...when(has("checks"), { key: "checks", title: "Checks: read", for: "checks" }),
    ...when(has("checks"), { key: "statuses", title: "Commit statuses: read", for: "checks" }),
    ...when(has("teams"), { key: "members", title: "Members: read", for: "names of requested teams" }),
    ...when(wanted.issues !== undefined, { key: "issues", title: "Issues: read", for: "issues" }),
    ...when(traits.properties, {
      key: "organization_custom_properties",
      title: "Custom properties: read",
      for: "PROPERTY_TAGS",
    }),
  ];
}

function when(needed: boolean, permission: Permission): readonly Permission[] {
  return needed ? [permission] : [];
}

/** Those of some permissions that an installation was not given. */
export function missingOf(
  needed: readonly Permission[],
  given: Readonly<Record<string, string>>,
): readonly Permission[] {
  return needed.filter(({ key }) => !["read", "write", "admin"].includes(own(given, key) ?? ""));
}
