import type { FullName } from "../../domain/selection.ts";
import { NO_TRAITS, type Traits, type WantedTraits } from "../../domain/traits.ts";
import { failureOf, GitHubError } from "../errors.ts";
import { joinName, type Target } from "../target.ts";
import type { PropertiesOf } from "./properties.ts";

/** What an answer about a repository tells beside what it was asked for, as far as it was asked for that too. */
export interface Remarks {
  readonly topics?: readonly string[];
  /** Whether an organisation owns it: nobody else has custom properties. */
  readonly organization?: boolean;
}

/** A repository with all that is wanted of it, or with the reason why it has no numbers. */
export interface Described {
  readonly target: Target;
  readonly traits: Traits;
}

/** Describes a repository by its current name. Throws only what is no fault of GitHub's or of time. */
export type Describe = (
  name: FullName,
  remarks: Remarks,
  target: Target,
  signal: AbortSignal,
) => Promise<Described>;

/** Makes the function that finds out what is wanted; a repository of which that is not to be had fails. */
export function createDescribe(wanted: WantedTraits, propertiesOf: PropertiesOf): Describe {
  return async (name, remarks, target, signal) => {
    try {
      const topics = wanted.topics ? topicsOf(name, remarks) : NO_TRAITS.topics;
      const has = wanted.properties && target.kind !== "failed" && belongsToOrganization(name, remarks);
      return {
        target,
        traits: { topics, properties: has ? await propertiesOf(name, signal) : NO_TRAITS.properties },
      };
    } catch (error) {
      return { target: { kind: "failed", ...failureOf(error) }, traits: NO_TRAITS };
    }
  };
}

function topicsOf(name: FullName, { topics }: Remarks): readonly string[] {
  if (topics === undefined) throw untold(name, "topics", "TOPIC_TAGS");
  return topics;
}

function belongsToOrganization(name: FullName, { organization }: Remarks): boolean {
  if (organization === undefined) throw untold(name, "owner's kind", "PROPERTY_TAGS");
  return organization;
}

function untold(name: FullName, what: string, setting: string): GitHubError {
  const message = `${setting}: GitHub did not tell the ${what} of ${joinName(name)}`;
  return new GitHubError("invalid_answer", "final", message);
}
