import { type DocumentNode, GraphQLError, Kind } from "graphql";
import { githubSchema, type ServerVersion } from "./schema.ts";
import { argumentsOf, fieldsOf, type SelectedField, type Walk } from "./selections.ts";

/** What GitHub knows of a query before it executes it. */
export interface Inspection {
  /** Points of the primary rate limit. */
  readonly points: number;
  /** Nodes that come back if every connection is full. */
  readonly nodes: number;
  /** Pull requests and issues asked for in the largest connection, and in all. */
  readonly items: { readonly largest: number; readonly all: number };
  /** Names and slugs of teams that are asked for: they need the scope `read:org`. */
  readonly teamFields: readonly SelectedField[];
  /** Why the query is refused whole, if it is. */
  readonly errors: readonly GraphQLError[];
}

interface Tally {
  requests: number;
  nodes: number;
  largest: number;
  all: number;
  readonly teamFields: SelectedField[];
  readonly errors: GraphQLError[];
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api#node-limit */
const nodeLimit = 500_000;

/**
 * Counts what a query asks for. The formula of points and the limits are those of
 * https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api: one request for each
 * connection of each node if every `first` and `last` were filled, divided by 100, rounded, at least 1.
 */
export function inspect(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  version: ServerVersion,
): Inspection {
  const tally: Tally = { requests: 0, nodes: 0, largest: 0, all: 0, teamFields: [], errors: [] };
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const walk = { schema: githubSchema(version), fragments, variables };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const top = fieldsOf(walk, "Query", [definition.selectionSet]);
    for (const field of top) visit(walk, field, 1, [], tally);
  }
  if (tally.errors.length === 0 && tally.nodes > nodeLimit) tally.errors.push(tooManyNodes(tally.nodes));
  return {
    points: Math.max(1, Math.round(tally.requests / 100)),
    nodes: tally.nodes,
    items: { largest: tally.largest, all: tally.all },
    teamFields: tally.teamFields,
    errors: tally.errors,
  };
}

function visit(
  walk: Walk,
  field: SelectedField,
  times: number,
  above: readonly string[],
  tally: Tally,
): void {
  const path = [...above, field.key];
  const { type } = field;
  if (["Team", "EnterpriseTeam"].includes(field.parent) && ["slug", "name"].includes(field.node.name.value))
    tally.teamFields.push(field);
  const below = fieldsOf(walk, type.name, field.below);
  const inner = type.name.endsWith("Connection")
    ? times * countConnection(walk, field, below, times, path, tally)
    : times;
  for (const one of below) visit(walk, one, inner, path, tally);
}

/** Adds a connection to the tally; how many nodes each of them may hold. */
function countConnection(
  walk: Walk,
  field: SelectedField,
  below: readonly SelectedField[],
  times: number,
  path: readonly string[],
  tally: Tally,
): number {
  tally.requests += times;
  const paged = below.some((one) => ["nodes", "edges", "pageInfo"].includes(one.node.name.value));
  const { first, last } = argumentsOf(walk, field);
  const error = boundaryError(field, paged, first, last, path);
  if (error) tally.errors.push(error);
  const size = toNumber(first) ?? toNumber(last) ?? 0;
  if (error || !paged) return size;
  const nodes = times * size;
  tally.nodes += nodes;
  if (["PullRequestConnection", "IssueConnection"].includes(field.type.name)) {
    tally.all += nodes;
    tally.largest = Math.max(tally.largest, size);
  }
  if (nodes > nodeLimit) tally.errors.push(tooDeep(field, nodes, path));
  return size;
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** A connection whose nodes are read wants `first` or `last` between 1 and 100; `totalCount` alone wants neither. */
function boundaryError(
  field: SelectedField,
  paged: boolean,
  first: unknown,
  last: unknown,
  path: readonly string[],
): GraphQLError | undefined {
  const name = field.node.name.value;
  const [argument, size] = typeof first === "number" ? ["first", first] : ["last", toNumber(last)];
  if (size === undefined) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    return paged ? refusal("MISSING_PAGINATION_BOUNDARIES", message, field, path) : undefined;
  }
  if (typeof first === "number" && typeof last === "number") {
    const message = `Passing both \`first\` and \`last\` to paginate the \`${name}\` connection is not supported.`;
    return refusal("EXCESSIVE_PAGINATION", message, field, path);
  }
  if (size > 100) {
    const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${argument}\` limit of 100 records.`;
    return refusal("EXCESSIVE_PAGINATION", message, field, path);
  }
  if (size < 1) {
    const message = `\`${argument}\` on the \`${name}\` connection must be between 1 and 100.`;
    return refusal("EXCESSIVE_PAGINATION", message, field, path);
  }
  return undefined;
}

/** https://github.com/flutter/cocoon/pull/644 has it word for word. */
function tooDeep(field: SelectedField, nodes: number, path: readonly string[]): GraphQLError {
  const message = `By the time this query traverses to the ${field.node.name.value} connection, it is requesting up to ${nodes.toLocaleString("en-US")} possible nodes which exceeds the maximum limit of 500,000.`;
  return refusal("MAX_NODE_LIMIT_EXCEEDED", message, field, path);
}

/** https://github.com/semantic-release/github/issues/911 has it word for word. */
function tooManyNodes(nodes: number): GraphQLError {
  const message = `This query requests up to ${nodes.toLocaleString("en-US")} possible nodes which exceeds the maximum limit of 500,000.`;
  return new GraphQLError(message, { extensions: { type: "MAX_NODE_LIMIT_EXCEEDED" } });
}

function refusal(type: string, message: string, field: SelectedField, path: readonly string[]): GraphQLError {
  return new GraphQLError(message, { nodes: field.node, path, extensions: { type } });
}
