import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, refuse } from "./answer.ts";
import { type Call, identifyCall, receive } from "./call.ts";
import { deliver } from "./deliver.ts";
import { replace, spoil } from "./faults.ts";
import { answerGraphQL } from "./graphql.ts";
import { isScoped } from "./kinds.ts";
import { announce, bucketOf, limitHeaders, secondaryLimit } from "./limits.ts";
import { checkManners, refuseElsewhere, refuseNameless } from "./manners.ts";
import { answerRest } from "./rest.ts";
import { complain, createState, resetState, type SandboxState, strike } from "./state.ts";
import type { Fault, GitHubOptions, GitHubSandbox } from "./types.ts";

/** Starts a GitHub on a free port of 127.0.0.1. */
export async function startGitHub(options: GitHubOptions): Promise<GitHubSandbox> {
  const state = createState(options);
  const server = createServer((request, response) => void handle(state, request, response));
  // Longer than any test: a connection that is closed just when it is used again would look like a fault.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return handleFor(state, server, `http://127.0.0.1:${portOf(server)}`);
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === "object" && address) return address.port;
  throw new Error("The sandbox's GitHub has no port: it was closed while it started");
}

function handleFor(state: SandboxState, server: Server, url: string): GitHubSandbox {
  return {
    url,
    get population() {
      return state.population;
    },
    set population(population) {
      state.population = population;
    },
    get log() {
      return state.log;
    },
    get points() {
      return state.points;
    },
    get restSpent() {
      return state.restSpent;
    },
    get maxInFlight() {
      return state.maxInFlight;
    },
    get minted() {
      return state.minted;
    },
    get problems() {
      return state.problems;
    },
    fault: (rule) => void state.rules.push({ rule, matched: 0 }),
    onRequest: (hook) => void state.hooks.push(hook),
    reset: () => resetState(state),
    close: () => close(server),
  };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function handle(
  state: SandboxState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  state.inFlight += 1;
  state.maxInFlight = Math.max(state.maxInFlight, state.inFlight);
  response.once("close", () => {
    state.inFlight -= 1;
  });
  try {
    const arrival = await receive(state, request);
    for (const hook of state.hooks) hook(arrival.entry);
    const call = identifyCall(state, arrival);
    const { answer, delay } = answerCall(state, call);
    call.entry.status = answer.delivery === "reset" ? 0 : answer.status;
    if (delay > 0) await sleep(delay);
    if (answer.silence) announce(state, answer.silence);
    deliver(response, answer);
  } catch (error) {
    if (!request.complete) return; // the client gave up while it was asking
    const message = `the sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}`;
    complain(state, message);
    deliver(response, refuse(500, message));
  }
}

/** The answer to a call and the milliseconds it takes, with the fault that strikes it. */
function answerCall(state: SandboxState, call: Call): { answer: Answer; delay: number } {
  checkManners(state, call);
  const fault = strike(state, call.entry);
  const answer = answerWith(state, call, fault);
  const delay = state.latency(call.entry, answer.body) + (fault?.kind === "slow" ? fault.ms : 0);
  return { answer, delay };
}

function answerWith(state: SandboxState, call: Call, fault: Fault | undefined): Answer {
  const replaced =
    refuseNameless(state, call) ?? refuseElsewhere(state, call) ?? (fault && replace(state, call, fault));
  if (replaced) return isFromApi(replaced) ? withHeaders(state, call, replaced) : replaced;
  const asked = fault?.kind === "other-query" ? { ...call, search: fault.rewrite(call.search) } : call;
  const truth = withHeaders(state, call, refuseCrowd(state) ?? answerTruly(state, asked));
  return fault ? spoil(fault, truth) : truth;
}

/** A gateway's or a stranger's page and a dead connection know nothing of limits. */
function isFromApi({ status, headers }: Answer): boolean {
  return status > 0 && status < 500 && !headers["content-type"]?.startsWith("text/html");
}

function answerTruly(state: SandboxState, call: Call): Answer {
  return call.entry.api === "graphql" ? answerGraphQL(state, call) : answerRest(state, call);
}

function refuseCrowd(state: SandboxState): Answer | undefined {
  const { secondaryMaxInFlight, secondaryRetryAfter } = state.limits;
  if (secondaryMaxInFlight === undefined || state.inFlight <= secondaryMaxInFlight) return undefined;
  return secondaryLimit(state, 403, secondaryRetryAfter);
}

/** What GitHub says with every answer: limits, the request's id, when the token expires, what the token may do. */
function withHeaders(state: SandboxState, call: Call, answer: Answer): Answer {
  const bucket = bucketOf(state, call.viewer, call.entry.api === "graphql" ? "graphql" : "core");
  const headers = {
    date: new Date(state.now()).toUTCString(),
    server: "github.com",
    "x-github-request-id": `0000:${call.entry.index.toString(16).toUpperCase().padStart(4, "0")}`,
    ...serverHeaders(state),
    ...limitHeaders(state, bucket),
    ...tokenHeaders(call),
    ...answer.headers,
  };
  return { ...answer, headers };
}

/** https://github.com/renovatebot/renovate, lib/modules/platform/github: an Enterprise Server names its release. */
function serverHeaders({ enterprise }: SandboxState): Record<string, string> {
  if (!enterprise) return {};
  return { "x-github-enterprise-version": enterprise === "current" ? "3.22.0" : `${enterprise}.0` };
}

function tokenHeaders({ viewer }: Call): Record<string, string> {
  if (viewer.kind !== "token") return {};
  const { token, expiresAt, lacksReadOrg } = viewer.token;
  const scopes = isScoped(token) ? { "x-oauth-scopes": lacksReadOrg ? "repo" : "read:org, repo" } : undefined;
  if (expiresAt === undefined) return { ...scopes };
  const instant = new Date(expiresAt).toISOString();
  const expiration = `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
  return { ...scopes, "github-authentication-token-expiration": expiration };
}
