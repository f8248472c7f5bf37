import * as z from "zod";
import { own } from "../../domain/own.ts";
import type { OptionalField } from "../../domain/pull-request.ts";
import type { FullName } from "../../domain/selection.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import { Stop } from "../../domain/stop.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Logger } from "../../ports.ts";
import type { Client } from "../client/client.ts";
import { failureOfFault, type GraphQLAnswer } from "../client/graphql-answer.ts";
import { failureOf, GitHubError } from "../errors.ts";
import type { Dialect, DialectOf } from "../read/dialect.ts";
import { itemText, nodeSchema } from "../read/graphql-fields.ts";
import { refusedField } from "../read/graphql-verdict.ts";
import { createUnknowns, optionalOf } from "../read/unknowns.ts";

/** What looking into one repository showed. */
export type Look =
  | {
      readonly kind: "seen";
      /** Undefined where nobody asked. */
      readonly archived?: boolean;
      /** Fields that were there to be read, and were. */
      readonly readable: ReadonlySet<OptionalField>;
      /** Fields that the credential may not read. */
      readonly refused: ReadonlySet<OptionalField>;
      /** GraphQL: pull requests that were looked at, and those of them whose reviews a run reads. */
      readonly reviews?: { readonly of: number; readonly undecided: number };
      /** REST: what reading it takes after discovery, as far as its first pages tell. */
      readonly requests?: number;
    }
  /** A run cannot read it either, by what GitHub answers now. */
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string }
  /** GitHub did not say. */
  | { readonly kind: "unanswered"; readonly message: string };

/** Repositories to a query, and of each its newest pull requests and its count of issues: (40 + 20 x 5) / 100 is one point. */
export const PER_LOOK = 20;
const PULLS = 5;

const LASTING: ReadonlySet<FailureReason> = new Set([
  "not_found",
  "forbidden",
  "blocked",
  "moved_and_gone",
  "invalid_answer",
]);

/** What GitHub's error about one repository of several says of it. A run asks again, in other ways, where the reason may pass. */
function lookRefused(failure: { readonly reason: FailureReason; readonly message: string }): Look {
  return LASTING.has(failure.reason)
    ? { kind: "failed", ...failure }
    : { kind: "unanswered", message: failure.message };
}

/** What a request that finally failed says of its repositories: a run fails too, unless it avoids that or has more time. */
export function lookFailed(error: unknown, isAvoidable: (error: GitHubError) => boolean): Look {
  const failure = failureOf(error);
  const isOpen =
    error instanceof Stop ||
    failure.reason === "deadline" ||
    (error instanceof GitHubError && (error.remedy === "limited" || isAvoidable(error)));
  return isOpen ? { kind: "unanswered", message: failure.message } : { kind: "failed", ...failure };
}

/** By GraphQL a run asks for less, and at last asks REST. */
function isHeavy({ remedy }: GitHubError): boolean {
  return remedy === "heavy";
}

