import { readFileSync } from "node:fs";
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from "graphql";

/** Of an older Enterprise Server: it lacks what came to a pull request late. */
export type Age = "current" | "older";

const shared = new Map<Age, GraphQLSchema>();
const lateFields = [
  "statusCheckRollup",
  "isInMergeQueue",
  "mergeQueueEntry",
  "mergeQueue",
  "autoMergeRequest",
];

/** GitHub's public schema. Building it takes a third of a second, so it is built once in a process, when first needed. */
export function githubSchema(age: Age = "current"): GraphQLSchema {
  const known = shared.get(age);
  if (known) return known;
  // Beside the package's entry, which itself would parse 5 MB of JSON that nobody needs here.
  const path = new URL("./schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  const document = parse(readFileSync(path, "utf8"), { noLocation: true });
  const schema = buildASTSchema(age === "older" ? withoutLate(document) : document, { assumeValidSDL: true });
  shared.set(age, schema);
  return schema;
}

function withoutLate(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((one) => {
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION || one.name.value !== "PullRequest") return one;
    return { ...one, fields: (one.fields ?? []).filter(({ name }) => !lateFields.includes(name.value)) };
  });
  return { ...document, definitions };
}

/** A query that can be executed, or why not. */
export type Prepared =
  | { readonly document: DocumentNode; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly document?: never };

const prepared = new Map<string, Prepared>();
/** A run repeats a handful of query texts; more than that are texts that hold their own arguments. */
const preparedAtMost = 500;

/** Parses a query and validates it against the schema; a text that was seen lately is not looked at again. */
export function prepare(query: string, age: Age): Prepared {
  const key = `${age} ${query}`;
  const known = prepared.get(key);
  if (known) return known;
  const fresh = parseAndValidate(query, age);
  const oldest = prepared.keys().next();
  if (prepared.size >= preparedAtMost && !oldest.done) prepared.delete(oldest.value);
  prepared.set(key, fresh);
  return fresh;
}

function parseAndValidate(query: string, age: Age): Prepared {
  try {
    const document = parse(query);
    const errors = validate(githubSchema(age), document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
