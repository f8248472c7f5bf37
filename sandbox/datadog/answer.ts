import { type Answer, json, refuse } from "./answers.ts";
import { decodeBody } from "./decode.ts";
import { hasApiKey, type Keys, scopesOf } from "./keys.ts";
import type { Desk } from "./pieces/monitors.ts";
import { answerAboutPieces } from "./pieces/routes.ts";
import { answerQuery, type Memory } from "./query-route.ts";
import { type Payload, parsePayload } from "./schema.ts";

/** What a request is answered from. */
export interface World extends Memory {
  readonly keys: Keys;
  /** What is made through the API, apart from metrics. */
  readonly desk: Desk;
}

/** A request whose body was read whole and understood as far as it goes. */
export interface Received {
  readonly method: string;
  /** Without the query. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed; empty where that failed. */
  readonly body: Buffer;
  readonly bodyBytes: number;
  readonly payload?: Payload;
  /** Why there is no payload, where there should be one. */
  readonly refusal?: Answer;
}

/** The answer to a request that the sandbox has no fault for; never repeats a key. Undefined: no such route. */
export function answer(received: Received, world: World): Answer | undefined {
  const route = routes[`${received.method} ${received.route}`];
  return route ? route(received, world) : answerAboutPieces(received, world.keys, world.desk);
}

/** The answer to a payload that was taken. */
export const accepted: Answer = json(202, { errors: [] });

/** Reads the body of a submission; for every other request there is none to read. */
export function readBody(
  wire: Buffer,
  encoding: string | undefined,
): Pick<Received, "body" | "bodyBytes" | "payload" | "refusal"> {
  const decoded = decodeBody(wire, encoding);
  if (!decoded.ok)
    return { body: Buffer.alloc(0), bodyBytes: 0, refusal: refuse(decoded.status, decoded.reason) };
  const { body } = decoded;
  const bodyBytes = body.length;
  if (bodyBytes === 0) return { body, bodyBytes };
  const parsed = parsePayload(body);
  return parsed.ok
    ? { body, bodyBytes, payload: parsed.payload }
    : { body, bodyBytes, refusal: refuse(400, ...parsed.errors) };
}

const forbidden = refuse(403, "Forbidden");

const routes: Readonly<Record<string, (received: Received, world: World) => Answer>> = {
  "POST /api/v2/series": submit,
  "GET /api/v1/query": query,
  "GET /api/v1/validate": ({ headers }, { keys }) =>
    hasApiKey(headers, keys) ? json(200, { valid: true }) : forbidden,
  "GET /api/v2/validate_keys": ({ headers }, { keys }) =>
    hasApiKey(headers, keys) && scopesOf(headers, keys) ? json(200, { status: "ok" }) : forbidden,
};

function submit(received: Received, { keys }: World): Answer {
  if (!hasApiKey(received.headers, keys)) return forbidden;
  if (received.refusal) return received.refusal;
  return received.payload ? accepted : refuse(400, "the body is empty");
}

/** Scopes of application keys: https://docs.datadoghq.com/account_management/api-app-keys/#scopes */
function query({ headers, query: asked }: Received, world: World): Answer {
  const scopes = scopesOf(headers, world.keys);
  if (!hasApiKey(headers, world.keys) || !scopes) return forbidden;
  return scopes === "all" || scopes.includes("timeseries_query")
    ? answerQuery(asked, world)
    : refuse(403, "Forbidden", "the application key lacks the scope timeseries_query");
}
