import { decodeBody } from "./decode.ts";
import { type Payload, parsePayload } from "./schema.ts";

/** An answer that is ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Keys {
  readonly apiKeys: readonly string[];
  readonly appKeys: readonly string[];
}

/** A request whose body was read whole and understood as far as it goes. */
export interface Received {
  readonly method: string;
  /** Without the query. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  readonly payload?: Payload;
  /** Why there is no payload, where there should be one. */
  readonly refusal?: Answer;
}

/** Answers in the shape of Datadog's errors: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics */
export function refuse(status: number, ...errors: readonly string[]): Answer {
  return json(status, { errors });
}

/** The answer to a request that the sandbox has no fault for; never repeats a key. Undefined: no such route. */
export function answer(received: Received, keys: Keys): Answer | undefined {
  const route = routes[`${received.method} ${received.route}`];
  return route?.(received, keys);
}

/** The answer to a payload that was taken. */
export const accepted: Answer = json(202, { errors: [] });

/** Reads the body of a submission; for every other request there is none to read. */
export function readBody(
  wire: Buffer,
  encoding: string | undefined,
): Pick<Received, "bodyBytes" | "payload" | "refusal"> {
  const decoded = decodeBody(wire, encoding);
  if (!decoded.ok) return { bodyBytes: 0, refusal: refuse(decoded.status, decoded.reason) };
  const bodyBytes = decoded.body.length;
  if (bodyBytes === 0) return { bodyBytes };
  const parsed = parsePayload(decoded.body);
  return parsed.ok
    ? { bodyBytes, payload: parsed.payload }
    : { bodyBytes, refusal: refuse(400, ...parsed.errors) };
}

const routes: Readonly<Record<string, (received: Received, keys: Keys) => Answer>> = {
  "POST /api/v2/series": submit,
  "GET /api/v1/validate": (received, keys) =>
    hasApiKey(received, keys) ? json(200, { valid: true }) : refuse(403, "Forbidden"),
  "GET /api/v2/validate_keys": (received, keys) =>
    hasApiKey(received, keys) && hasAppKey(received, keys)
      ? json(200, { status: "ok" })
      : refuse(403, "Forbidden"),
};

function submit(received: Received, keys: Keys): Answer {
  if (!hasApiKey(received, keys)) return refuse(403, "Forbidden");
  if (received.refusal) return received.refusal;
  return received.payload ? accepted : refuse(400, "the body is empty");
}

function hasApiKey({ headers }: Received, { apiKeys }: Keys): boolean {
  return apiKeys.includes(headers["dd-api-key"] ?? "");
}

function hasAppKey({ headers }: Received, { appKeys }: Keys): boolean {
  return appKeys.includes(headers["dd-application-key"] ?? "");
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
