import * as z from "zod";
import { plausibleCount } from "../../domain/plausible.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import { GitHubError } from "../errors.ts";

const fault = z.object({
  type: z.string().optional().catch(undefined),
  message: z.string().catch("no message"),
  path: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .catch(undefined),
});

const thrown = z.object({
  errors: z.array(fault).min(1),
  data: z.record(z.string(), z.unknown()).nullish().catch(null),
});

const good = z.looseObject({ rateLimit: z.object({ cost: z.unknown() }).nullish().catch(null) });

/** One entry of GraphQL's `errors`: GitHub adds a type to the fields that the standard knows. */
export type GraphQLFault = z.infer<typeof fault>;

export interface GraphQLAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  /** About parts of the answer; each has a path, or nothing in `data` can be trusted. */
  readonly faults: readonly GraphQLFault[];
  /** In points; 1 where GitHub does not tell. */
  readonly cost: number;
}

/**
 * Reads what `octokit.graphql` gave or threw. Errors come with HTTP 200, beside data or instead of it.
 * Throws GitHubError when there is no data to speak of; hands on whatever else was thrown.
 */
export async function readAnswer(answer: Promise<unknown>): Promise<GraphQLAnswer> {
  try {
    return withCost(await answer, []);
  } catch (error) {
    const parsed = thrown.safeParse(error);
    if (!parsed.success) throw error;
    const { errors, data } = parsed.data;
    const whole = errors.find(isRateLimit) ?? errors.find(isWithoutPath);
    const empty = data === null || data === undefined;
    if (whole !== undefined && (empty || isRateLimit(whole))) throw refusal(whole);
    if (empty) throw refusal(errors[0] ?? { message: "no data" });
    return withCost(data, errors);
  }
}

/** GitHub has two names for it: https://github.com/yanyongyu/githubkit/issues/271 */
function isRateLimit(entry: GraphQLFault): boolean {
  return entry.type === "RATE_LIMITED" || entry.type === "RATE_LIMIT";
}

function isWithoutPath(entry: GraphQLFault): boolean {
  return entry.path === undefined || entry.path.length === 0;
}

function withCost(data: unknown, faults: readonly GraphQLFault[]): GraphQLAnswer {
  const parsed = good.safeParse(data);
  if (!parsed.success) {
    throw new GitHubError("invalid_answer", "transient", "GitHub answered a GraphQL query without data");
  }
  return { data: parsed.data, faults, cost: plausibleCount(parsed.data.rateLimit?.cost) ?? 1 };
}

const HEAVY = /something went wrong|timeout|timedout|resource limits/i;

/** True when GitHub gave up on a query for its weight. */
export function isHeavy(entry: GraphQLFault): boolean {
  return (
    entry.type === "RESOURCE_LIMITS_EXCEEDED" ||
    entry.type === "MAX_NODE_LIMIT_EXCEEDED" ||
    (entry.type === undefined && HEAVY.test(entry.message))
  );
}

function refusal(entry: GraphQLFault): GitHubError {
  const message = `GitHub refused a GraphQL query: ${entry.message.slice(0, 300)}`;
  if (isRateLimit(entry)) return new GitHubError("rate_limited", "limited", message);
  if (entry.type === "INSUFFICIENT_SCOPES") return new GitHubError("forbidden", "scopes", message);
  if (isHeavy(entry)) return new GitHubError("too_heavy", "heavy", message);
  if (entry.type === "FORBIDDEN") return new GitHubError("forbidden", "final", message);
  return new GitHubError("invalid_answer", "final", message);
}

/** Why the part of an answer that a fault is about is missing. */
export function failureOfFault(entry: GraphQLFault): {
  readonly reason: FailureReason;
  readonly message: string;
} {
  const message = `GitHub: ${entry.message.slice(0, 300)}`;
  if (entry.type === "NOT_FOUND") return { reason: "not_found", message };
  if (/access blocked/i.test(entry.message)) return { reason: "blocked", message };
  if (entry.type === "FORBIDDEN" || entry.type === "INSUFFICIENT_SCOPES")
    return { reason: "forbidden", message };
  if (isHeavy(entry)) return { reason: "too_heavy", message };
  return { reason: "server_error", message };
}
