import type {
  AppRecord,
  IssueRecord,
  PullRequestRecord,
  RepositoryRecord,
  TokenRecord,
} from "../population.ts";
import { type Answer, refuse } from "./answer.ts";
import { asToken, installationOf } from "./installations.ts";
import { claimApp } from "./jwt.ts";
import type { PopulationIndex } from "./population-index.ts";
import type { SandboxState } from "./state.ts";

/** Who asks: nobody, somebody, an App itself, or a credential that GitHub does not accept. */
export type Viewer =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "token";
      readonly token: TokenRecord;
      /** Whose rate limits it draws from: an installation's tokens share them. */
      readonly bucket: string;
      /** Where the App is installed whose token it is. */
      readonly account?: { readonly login: string; readonly repositories: "all" | readonly string[] };
    }
  | { readonly kind: "app"; readonly app: AppRecord }
  | { readonly kind: "refused"; readonly answer: Answer };

/** Reads `token X` or `bearer X` from the authorization header. Another scheme is refused. */
export function identify(
  state: SandboxState,
  index: PopulationIndex,
  authorization: string | undefined,
): Viewer {
  if (authorization === undefined) return { kind: "anonymous" };
  const [, scheme, text] = /^(token|bearer) (\S+)$/i.exec(authorization) ?? [];
  if (text === undefined) return badCredentials;
  if (text.split(".").length === 3) return identifyApp(state, scheme, text);
  const token = index.token(text);
  if (token && !token.revoked) return { kind: "token", token, bucket: text };
  const installed = installationOf(state, text);
  if (!installed) return badCredentials;
  const { id, account, repositories, suspendedAt } = installed.installation;
  if (suspendedAt) return { kind: "refused", answer: refuse(403, "This installation has been suspended") };
  const record = asToken(state, text, installed);
  return {
    kind: "token",
    token: record,
    bucket: `installation ${id}`,
    account: { login: account, repositories },
  };
}

const badCredentials: Viewer = { kind: "refused", answer: refuse(401, "Bad credentials") };

function identifyApp(state: SandboxState, scheme: string | undefined, text: string): Viewer {
  if (scheme?.toLowerCase() !== "bearer") return badCredentials;
  const claimed = claimApp(text, state.population.apps ?? [], state.now());
  if (claimed.app) return { kind: "app", app: claimed.app };
  return { kind: "refused", answer: refuse(claimed.status, claimed.message) };
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

/** The pull requests that a repository shows. */
export function pullRequestsOf(repository: RepositoryRecord): readonly PullRequestRecord[] {
  return repository.pullRequestsDisabled ? none : repository.pullRequests;
}

const none: readonly never[] = [];

/** Whether a token may not read a part of a repository. */
export function hides(token: TokenRecord, repository: RepositoryRecord, what: Hidden): boolean {
  if (token.hidden.length === 0) return false;
  const name = fullNameOf(repository);
  return token.hidden.some((one) => one.what === what && (one.repository === "*" || one.repository === name));
}