export interface Looking {
  readonly wanted: Wanted;
  readonly dialectOf: DialectOf;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Tries what is wanted on a few pull requests of each repository. Gives a look for each name, in their order. */
export async function lookByGraphQL(
  client: Client,
  names: readonly FullName[],
  { wanted, dialectOf, log, signal }: Looking,
): Promise<readonly Look[]> {
  const dropped = new Set<OptionalField>();
  const unknowns = createUnknowns(wanted, log);
  const withPulls = wanted.pullRequests !== undefined;
  const looks: Look[] = [];
  const ask = async (
    batch: readonly FullName[],
    fields: ReadonlySet<OptionalField>,
  ): Promise<readonly Look[]> => {
    const asked = without(fields, dropped);
    try {
      const dialect = await dialectOf(signal);
      const { query, variables } = lookQuery(batch, { fields: asked, dialect, withPulls });
      const answer = await client.graphql(query, variables, signal, false, (whole) => whole);
      // Nothing is shown of a repository whose issues are refused: its other fields are tried alone.
      const blind = asked.has("issues") ? batch.filter((_, i) => refusesIssues(answer, `r${i}`)) : [];
      const others = blind.length === 0 ? [] : await ask(blind, without(asked, new Set(["issues"])));
      return batch.map((name, i) => {
        const other = others[blind.indexOf(name)];
        return other === undefined
          ? judge(answer, `r${i}`, { asked, dialect, dropped })
          : withIssuesRefused(other);
      });
    } catch (error) {
      const before = dropped.size;
      if (error instanceof GitHubError && error.remedy === "scopes") unknowns.drop(error.message, dropped);
      if (dropped.size > before) return await ask(batch, fields);
      const look = lookFailed(error, isHeavy);
      return batch.map(() => look);
    }
  };
  for (let i = 0; i < names.length; i += PER_LOOK) {
    const batch = await ask(names.slice(i, i + PER_LOOK), optionalOf(wanted));
    for (const look of batch) looks.push(look);
  }
  return looks;
}

function without(
  fields: ReadonlySet<OptionalField>,
  lost: ReadonlySet<OptionalField>,
): ReadonlySet<OptionalField> {
  return new Set([...fields].filter((field) => !lost.has(field)));
}

function refusesIssues({ faults }: GraphQLAnswer, alias: string): boolean {
  return faults.some((fault) => fault.path?.[0] === alias && refusedField(fault) === "issues");
}

function withIssuesRefused(look: Look): Look {
  return look.kind === "seen" ? { ...look, refused: new Set([...look.refused, "issues"]) } : look;
}

interface LookFields {
  readonly fields: ReadonlySet<OptionalField>;
  readonly dialect: Dialect;
  readonly withPulls: boolean;
}

function lookQuery(names: readonly FullName[], { fields, dialect, withPulls }: LookFields) {
  const declared = names.map((_, i) => `$o${i}:String!,$n${i}:String!`).join(",");
  const pulls = `pullRequests(states:OPEN,last:${PULLS},orderBy:{field:CREATED_AT,direction:ASC})`;
  const asked = [
    "isArchived",
    withPulls ? `${pulls}{nodes{${itemText(fields, dialect)}}}` : "",
    fields.has("issues") ? "issues(states:OPEN){totalCount}" : "",
  ].join(" ");
  const aliases = names.map((_, i) => `r${i}:repository(owner:$o${i},name:$n${i}){${asked}}`).join(" ");
  const variables = names.flatMap(({ owner, name }, i) => [
    [`o${i}`, owner] as const,
    [`n${i}`, name] as const,
  ]);
  return {
    query: `query(${declared}){rateLimit{cost} ${aliases}}`,
    variables: Object.fromEntries(variables),
  };
}

interface Judged {
  readonly asked: ReadonlySet<OptionalField>;
  readonly dialect: Dialect;
  readonly dropped: ReadonlySet<OptionalField>;
}

function judge(answer: GraphQLAnswer, alias: string, { asked, dialect, dropped }: Judged): Look {
  const faults = answer.faults.filter(({ path }) => path === undefined || path[0] === alias);
  const grave = faults.find((fault) => refusedField(fault) === undefined);
  if (grave !== undefined) return lookRefused(failureOfFault(grave));
  const nodes = z.array(nodeSchema(asked, dialect));
  const shape = z.object({
    isArchived: z.boolean(),
    pullRequests: z.object({ nodes }).default({ nodes: [] }),
    issues: z.object({ totalCount: z.int() }).default({ totalCount: 0 }),
  });
  const found = shape.safeParse(own(answer.data, alias));
  if (!found.success) return { kind: "unanswered", message: "GitHub's answer is not as documented" };
  const { issues, pullRequests } = found.data;
  const pulls = pullRequests.nodes.map((node) => node.entry);
  const refused = new Set([...dropped, ...faults.flatMap((fault) => refusedField(fault) ?? [])]);
  // GitHub gives no name of a team to a credential that may not read members, without an error.
  if (asked.has("teams") && pulls.some((pull) => pull.unnamedReviewers > 0)) refused.add("teams");
  const there = (field: OptionalField) => {
    if (field === "issues") return issues.totalCount > 0;
    return field === "teams" ? pulls.some(({ teams }) => teams.length > 0) : pulls.length > 0;
  };
  const readable = new Set([...asked].filter((field) => there(field) && !refused.has(field)));
  const undecided = pulls.filter((pull) => pull.undecided !== undefined).length;
  const reviews = { of: pulls.length, undecided };
  return { kind: "seen", archived: found.data.isArchived, readable, refused, reviews };
}
