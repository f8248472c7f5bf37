import { Octokit } from "@octokit/rest";
import { Stop } from "../../domain/stop.ts";
import type { Clock, Usage } from "../../ports.ts";
import { GitHubError } from "../errors.ts";
import { parseJson, responseOf } from "./body.ts";
import { classify } from "./classify.ts";
import type { Credential } from "./credential.ts";
import { type GraphQLAnswer, readAnswer } from "./graphql-answer.ts";
import { createHeaderReader, type HeaderReader } from "./headers.ts";
import { createLimits, type Resource } from "./limits.ts";
import { createTransport, withTimeout } from "./transport.ts";
import { type Allowance, createMeter, type Meter } from "./usage.ts";

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
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

export interface RestAnswer {
  /** Undefined for a 304. */
  readonly data: unknown;
  readonly status: number;
  /** Where the answer came from: another path than asked for means a redirect. */
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Client {
  /** GET of a path below the API's URL, or of an absolute URL there. Throws GitHubError or the signal's reason. */
  get(path: string, signal: AbortSignal, headers?: Headers): Promise<RestAnswer>;
  /** POST without a body. Throws as `get` does. */
  post(path: string, signal: AbortSignal): Promise<RestAnswer>;
  /**
   * One query. With `splittable`, an answer that was too heavy is thrown at once, since the caller will ask for less;
   * without, it is tried again. Throws GitHubError or the signal's reason; partial answers are returned.
   */
  graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    splittable: boolean,
  ): Promise<GraphQLAnswer>;
  idle(): boolean;
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
  const { host } = new URL(options.apiUrl);
  const limits = createLimits(options);
  const meter = createMeter();
  const readHeaders = createHeaderReader(clock);
  const stop = new AbortController();
  const octokit = createOctokit(options, meter, readHeaders);
  /** By how much GitHub's clock is ahead of ours. */
  let aheadMs = 0;

  octokit.hook.wrap("request", async (request, parameters) => {
    const resource: Resource = parameters.url.endsWith("/graphql") ? "graphql" : "core";
    try {
      const response = await request(parameters);
      observe(resource, response.status, response.headers);
      response.data = await parseJson(response.data);
      return response;
    } catch (error) {
      const response = responseOf(error);
      if (response !== undefined) observe(resource, response.status, response.headers);
      throw error;
    }
  });

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
    ask: (signal: AbortSignal, authorized: Headers) => Promise<T>,
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
            return await withTimeout(options.requestTimeoutMs, either, (ends) => ask(ends, authorized));
          } catch (cause) {
            if (either.aborted) throw cause;
            throw classify(cause, { resource, what, host, place, settings }, limits, readHeaders);
          }
        });
      } catch (error) {
        if (either.aborted) throw afterTrying(either.reason, last);
        if (!(error instanceof GitHubError)) throw error;
        last = error;
        const renewed = error.status === 401 && renew(authorization);
        if (error.reason === "unauthorized" && !renewed) stop.abort(new Stop("unauthorized", error.message));
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

  function ask(route: string, signal: AbortSignal, headers: Headers = {}): Promise<RestAnswer> {
    return send("core", route, signal, false, (either, authorized) =>
      askOnce(octokit, route, { ...authorized, ...headers }, either),
    );
  }

  return {
    get: (path, signal, headers) => ask(`GET ${path}`, signal, headers),
    post: (path, signal) => ask(`POST ${path}`, signal),
    graphql: (query, variables, signal, splittable) =>
      send("graphql", "a GraphQL query", signal, splittable, async (either, headers) => {
        const answer = await readAnswer(
          octokit.graphql(query, { ...variables, headers, request: { signal: either } }),
        );
        meter.spent(answer.cost);
        return answer;
      }),
    idle: limits.idle,
    usage: meter.read,
    allowance: meter.allowance,
    stopped: stop.signal,
  };
}

function createOctokit(options: ClientOptions, meter: Meter, readHeaders: HeaderReader): Octokit {
  const noop = () => {};
  return new Octokit({
    baseUrl: options.apiUrl,
    ...(options.token === undefined ? {} : { auth: options.token }),
    userAgent: options.userAgent,
    // Octokit would turn a body that was cut into an empty answer: it hands on the stream, parseJson reads it.
    request: {
      fetch: createTransport(metered(options.fetch, meter, readHeaders)),
      parseSuccessResponseBody: false,
    },
    log: { debug: noop, info: noop, warn: noop, error: noop },
  });
}

/** Counts every request that leaves; the answers to those that lead elsewhere are seen by nobody after the transport. */
function metered(
  fetch: typeof globalThis.fetch,
  meter: Meter,
  readHeaders: HeaderReader,
): typeof globalThis.fetch {
  return async (input, init) => {
    meter.sent();
    const response = await fetch(input, init);
    if (response.headers.has("location")) {
      meter.answered("core", response.status, readHeaders(Object.fromEntries(response.headers)));
    }
    return response;
  };
}

type Headers = Readonly<Record<string, string>>;

async function askOnce(
  octokit: Octokit,
  route: string,
  headers: Headers,
  signal: AbortSignal,
): Promise<RestAnswer> {
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
