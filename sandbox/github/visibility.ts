import type { IssueRecord, RepositoryRecord, TokenRecord } from "../population.ts";
import type { PopulationIndex } from "./population-index.ts";

/** Who asks: nobody, somebody, or a credential that GitHub does not accept. */
export type Viewer =
  | { readonly kind: "anonymous" }
  | { readonly kind: "token"; readonly token: TokenRecord }
  | { readonly kind: "refused" };

/** Reads `token X` or `bearer X` from the authorization header. Another scheme is refused. */
export function identify(index: PopulationIndex, authorization: string | undefined): Viewer {
  if (authorization === undefined) return { kind: "anonymous" };
  const text = /^(?:token|bearer) (\S+)$/i.exec(authorization)?.[1];
  const token = text === undefined ? undefined : index.token(text);
  return token && !token.revoked ? { kind: "token", token } : { kind: "refused" };
}

const fullNameOf = (repository: RepositoryRecord) => `${repository.owner}/${repository.name}`.toLowerCase();

const readable = new WeakMap<TokenRecord, ReadonlySet<string>>();

function readableTo(token: TokenRecord): ReadonlySet<string> {
  const known = readable.get(token);
  if (known) return known;
  const names = new Set(token.privateRepositories === "all" ? [] : token.privateRepositories);
  readable.set(token, names);
  return names;
}

/** Whether a repository exists for whoever asks. */
export function canSee(token: TokenRecord | undefined, repository: RepositoryRecord): boolean {
  if (!repository.private) return true;
  if (!token) return false;
  return token.privateRepositories === "all" || readableTo(token).has(fullNameOf(repository));
}

type Hidden = TokenRecord["hidden"][number]["what"];

/** The issues that a repository shows. */
export function issuesOf({ issues, issuesDisabled }: RepositoryRecord): readonly IssueRecord[] {
  return issuesDisabled ? none : issues;
}

const none: readonly IssueRecord[] = [];

/** Whether a token may not read a part of a repository. */
export function hides(token: TokenRecord, repository: RepositoryRecord, what: Hidden): boolean {
  if (token.hidden.length === 0) return false;
  const name = fullNameOf(repository);
  return token.hidden.some((one) => one.what === what && (one.repository === "*" || one.repository === name));
}
