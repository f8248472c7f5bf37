import { z } from "zod";

// What the bench and its stand-ins say to each other. Both read it from a pipe, so that it is checked on arrival.

const generatedSchema = z.object({
  kind: z.literal("generated"),
  repositories: z.int(),
  pullRequests: z.int().exactOptional(),
  /** How many repositories share them; all where missing. */
  withPullRequests: z.int().exactOptional(),
  /** Exactly that many in each, instead. */
  perRepository: z.int().exactOptional(),
});
const recordedSchema = z.object({ kind: z.literal("recorded"), instant: z.string() });

/** What the stand-ins are started with. */
export const specSchema = z.object({
  population: z.discriminatedUnion("kind", [generatedSchema, recordedSchema]),
  /** GitHub refuses what is above so many requests in flight. */
  mostInFlight: z.int().exactOptional(),
});

/** What the stand-ins saw of a run. */
const sightingSchema = z.object({
  /** Milliseconds since 1970, with fractions; undefined where no request came. */
  firstRequestAt: z.number().optional(),
  requests: z.int(),
  /** Of GraphQL. */
  points: z.int(),
  /** Requests that GitHub refused. */
  refused: z.int(),
  maxInFlight: z.int(),
  repositories: z.int(),
  /** Those that are open on GitHub, and those that Datadog was told of. */
  pullRequests: z.int(),
  counted: z.int(),
  series: z.int(),
  /** Those that are not about the run itself. */
  repositorySeries: z.int(),
  /** Bodies as they came over the wire to Datadog. */
  bytes: z.int(),
  /** Seconds of user time that the stand-ins took themselves. */
  standInsCpu: z.number(),
  /** One sentence for everything that is not right. */
  faults: z.array(z.string()),
});

export const replySchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("ready"),
    github: z.string(),
    datadog: z.string(),
    owners: z.array(z.string()),
  }),
  z.object({ kind: z.literal("report"), sighting: sightingSchema }),
]);

/** How long GitHub takes for an answer. Milliseconds. */
export interface Pace {
  readonly latency: number;
  /** For each pull request in the answer, beside the latency. */
  readonly perPullRequest: number;
}

/** Forget the last run and answer at this pace; or tell what was seen of this one. */
export type Order = { readonly kind: "prepare"; readonly pace: Pace } | { readonly kind: "report" };
export type Spec = Readonly<z.infer<typeof specSchema>>;
export type PopulationSpec = Spec["population"];
export type Reply = z.infer<typeof replySchema>;
export type Sighting = z.infer<typeof sightingSchema>;

/** The tokens that the stand-in for GitHub takes: each worker has its own, and so a quota of its own. */
export const TOKENS: readonly string[] = Array.from(
  { length: 4 },
  (_, index) => `token-of-the-bench-${index}`,
);

/** The key that the stand-in for Datadog takes. */
export const API_KEY = "key-of-the-bench";
