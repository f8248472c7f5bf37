import type { OptionalField } from "../../domain/pull-request.ts";
import type { FailureReason } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Clock, Usage } from "../../ports.ts";
import { createAccess, type Installed } from "../access.ts";
import type { AppIdentity, Installation } from "../app/desk.ts";
import type { Client } from "../client/client.ts";
import { failureOf, GitHubError, isForbiddenToApp } from "../errors.ts";
import { createDialects } from "../read/dialect.ts";
import { parseLogin } from "../read/rest-answers.ts";
import { cannotRead, type GitHubOptions } from "../source.ts";
import { type Identity, identityFrom, limitsFrom, type RateLimit } from "./credential.ts";
import { type KnownLimits, type Survey, survey } from "./survey.ts";

/** What came of one question. */
export type Tried<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | { readonly kind: "failed"; readonly reason: FailureReason; readonly message: string };

/** An App where it is installed; undefined as owner where one installation is for all. */
export interface InstallationFound {
  readonly owner?: string;
  readonly installation: Tried<Installation>;
  readonly limits: Tried<readonly RateLimit[]>;
}

/** GitHub, as `check` asks it. Nothing here throws for what GitHub does. */
export interface GitHubProbe {
  /** The App itself; undefined without one. */
  app(signal: AbortSignal): Promise<Tried<AppIdentity> | undefined>;
  /** Where it is installed, of the owners that are selected. */
  installations(signal: AbortSignal): Promise<readonly InstallationFound[]>;
  /** Free of charge. Empty where there are no limits (Enterprise Server with limits off). */
  limits(signal: AbortSignal): Promise<Tried<readonly RateLimit[]>>;
  /** Only with a credential. */
  identity(signal: AbortSignal): Promise<Tried<Identity>>;
  /**
   * Lists what is selected, looks into the first repositories of each pattern and of the names, and holds what a run takes against what
   * is left. `known`: what GitHub said of the limits before, of each credential.
   */
  survey(wanted: Wanted, known: KnownLimits, signal: AbortSignal): Promise<Survey>;
  usage(): Usage;
  readonly cannotRead: ReadonlySet<OptionalField>;
}

export interface ProbeOptions extends Omit<GitHubOptions, "restraint"> {
  /** Whether this worker reads a repository of the selection. */
  readonly isMine: (repository: string) => boolean;
}

/** A person is waiting: no rate limit is waited for that takes longer. */
const PATIENCE_MS = 20_000;

/** Makes the probe of the GitHub and the selection that a run with the same options would read. */
export function createProbe(given: ProbeOptions): GitHubProbe {
  const { api, clock } = given;
  const restraint = { longestWaitMs: PATIENCE_MS, requestsLeft: Number.POSITIVE_INFINITY };
  const options = { ...given, restraint };
  const access = createAccess(options);
  const client = access.clientFor("");
  const dialectOf = createDialects(options.apiUrl);
  return {
    async app(signal) {
      const { app } = access;
      return app && (await attempt(() => app.desk.identity(signal)));
    },
    installations: (signal) =>
      Promise.all((access.app?.installations ?? []).map((one) => findOut(one, clock, signal))),
    limits: (signal) => limitsOf(client, clock, signal),
    identity: (signal) =>
      attempt(async () => identityFrom(await client.get("/user", signal, parseLogin)), ofInstallation),
    survey: (wanted, known, signal) => survey({ ...options, access, dialectOf, wanted, known, signal }),
    usage: access.usage,
    cannotRead: cannotRead(api),
  };
}

async function attempt<Value>(
  ask: () => Promise<Value>,
  mend: (error: GitHubError) => Value | undefined = () => undefined,
): Promise<Tried<Value>> {
  try {
    return { kind: "answered", value: await ask() };
  } catch (error) {
    const value = error instanceof GitHubError ? mend(error) : undefined;
    return value === undefined ? { kind: "failed", ...failureOf(error) } : { kind: "answered", value };
  }
}

/** https://docs.github.com/en/enterprise-server@latest/rest/rate-limit/rate-limit: 404 where limits are off. */
function withoutLimits({ reason }: GitHubError): readonly RateLimit[] | undefined {
  return reason === "not_found" ? [] : undefined;
}

/** An installation is no user. */
function ofInstallation(error: GitHubError): Identity | undefined {
  return isForbiddenToApp(error) ? {} : undefined;
}

function limitsOf(client: Client, clock: Clock, signal: AbortSignal): Promise<Tried<readonly RateLimit[]>> {
  const ask = async () => limitsFrom(await client.get("/rate_limit", signal, (body) => body), clock.now());
  return attempt(ask, withoutLimits);
}

async function findOut(
  { owner, credential, client }: Installed,
  clock: Clock,
  signal: AbortSignal,
): Promise<InstallationFound> {
  const installation = await attempt(() => credential.about(signal));
  const limits = installation.kind === "failed" ? installation : await limitsOf(client, clock, signal);
  return { ...(owner === undefined ? {} : { owner }), installation, limits };
}
