import * as z from "zod";
import type { WantedTraits } from "../../domain/traits.ts";
import type { Remarks } from "./traits.ts";

/** A repository has at most 20 topics: https://docs.github.com/en/repositories/classifying-your-repository-with-topics */
const TOPICS = "repositoryTopics(first:20){nodes{topic{name}}}";
const OWNER = "owner{__typename}";

/** What a repository of an answer has for these fields. */
export const remarked = {
  repositoryTopics: z
    .object({ nodes: z.array(z.object({ topic: z.object({ name: z.string() }) })) })
    .optional(),
  // Of another kind of owner nobody knows whether it has custom properties.
  owner: z
    .object({ __typename: z.enum(["User", "Organization"]) })
    .optional()
    .catch(undefined),
};

type Remarked = z.infer<z.ZodObject<typeof remarked>>;

/** The fields of a repository to ask for. */
export function remarkFields({ topics, properties }: WantedTraits): readonly string[] {
  return [...(topics ? [TOPICS] : []), ...(properties ? [OWNER] : [])];
}

/** What an answer tells, where it was asked for. */
export function remarksOf({ repositoryTopics, owner }: Remarked): Remarks {
  return {
    ...(repositoryTopics && { topics: repositoryTopics.nodes.map(({ topic }) => topic.name) }),
    ...(owner && { organization: owner.__typename === "Organization" }),
  };
}
