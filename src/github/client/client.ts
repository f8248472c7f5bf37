import { Octokit } from "@octokit/rest";
import { describeBug } from "../../domain/internal-error.ts";
import { Stop } from "../../domain/stop.ts";
import type { Clock, Usage } from "../../ports.ts";
import { refuseOldServer } from "../enterprise.ts";
import { GitHubError } from "../errors.ts";
import { parseJson, responseOf } from "./body.ts";
import { classify } from "./classify.ts";
import type { Credential } from "./credential.ts";
import { type GraphQLAnswer, readAnswer } from "./graphql-answer.ts";
import { createHeaderReader } from "./headers.ts";
import { createLimits, type Resource, type Restraint } from "./limits.ts";
import { createTransport, repositoryIdIn, withTimeout } from "./transport.ts";
import { type Allowance, createMeter } from "./usage.ts";

/** GitHub keeps a version for two years after the next; this one has every field we use. */
const API_VERSION = "2022-11-28";

/** Attempts at a request that fails for a passing reason, and waits for a rate limit, before it is given up. */
const MOST_ATTEMPTS = 4;
const MOST_WAITS = 8;
const FIRST_BACKOFF_MS = 500;

export interface ClientOptions {
  /** Without a trailing slash; an Enterprise Server's ends in /api/v3. */
  readonly apiUrl: string;
  readonly token?: string;
  /** Instead of a token. */
  readonly credential?: Credential;
  readonly userAgent: string;
  readonly requestTimeoutMs: number;
  /** Upper bound on requests in flight; adaptive below it. */
  readonly concurrency?: number;
  /** When reading ends, in ms since 1970: no wait reaches beyond it. */
  readonly deadline: number;
  /** Of `check` only. */
  readonly restraint?: Restraint | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

export interface RestAnswer<Data = unknown> {
  readonly data: Data;
  readonly status: number;
  readonly url: string;
  /** The repository's id where the answer came from its address by id: a redirect led there. */
  readonly repositoryId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Reads the body of an answer. Its status may be 304, without a body, where an ETag was sent. Throws GitHubError when it is not as
 * documented, or not an answer to the question.
 */
export type ParseBody<Data> = (body: unknown, answer: Pick<RestAnswer, "status" | "headers">) => Data;

/** The same of an answer to a query. `last`: it is not asked again, so that parts which are as documented can be kept. */
export type ParseAnswer<Data> = (answer: GraphQLAnswer, last: boolean) => Data;

/** What is not as documented is asked again, as a proxy may have sent it: each function reads the answer while it can. */
export interface Client {
  /** GET of a path below the API's URL, or of an absolute URL there. Throws GitHubError or the signal's reason. */
  get<Data>(
    path: string,
    signal: AbortSignal,
    parse: ParseBody<Data>,
    headers?: Headers,
  ): Promise<RestAnswer<Data>>;
  /** POST without a body. Throws as `get` does. */
  post<Data>(path: string, signal: AbortSignal, parse: ParseBody<Data>): Promise<RestAnswer<Data>>;
  /**
   * One query. With `splittable`, an answer that was too heavy is thrown at once, since the caller will ask for less;
   * without, it is tried again. Throws GitHubError or the signal's reason; partial answers are parsed.
   */
  graphql<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    splittable: boolean,
    parse: ParseAnswer<Data>,
  ): Promise<Data>;
  idle(): boolean;
  /** Milliseconds since 1970 by the clock of the run. */
  now(): number;
  /** The same instant by GitHub's clock, as the `Date` of its last answer tells it: up to some seconds early, never late. */
  atGitHub(ms: number): number;
  usage(): Usage;
  /** What GitHub last said of a quota; undefined where it has said nothing. */
  allowance(resource: Resource): Allowance | undefined;
  /** Aborted by the first 401: nothing more can be read with this credential. */
  readonly stopped: AbortSignal;
}

/** Octokit with what it lacks for an unattended run: a timeout for each attempt, retries, a brake, a pace, and a meter. */
export function createClient(options: ClientOptions): Client {
  const { clock, credential } = options;
  const settings = credential?.settings ?? "GITHUB_TOKEN";
  const { apiUrl } = options;
  const { host } = new URL(apiUrl);
  const limits = createLimits(options);
  const meter = createMeter();
  const readHeaders = createHeaderReader(clock);
  const stop = new AbortController();
  /** By how much GitHub's clock is ahead of ours. */
  let aheadMs = 0;
  const octokits = { core: open("core"), graphql: open("graphql") };

  /** What an answer says of limits is about what the caller asked for, whatever its address looks like. */
  function open(resource: Resource): Octokit {
    const octokit = createOctokit(options, metered(resource));
    octokit.hook.wrap("request", async (request, parameters) => {
      try {
        const response = await request(parameters);
        observe(resource, response.status, response.headers);
        refuseOldServer(response.headers);
        response.data = await parseJson(response.data);
        return response;
      } catch (error) {
        const response = responseOf(error);
        if (response !== undefined) observe(resource, response.status, response.headers);
        throw error;
      }
    });
    return octokit;
  }

  /** Counts every request that leaves; after the transport, nothing sees the answers that lead elsewhere. */
  function metered(resource: Resource): typeof globalThis.fetch {
    return async (input, init) => {
      meter.sent();
      const response = await options.fetch(input, init);
      if (response.headers.has("location"))
        meter.answered(resource, response.status, readHeaders(Object.fromEntries(response.headers)));
      return response;
    };
  }

  function observe(resource: Resource, status: number, headers: Readonly<Record<string, unknown>>): void {
    // What a 401 says of limits is not about this credential.
    const refused = status === 401;
    const told = readHeaders(headers);
    meter.answered(resource, status, refused ? undefined : told);
    aheadMs = told.aheadMs ?? aheadMs;
    // GraphQL also says with status 200 that it was too much: https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
    if (status === 200 && told.retryAt !== undefined) limits.brake("all", told.retryAt);
    if (told.remaining === undefined || refused) return;
    limits.paced();
    if (told.remaining === 0 && told.resetAt !== undefined) limits.brake(resource, told.resetAt);
  }

  async function send<T>(
    resource: Resource,
    what: string,
    signal: AbortSignal,
    splittable: boolean,
    ask: (signal: AbortSignal, authorized: Headers, last: boolean) => Promise<T>,
  ): Promise<T> {
    const either = AbortSignal.any([signal, stop.signal]);
    let last: GitHubError | undefined;
    for (let attempts = 1, waits = 0; ; ) {
      let authorization: string | undefined;
      try {
        return await limits.run(resource, either, async (place) => {
          authorization = await credential?.authorization(either);
          const authorized: Headers = authorization === undefined ? {} : { authorization };
          try {
            return await withTimeout(options.requestTimeoutMs, either, (ends) =>
              ask(ends, authorized, attempts === MOST_ATTEMPTS),
            );
          } catch (cause) {
            if (either.aborted) throw cause;
            throw classify(cause, { resource, what, host, apiUrl, place, settings }, limits, readHeaders);
          }
        });
      } catch (error) {
        if (either.aborted) throw afterTrying(either.reason, last);
        if (!(error instanceof GitHubError)) throw error;
        last = error;
        const renewed = error.status === 401 && renew(authorization);
        const isOver = error.reason === "unauthorized" && !(error.status === 403 && credential?.isApp);
        if (isOver && !renewed) stop.abort(new Stop("unauthorized", error.message));
        if (error.remedy === "limited" && ++waits <= MOST_WAITS) continue;
        const again = renewed || error.remedy === "transient" || (error.remedy === "heavy" && !splittable);
        if (!again || ++attempts > MOST_ATTEMPTS) throw error;
        await clock.sleep(backoff(attempts), either).catch((reason) => {
          throw afterTrying(reason, error);
        });
      }
    }
  }

  function renew(authorization: string | undefined): boolean {
    return authorization !== undefined && credential?.refused(authorization, aheadMs) === true;
  }

  function ask<Data>(
    route: string,
    signal: AbortSignal,
    parse: ParseBody<Data>,
    headers: Headers = {},
  ): Promise<RestAnswer<Data>> {
    return send("core", route, signal, false, async (either, authorized) => {
      const answer = await askOnce(octokits.core, route, { ...authorized, ...headers }, either);
      const repositoryId = repositoryIdIn(answer.url, apiUrl);
      return { ...answer, repositoryId, data: orDefect(() => parse(answer.data, answer)) };
    });
  }

  return {
    get: (path, signal, parse, headers) => ask(`GET ${path}`, signal, parse, headers),
    post: (path, signal, parse) => ask(`POST ${path}`, signal, parse),
    graphql: (query, variables, signal, splittable, parse) =>
      send("graphql", "a GraphQL query", signal, splittable, async (either, headers, last) => {
        const answer = await readAnswer(
          octokits.graphql.graphql(query, { ...variables, headers, request: { signal: either } }),
        );
        meter.spent(answer.cost);
        return orDefect(() => parse(answer, last));
      }),
    idle: limits.idle,
    now: () => clock.now(),
    atGitHub: (ms) => ms + aheadMs,
    usage: meter.read,
    allowance: meter.allowance,
    stopped: stop.signal,
  };
}

/** What a parser throws that is not about the answer is a defect: asking again does not help. */
function orDefect<Data>(parse: () => Data): Data {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    throw new GitHubError("internal_error", "final", describeBug(error), error);
  }
}

