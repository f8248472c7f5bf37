import {
  type DocumentNode,
  executeSync,
  GraphQLError,
  type GraphQLFieldResolver,
  getVariableValues,
  Kind,
} from "graphql";
import type { TokenRecord } from "../population.ts";
import { type Answer, json, refuse } from "./answer.ts";
import { type Call, isRecord } from "./call.ts";
import type { Context } from "./context.ts";
import { type ShownError, show } from "./graphql-errors.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { bucketOf, quotaOf, refuseIfEmpty, spendPoints } from "./limits.ts";
import { root } from "./resolvers.ts";
import { githubSchema, prepare } from "./schema.ts";
import type { SelectedField } from "./selections.ts";
import { type Bucket, complain, type SandboxState } from "./state.ts";

const documentation = "https://docs.github.com/graphql";

/** Answers a query as GitHub does: what is wrong with it is said with status 200, who may not ask is told with 401. */
export function answerGraphQL(state: SandboxState, call: Call): Answer {
  const { viewer, entry } = call;
  if (viewer.kind === "refused") return viewer.answer;
  if (viewer.kind === "app") {
    complain(state, "an App asked by GraphQL as itself");
    return refuse(401, "Bad credentials");
  }
  if (viewer.kind === "anonymous") {
    const guide = `${documentation}/guides/forming-calls-with-graphql#authenticating-with-graphql`;
    return refuse(401, "This endpoint requires you to be authenticated.", guide);
  }
  if (entry.query === "") return refuse(400, "Problems parsing JSON", documentation);
  const bucket = bucketOf(state, viewer, "graphql");
  const limited = refuseIfEmpty(state, bucket, viewer);
  if (limited) return limited;
  const { document, errors } = prepare(entry.query, call.version);
  return document ? run(state, call, viewer.token, bucket, document) : refuseQuery(errors.map(show));
}

function refuseQuery(errors: readonly ShownError[]): Answer {
  return json(200, { errors });
}

function run(
  state: SandboxState,
  call: Call,
  token: TokenRecord,
  bucket: Bucket,
  document: DocumentNode,
): Answer {
  const variables = coerceVariables(document, call.entry.variables);
  if (variables.errors) return refuseQuery(variables.errors.map(show));
  const inspection = inspect(document, variables.coerced, call.version);
  if (inspection.errors.length > 0) {
    complain(state, `GitHub refuses a query: ${inspection.errors[0]?.message}`);
    return refuseQuery(inspection.errors.map(show));
  }
  if (token.lacksReadOrg && inspection.teamFields.length > 0) {
    return refuseQuery(inspection.teamFields.map(lacksScope));
  }
  spendPoints(state, bucket, inspection.points);
  call.entry.points = inspection.points;
  const { data, errors } = executeSync({
    schema: githubSchema(call.version),
    document,
    rootValue: root,
    contextValue: contextOf(state, call, token, bucket, inspection),
    variableValues: call.entry.variables,
    fieldResolver: resolveField,
  });
  return json(200, errors ? { data, errors: errors.map(show) } : { data });
}

/** Points, pull requests and issues that a call asks for; undefined where it is no query that GitHub would look at. */
export function weigh(call: Call): Inspection | undefined {
  const { document } = prepare(call.entry.query, call.version);
  const coerced = document && coerceVariables(document, call.entry.variables).coerced;
  return document && coerced && inspect(document, coerced, call.version);
}

function coerceVariables(document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
  const definitions = document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? (one.variableDefinitions ?? []) : [],
  );
  return getVariableValues(githubSchema(), definitions, variables);
}

function contextOf(
  state: SandboxState,
  call: Call,
  token: TokenRecord,
  bucket: Bucket,
  inspection: Inspection,
): Context {
  const { limit, remaining, used } = quotaOf(bucket);
  const resetAt = new Date(bucket.resetAt).toISOString().replace(/\.\d+Z$/, "Z");
  return {
    index: call.index,
    token,
    points: inspection.points,
    nodes: inspection.nodes,
    quota: state.limits.enabled ? { limit, remaining, used, resetAt } : null,
    complain: (problem) => complain(state, problem),
  };
}

/** Reads a field of a plain object, calls it where it takes arguments, and refuses what the sandbox does not know. */
const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const value = isRecord(source) ? source[info.fieldName] : undefined;
  if (typeof value === "function") return value(args, context);
  if (value !== undefined) return value;
  const field = `${info.parentType.name}.${info.fieldName}`;
  context.complain(`the sandbox does not know ${field}`);
  throw new GraphQLError(`The sandbox does not know ${field}.`);
};

/** A classic token without `read:org` gets nothing of a query that names a team: https://github.com/cli/cli/issues/812. */
function lacksScope({ node }: SelectedField): ShownError {
  const { startToken } = node.loc ?? {};
  return {
    type: "INSUFFICIENT_SCOPES",
    ...(startToken && { locations: [{ line: startToken.line, column: startToken.column }] }),
    message: `Your token has not been granted the required scopes to execute this query. The '${node.name.value}' field requires one of the following scopes: ['read:org', 'read:discussion'], but your token has only been granted the: ['repo'] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`,
  };
}
