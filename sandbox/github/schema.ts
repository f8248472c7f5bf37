import { readFileSync } from "node:fs";
import {
  buildASTSchema,
  type DocumentNode,
  extendSchema,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  printSchema,
  validate,
} from "graphql";

/** The schema of github.com, or of an Enterprise Server's release. */
export type ServerVersion = "current" | `3.${number}`;

/** What came with a release of Enterprise Server: types and fields that all releases before it lack. */
interface Addition {
  /** The release 3.`minor`. */
  readonly minor: number;
  /** By type, the fields that came. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  /** By type, arguments of its field `repositories`. */
  readonly listArguments?: Readonly<Record<string, readonly string[]>>;
  readonly requestedReviewers?: readonly string[];
}

const OWNERS = ["RepositoryOwner", "Organization", "User"] as const;

/**
 * From GitHub's published schemas of each release (data/graphql/ghes-3.*, src/graphql/data/ghes-3.* in
 * https://github.com/github/docs). Only what an exporter may ask for.
 */
export const ADDITIONS: readonly Addition[] = [
  {
    minor: 11,
    requestedReviewers: ["Bot"],
    listArguments: Object.fromEntries(OWNERS.map((owner) => [owner, ["isArchived"]])),
  },
  {
    minor: 13,
    fields: {
      PullRequest: [
        "statusCheckRollup",
        "isInMergeQueue",
        "mergeQueueEntry",
        "mergeQueue",
        "autoMergeRequest",
      ],
    },
  },
  { minor: 21, fields: { Repository: ["hasPullRequestsEnabled"] } },
  { minor: 22, requestedReviewers: ["EnterpriseTeam"] },
];

/** What github.com has and @octokit/graphql-schema does not have yet. */
const NEWER = `
  extend type Repository { hasPullRequestsEnabled: Boolean! }
  type EnterpriseTeam implements Node { id: ID! name: String! slug: String! combinedSlug: String! }
  extend union RequestedReviewer = EnterpriseTeam
`;

const shared = new Map<ServerVersion, GraphQLSchema>();

/** GitHub's public schema. Building it takes a third of a second, so it is built once in a process, when first needed. */
export function githubSchema(version: ServerVersion = "current"): GraphQLSchema {
  const known = shared.get(version);
  if (known) return known;
  // Beside the package's entry, which itself would parse 5 MB of JSON that nobody needs here.
  const path = new URL("./schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  const document = parse(readFileSync(path, "utf8"), { noLocation: true });
  const minor = version === "current" ? Number.POSITIVE_INFINITY : Number(version.slice(2));
  const lacking = ADDITIONS.filter((addition) => addition.minor > minor);
  const published = buildASTSchema(document, { assumeValidSDL: true });
  const newer = published.getType("EnterpriseTeam") ? published : extendSchema(published, parse(NEWER));
  const older = lacking.length === 0 ? newer : without(newer, lacking);
  shared.set(version, older);
  return older;
}

/** The schema without what later releases added. */
function without(schema: GraphQLSchema, lacking: readonly Addition[]): GraphQLSchema {
  const document = parse(printSchema(schema), { noLocation: true });
  const reviewers = lacking.flatMap(({ requestedReviewers = [] }) => requestedReviewers);
  const fieldsOf = (type: string) => lacking.flatMap(({ fields }) => fields?.[type] ?? []);
  const argumentsOf = (type: string) => lacking.flatMap(({ listArguments }) => listArguments?.[type] ?? []);
  const definitions = document.definitions.map((one) => {
    if (one.kind === Kind.UNION_TYPE_DEFINITION && one.name.value === "RequestedReviewer") {
      return { ...one, types: (one.types ?? []).filter(({ name }) => !reviewers.includes(name.value)) };
    }
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION && one.kind !== Kind.INTERFACE_TYPE_DEFINITION) return one;
    const late = fieldsOf(one.name.value);
    const lateArguments = argumentsOf(one.name.value);
    const fields = (one.fields ?? [])
      .filter(({ name }) => !late.includes(name.value))
      .map((field) => {
        if (field.name.value !== "repositories" || !field.arguments) return field;
        return {
          ...field,
          arguments: field.arguments.filter(({ name }) => !lateArguments.includes(name.value)),
        };
      });
    return { ...one, fields };
  });
  return buildASTSchema({ ...document, definitions }, { assumeValidSDL: true });
}

/** A query that can be executed, or why not. */
export type Prepared =
  | { readonly document: DocumentNode; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly document?: never };

const prepared = new Map<string, Prepared>();
/** A run repeats a handful of query texts; more than that are texts that hold their own arguments. */
const preparedAtMost = 500;

/** Parses a query and validates it against the schema; a text that was seen lately is not looked at again. */
export function prepare(query: string, version: ServerVersion): Prepared {
  const key = `${version} ${query}`;
  const known = prepared.get(key);
  if (known) return known;
  const fresh = parseAndValidate(query, version);
  const oldest = prepared.keys().next();
  if (prepared.size >= preparedAtMost && !oldest.done) prepared.delete(oldest.value);
  prepared.set(key, fresh);
  return fresh;
}

function parseAndValidate(query: string, version: ServerVersion): Prepared {
  try {
    const document = parse(query);
    const errors = validate(githubSchema(version), document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}
