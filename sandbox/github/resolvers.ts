import type { Context } from "./context.ts";
import { typedError } from "./graphql-errors.ts";
import { showOwner, showRepository } from "./repository-resolvers.ts";
import { canSee } from "./visibility.ts";

interface LoginArguments {
  readonly login: string;
}

interface RepositoryArguments {
  readonly owner: string;
  readonly name: string;
  readonly followRenames: boolean;
}

/** The fields of `Query` that the sandbox knows. */
export const root = {
  rateLimit({ dryRun }: { readonly dryRun: boolean }, context: Context) {
    if (dryRun) throw typedError("SANDBOX", "The sandbox has no dryRun.");
    if (!context.quota) return null;
    return { ...context.quota, cost: context.points, nodeCount: context.nodes };
  },
  viewer(_: unknown, context: Context) {
    const { login } = context.token;
    return showOwner(context.index.owner(login) ?? { login, type: "User" });
  },
  repository: findRepository,
  repositoryOwner({ login }: LoginArguments, context: Context) {
    const owner = context.index.owner(login);
    return owner ? showOwner(owner) : null;
  },
  organization({ login }: LoginArguments, context: Context) {
    const owner = context.index.owner(login);
    if (owner?.type === "Organization") return showOwner(owner);
    throw typedError("NOT_FOUND", `Could not resolve to an Organization with the login of '${login}'.`);
  },
  user({ login }: LoginArguments, context: Context) {
    const owner = context.index.owner(login);
    if (owner?.type === "User") return showOwner(owner);
    throw typedError("NOT_FOUND", `Could not resolve to a User with the login of '${login}'.`);
  },
};

function findRepository({ owner, name, followRenames }: RepositoryArguments, context: Context) {
  const found = context.index.locate(owner, name);
  if (!found || !canSee(context.token, found.repository) || (found.moved && !followRenames)) {
    throw typedError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  if (found.repository.blocked) throw typedError("FORBIDDEN", "Repository access blocked");
  return showRepository(found.repository);
}
