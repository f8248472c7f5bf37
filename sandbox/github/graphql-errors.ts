import { GraphQLError, type GraphQLFormattedError } from "graphql";

/** An error as GitHub's GraphQL API shows it: its type stands beside the message, not among extensions. */
export interface ShownError extends Omit<GraphQLFormattedError, "extensions"> {
  readonly type?: string;
}

/** An error of one of GitHub's types; thrown by a resolver it nulls that field, and has its path. */
export function typedError(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** How GitHub shows an error of the executor or of the validation. */
export function show(error: GraphQLError): ShownError {
  const { type } = error.extensions;
  const { message, ...place } = error.toJSON();
  return {
    ...(typeof type === "string" && { type }),
    ...(place.path && { path: place.path }),
    ...(place.locations && { locations: place.locations }),
    message: inGitHubsWords(message),
  };
}

/** Clients recognise what an older server lacks by these words: https://github.com/APIs-guru/graphql-apis/issues/43. */
function inGitHubsWords(message: string): string {
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message);
  return unknown ? `Field '${unknown[1]}' doesn't exist on type '${unknown[2]}'` : message;
}