function createOctokit(options: ClientOptions, fetch: typeof globalThis.fetch): Octokit {
  const noop = () => {};
  return new Octokit({
    baseUrl: options.apiUrl,
    ...(options.token === undefined ? {} : { auth: options.token }),
    userAgent: options.userAgent,
    // Octokit would turn a body that was cut into an empty answer: it hands on the stream, parseJson reads it.
    request: {
      fetch: createTransport(fetch),
      parseSuccessResponseBody: false,
    },
    log: { debug: noop, info: noop, warn: noop, error: noop },
  });
}

type Headers = Readonly<Record<string, string>>;

async function askOnce(
  octokit: Octokit,
  route: string,
  headers: Headers,
  signal: AbortSignal,
): Promise<Omit<RestAnswer, "repositoryId">> {
  try {
    const all = { "x-github-api-version": API_VERSION, ...headers };
    const answer = await octokit.request(route, { headers: all, request: { signal } });
    return { data: answer.data, status: answer.status, url: answer.url, headers: answer.headers };
  } catch (error) {
    const response = responseOf(error);
    if (response?.status !== 304) throw error;
    return { data: undefined, status: 304, url: route.replace("GET ", ""), headers: response.headers };
  }
}

/** A deadline that ends the retries must not hide what they were for. */
function afterTrying(reason: unknown, last: GitHubError | undefined): unknown {
  if (!(reason instanceof Stop) || last === undefined) return reason;
  return new Stop(reason.reason, `${reason.message}; before that: ${last.message}`);
}

/** Exponential, with full jitter in its upper half, so that runs that failed together do not come back together. */
function backoff(attempt: number): number {
  const most = FIRST_BACKOFF_MS * 2 ** (attempt - 1);
  return most / 2 + (Math.random() * most) / 2;
}
