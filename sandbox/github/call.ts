import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { indexOf, type PopulationIndex } from "./population-index.ts";
import type { ServerVersion } from "./schema.ts";
import type { OpenEntry, SandboxState } from "./state.ts";
import { identify, type Viewer } from "./visibility.ts";

/** A request with everything that answering it needs. */
export interface Call {
  readonly entry: OpenEntry;
  /** Path without the Enterprise prefix. */
  readonly path: string;
  readonly search: URLSearchParams;
  /** What links in an answer begin with. */
  readonly base: string;
  readonly index: PopulationIndex;
  readonly viewer: Viewer;
  /** Of the schema that this server has. */
  readonly version: ServerVersion;
}

/** A request as it arrived, before anybody knows who asks. */
export interface Arrival {
  readonly entry: OpenEntry;
  readonly url: URL;
  readonly base: string;
}

/** Reads a request to its end and gives it its line in the log. */
export async function receive(state: SandboxState, request: IncomingMessage): Promise<Arrival> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const origin = `http://${request.headers.host ?? "127.0.0.1"}`;
  const asked = request.url ?? "/";
  const enterprise = /^\/api(\/v3\/|\/graphql)/.test(asked);
  const path = enterprise ? asked.replace(/^\/api(\/v3)?/, "") : asked;
  const url = new URL(path, origin);
  const headers = flatten(request.headers);
  const api = url.pathname === "/graphql" ? "graphql" : "rest";
  const entry: OpenEntry = {
    index: state.log.length,
    api,
    method: request.method ?? "",
    path,
    ...readQuery(api === "graphql" ? Buffer.concat(chunks).toString() : ""),
    headers,
    ifNoneMatch: headers["if-none-match"],
    status: 0,
    points: 0,
  };
  state.log.push(entry);
  return { entry, url, base: enterprise ? `${origin}/api/v3` : origin };
}

/** Looks up who asks, in the population of this very moment. */
export function identifyCall(state: SandboxState, { entry, url, base }: Arrival): Call {
  const index = indexOf(state.population);
  const viewer = identify(state, index, entry.headers["authorization"]);
  return {
    entry,
    path: url.pathname,
    search: url.searchParams,
    base,
    index,
    viewer,
    version: state.enterprise ?? "current",
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(pairs);
}

/** The query and variables of a GraphQL body; an empty query where there is none. */
function readQuery(body: string): { query: string; variables: Record<string, unknown> } {
  const payload = parseJson(body);
  if (!isRecord(payload)) return { query: "", variables: {} };
  const { query, variables } = payload;
  return {
    query: typeof query === "string" ? query : "",
    variables: isRecord(variables) ? variables : {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
