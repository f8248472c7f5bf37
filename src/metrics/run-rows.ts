import type { FailureReason } from "../domain/snapshot.ts";
import type { Fold, Metric, TagText } from "./row.ts";

/** What one of GitHub's rate limit buckets said; without the numbers that it did not say. */
export interface QuotaFact {
  /** Whose it is, where there are several. */
  readonly owner?: string;
  readonly resource: "core" | "graphql";
  readonly limit?: number;
  readonly remaining?: number;
  readonly used: number;
}

/** What a run can tell of itself. Times in seconds. */
export interface RunFacts {
  /** Only known when everything else has been sent. */
  readonly success: boolean;
  readonly duration: number;
  readonly repositoriesRead: number;
  /** One for each repository, and each owner that could not be listed (`owner/*`), without a number in this run. */
  readonly failures: readonly { readonly repository: string; readonly reason: FailureReason }[];
  readonly series: Readonly<Record<"submitted" | "dropped" | "zeroed", number>>;
  readonly quotas: readonly QuotaFact[];
  readonly tokenExpiresIn: number;
}

/** Every tag that a series about the run can have. */
export const runTags = {
  status: {
    description:
      "what became of a repository (`read`, `failed`) or a series (`submitted`, `dropped`, `zeroed`)",
    overlaps: false,
  },
  repo: {
    description: "`owner/name`, or `owner/` where the owner's repositories could not be listed",
    overlaps: false,
  },
  reason: {
    description:
      "`not_found`, `forbidden`, `unauthorized`, `blocked`, `moved_and_gone`, `incomplete`, `too_heavy`, `rate_limited`, `deadline`, `interrupted`, `server_error`, `network`, `invalid_answer`, `internal_error`",
    overlaps: false,
  },
  resource: { description: "`core`: REST requests; `graphql`: GraphQL points", overlaps: false },
  kind: {
    description: "`limit` an hour, what is `remaining` of it, and what was `used` by this run",
    overlaps: true,
  },
  owner: {
    description: "whose installation's it is; only with a GitHub App, which has a quota at each owner",
    overlaps: false,
  },
} satisfies Readonly<Record<string, TagText>>;

export type RunTagKey = keyof typeof runTags;

/** Tags that a series has only in some runs. */
type SeldomTag = "owner";

/** One value of a metric about the run, with all the tags of its row that it must have. */
export interface RunPoint<T extends RunTagKey = RunTagKey> {
  readonly value: number;
  readonly tags: Readonly<Record<Exclude<T, SeldomTag>, string> & Partial<Record<SeldomTag, string>>>;
}

interface RowParts<T extends RunTagKey, K extends keyof RunFacts> extends Metric {
  readonly fold: Fold;
  readonly tags: readonly T[];
  /** The facts it needs: while one is unknown, nothing is sent. */
  readonly facts: readonly K[];
  readonly points: (facts: Pick<RunFacts, K>) => readonly RunPoint<T>[];
}

/** A metric about the run itself. */
export interface RunRow extends Metric {
  readonly subject: "run";
  readonly fold: Fold;
  readonly tags: readonly RunTagKey[];
  /** The points that the known facts allow. */
  readonly points: (
    facts: Partial<RunFacts>,
  ) => readonly { readonly value: number; readonly tags: Readonly<Partial<Record<RunTagKey, string>>> }[];
}

function row<K extends keyof RunFacts, const T extends RunTagKey = never>(parts: RowParts<T, K>): RunRow {
  const { facts: needed, points, ...metric } = parts;
  return { ...metric, subject: "run", points: (facts) => (knows(facts, needed) ? points(facts) : []) };
}

function knows<K extends keyof RunFacts>(
  facts: Partial<RunFacts>,
  needed: readonly K[],
): facts is Pick<RunFacts, K> {
  return needed.every((name) => facts[name] !== undefined);
}

const one = { unit: "item", stability: "stable", byDefault: true, dropRank: "never" } as const;

/** One row a metric about the run. To add a metric is to add a row. */
export const runRows: readonly RunRow[] = [
  row({
    ...one,
    name: "exporter.run.success",
    description:
      "The heartbeat: 1 when the run ended in time, all it read was accepted, and at most `FAIL_RATIO` of the selected repositories failed, else 0; it goes last and cannot be switched off.",
    tags: [],
    fold: "max",
    facts: ["success"],
    points: ({ success }) => [{ value: success ? 1 : 0, tags: {} }],
  }),
  row({
    ...one,
    name: "exporter.run.duration",
    description: "How long the run took, up to the submission of this.",
    unit: "second",
    tags: [],
    fold: "max",
    facts: ["duration"],
    points: ({ duration }) => [{ value: duration, tags: {} }],
  }),
  row({
    ...one,
    name: "exporter.repositories",
    description:
      "Selected repositories that were read and that failed, 0 included; an owner that could not be listed counts as one that failed.",
    tags: ["status"],
    fold: "sum",
    facts: ["repositoriesRead", "failures"],
    points: ({ repositoriesRead, failures }) => [
      { value: repositoriesRead, tags: { status: "read" } },
      { value: failures.length, tags: { status: "failed" } },
    ],
  }),
  row({
    ...one,
    name: "exporter.repository.failed",
    description: "1 for each repository that could not be read completely, and so has no number in this run.",
    tags: ["repo", "reason"],
    fold: "sum",
    facts: ["failures"],
    points: ({ failures }) =>
      failures.map(({ repository, reason }) => ({ value: 1, tags: { repo: repository, reason } })),
  }),
  row({
    ...one,
    name: "exporter.series",
    description:
      "Series of this run by what became of them, 0 included; what was set to 0 because it vanished is among the submitted too.",
    tags: ["status"],
    fold: "sum",
    facts: ["series"],
    points: ({ series }) => [
      { value: series.submitted, tags: { status: "submitted" } },
      { value: series.dropped, tags: { status: "dropped" } },
      { value: series.zeroed, tags: { status: "zeroed" } },
    ],
  }),
  row({
    ...one,
    name: "exporter.github.quota",
    description:
      "GitHub's rate limits: what the credential has an hour and has left, where GitHub says so, and what this run used.",
    tags: ["resource", "kind", "owner"],
    fold: "sum",
    facts: ["quotas"],
    points: ({ quotas }) => quotas.flatMap(quotaPoints),
  }),
  row({
    ...one,
    name: "exporter.github.token.expires_in",
    description: "Time until the GitHub token expires, where GitHub tells; negative once it has.",
    unit: "second",
    tags: [],
    fold: "max",
    facts: ["tokenExpiresIn"],
    points: ({ tokenExpiresIn }) => [{ value: tokenExpiresIn, tags: {} }],
  }),
];

function quotaPoints({
  owner,
  resource,
  limit,
  remaining,
  used,
}: QuotaFact): readonly RunPoint<"resource" | "kind" | "owner">[] {
  const whose = owner === undefined ? {} : { owner };
  const known = { limit, remaining, used };
  return (["limit", "remaining", "used"] as const).flatMap((kind) => {
    const value = known[kind];
    return value === undefined ? [] : [{ value, tags: { resource, kind, ...whose } }];
  });
}
