import type { OptionalField } from "../../domain/pull-request.ts";
import type { Failed, FailureReason } from "../../domain/snapshot.ts";
import type { Wanted } from "../../domain/wanted.ts";
import type { Clock, Usage } from "../../ports.ts";
import { type Access, createAccess, type Installed, isAuthenticated } from "../access.ts";
import type { AppIdentity, Installation } from "../app/desk.ts";
import type { Client } from "../client/client.ts";
import { discover } from "../discover/discover.ts";
import { failureOf, GitHubError, isForbiddenToApp } from "../errors.ts";
import { createDialects, type DialectOf } from "../read/dialect.ts";
import { parseLogin } from "../read/rest-answers.ts";
import { cannotRead, discoveryOf, type GitHubOptions } from "../source.ts";
import { joinName, sameName, splitName, type Target } from "../target.ts";
import { type Identity, identityFrom, limitsFrom, type RateLimit } from "./credential.ts";
import { type Look, lookByGraphQL } from "./look.ts";
import { lookByRest } from "./look-rest.ts";
import { costOf, type Sighted, type Spotted, type Survey, spot } from "./survey.ts";

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
  /** Lists what is selected, and looks into the first repositories of each pattern and of the names. */
  survey(wanted: Wanted, signal: AbortSignal): Promise<Survey>;
  usage(): Usage;
  readonly cannotRead: ReadonlySet<OptionalField>;
}

/** Of each pattern, and of those named in full. */
const LOOKED_INTO = 20;

/** Makes the probe of the GitHub and the selection that a run with the same options would read. */
export function createProbe(options: GitHubOptions): GitHubProbe {
  const { api, selection, clock } = options;
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
    async survey(wanted, signal) {
      const discovered = discover({ ...discoveryOf(options, access, dialectOf, wanted), signal });
      const { failures, named, disabled, patterns, all } = await spot(discovered, selection, LOOKED_INTO);
      const samples = [...named.slice(0, LOOKED_INTO), ...patterns.flatMap(({ first }) => first)];
      const looks = await lookInto(samples, wanted, access, { ...options, dialectOf }, signal);
      const sight = (spotted: Spotted) => sighted(spotted, looks.get(spotted));
      const lost = samples.flatMap((spotted) => failureIn(spotted, looks.get(spotted)));
      const isLeft = (spotted: Spotted) => looks.get(spotted)?.kind !== "failed";
      return {
        selected: all.length,
        failures: [...failures, ...lost],
        disabled,
        named: named.filter(isLeft).map(sight),
        patterns: patterns.map((one) => ({ ...one, first: one.first.filter(isLeft).map(sight) })),
        costOfRun: costOf(all, wanted),
      };
    },
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

interface LookOptions extends GitHubOptions {
  readonly dialectOf: (client: Client) => DialectOf;
}

/** Without a credential there is no quota for a second look. */
async function lookInto(
  samples: readonly Spotted[],
  wanted: Wanted,
  access: Access,
  options: LookOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<Spotted, Look>> {
  if (!isAuthenticated(options)) return new Map();
  const clientOf = ({ repository }: Spotted) => access.clientFor(splitName(repository).owner);
  const clients = [...new Set(samples.map(clientOf))];
  const all = clients.map(async (client) => {
    const own = samples.filter((one) => clientOf(one) === client);
    const looks = await looksOf(own, wanted, client, options, signal);
    return own.flatMap((spotted, i) => (looks[i] === undefined ? [] : [[spotted, looks[i]] as const]));
  });
  return new Map((await Promise.all(all)).flat());
}

function looksOf(
  samples: readonly Spotted[],
  wanted: Wanted,
  client: Client,
  { api, dialectOf, log }: LookOptions,
  signal: AbortSignal,
): Promise<readonly Look[]> {
  if (api === "rest") {
    return Promise.all(samples.map(({ name, target }) => lookByRest(client, name, target, wanted, signal)));
  }
  const names = samples.map(({ name }) => name);
  return lookByGraphQL(client, names, { wanted, dialectOf: dialectOf(client), log, signal });
}

function sighted({ repository, name, target }: Spotted, look: Look | undefined): Sighted {
  const now = joinName(name);
  return {
    repository,
    ...(sameName(now, repository) ? {} : { renamed: now }),
    ...openIn(target),
    ...(look === undefined ? {} : { look }),
  };
}

function openIn(target: Target): Pick<Sighted, "open"> {
  const open = target.kind === "counted" ? target.counts.pullRequests : undefined;
  return open === undefined ? {} : { open };
}

function failureIn({ repository }: Spotted, look: Look | undefined): readonly Failed[] {
  return look?.kind === "failed" ? [{ repository, ...look }] : [];
}
