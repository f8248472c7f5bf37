import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { FullName } from "../../domain/selection.ts";
import type { MissingBecause } from "../../ports.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault } from "../client/graphql-answer.ts";
import { GitHubError } from "../errors.ts";
import type { Dialect, DialectOf } from "../read/dialect.ts";
import { invalid } from "../read/rest-answers.ts";
import { repositoryPath } from "../read/rest-lists.ts";
import { joinName, sameName } from "../target.ts";

/**
 * Asks GitHub about each repository by its name, and calls `answered` for each as its answer comes. Throws what the client
 * throws.
 */
export type AskMissing = (
  names: readonly FullName[],
  answered: (name: FullName, because: MissingBecause) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Names to a query; it costs one point. */
const NAMES_A_QUERY = 100;
/** By REST each name takes a request, at the end of a run. */
const MOST_REQUESTS = 100;

const byGraphQL = z.object({
  nameWithOwner: z.string(),
  isArchived: z.boolean(),
  isDisabled: z.boolean(),
  hasPullRequestsEnabled: z.boolean().default(true),
});

const byRest = z.object({
  full_name: z.string(),
  archived: z.boolean(),
  disabled: z.boolean().default(false),
  // Since February 2026: https://docs.github.com/en/rest/repos/repos#get-a-repository
  has_pull_requests: z.boolean().default(true),
});

/** Asks by GraphQL, a hundred names to a query. */
export function askMissingByGraphQL(client: Client, dialectOf: DialectOf): AskMissing {
  return async (names, answered, signal) => {
    const dialect = await dialectOf(signal);
    for (let start = 0; start < names.length; start += NAMES_A_QUERY) {
      const batch = names.slice(start, start + NAMES_A_QUERY);
      const { query, variables } = queryOf(batch, dialect);
      const { data, faults } = await client.graphql(query, variables, signal, false, (answer) => answer);
      for (const [i, name] of batch.entries()) {
        const fault = faults.find(({ path }) => path === undefined || path[0] === `r${i}`);
        const shown = byGraphQL.safeParse(own(data, `r${i}`)).data;
        if (fault !== undefined) {
          if (failureOfFault(fault).reason === "not_found") answered(name, "not_visible");
        } else if (shown !== undefined) {
          const { nameWithOwner, isArchived, isDisabled, hasPullRequestsEnabled } = shown;
          const isGone = isArchived || isDisabled || !isCalled(name, nameWithOwner);
          answered(name, becauseOf(isGone, hasPullRequestsEnabled));
        }
      }
    }
  };
}

function queryOf(names: readonly FullName[], { hasPullRequestsEnabled }: Dialect) {
  const declared = names.map((_, i) => `$o${i}:String!,$n${i}:String!`).join(",");
  const text = `nameWithOwner isArchived isDisabled${hasPullRequestsEnabled ? " hasPullRequestsEnabled" : ""}`;
  const aliases = names.map((_, i) => `r${i}:repository(owner:$o${i},name:$n${i}){${text}}`).join(" ");
  const variables = Object.fromEntries(
    names.flatMap(({ owner, name }, i) => [
      [`o${i}`, owner],
      [`n${i}`, name],
    ]),
  );
  return { query: `query(${declared}){rateLimit{cost} ${aliases}}`, variables };
}

/** Asks by REST, a request for each name, up to a hundred. */
export function askMissingByRest(client: Client): AskMissing {
  return async (names, answered, signal) => {
    const ask = async (name: FullName) => answered(name, await askOne(client, name, signal));
    const asked = await Promise.allSettled(names.slice(0, MOST_REQUESTS).map(ask));
    for (const one of asked) if (one.status === "rejected") throw one.reason;
  };
}

async function askOne(client: Client, name: FullName, signal: AbortSignal): Promise<MissingBecause> {
  try {
    const { data } = await client.get(repositoryPath(name), signal, parseShown);
    return becauseOf(
      data.archived || data.disabled || !isCalled(name, data.full_name),
      data.has_pull_requests,
    );
  } catch (error) {
    if (error instanceof GitHubError && error.reason === "not_found") return "not_visible";
    throw error;
  }
}

function parseShown(body: unknown): z.infer<typeof byRest> {
  const parsed = byRest.safeParse(body);
  if (!parsed.success) throw invalid("a repository", parsed.error);
  return parsed.data;
}

function becauseOf(isGone: boolean, hasPullRequests: boolean): MissingBecause {
  if (isGone) return "gone";
  return hasPullRequests ? "left_out" : "pull_requests_disabled";
}

function isCalled(name: FullName, fullName: string): boolean {
  return sameName(joinName(name), fullName);
}
