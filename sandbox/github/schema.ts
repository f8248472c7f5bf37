import { readFileSync } from "node:fs";
import { buildSchema, type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";

let shared: GraphQLSchema | undefined;

/** GitHub's public schema. Building it takes a third of a second, so it is built once in a process, when first needed. */
export function githubSchema(): GraphQLSchema {
  if (!shared) {
    // Beside the package's entry, which itself would parse 5 MB of JSON that nobody needs here.
    const path = new URL("./schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
    shared = buildSchema(readFileSync(path, "utf8"), { assumeValidSDL: true });
  }
  return shared;
}

/** A query that can be executed, or why not. */
export type Prepared =
  | { readonly document: DocumentNode; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly document?: never };

const prepared = new Map<string, Prepared>();
/** A run repeats a handful of query texts; more than that are texts that hold their own arguments. */
const preparedAtMost = 500;

/** Parses a query and validates it against the schema; a text that was seen lately is not looked at again. */
export function prepare(query: string): Prepared {
  const known = prepared.get(query);
  if (known) return known;
  const fresh = parseAndValidate(query);
  const oldest = prepared.keys().next();
  if (prepared.size >= preparedAtMost && !oldest.done) prepared.delete(oldest.value);
  prepared.set(query, fresh);
  return fresh;
}

function parseAndValidate(query: string): Prepared {
  try {
    const document = parse(query);
    const errors = validate(githubSchema(), document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
