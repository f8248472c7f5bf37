/** How an answer goes over the wire: whole, spoilt in one of several ways, or never. */
export type Delivery = "whole" | "cut" | "chunked-cut" | "drip" | "reset" | "never";

/** A limit that an answer tells of. Until then, in milliseconds since 1970, a good client asks nothing of this kind. */
export interface Silence {
  readonly scope: "core" | "graphql" | "all";
  readonly until: number;
}

/** What the server says to one request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delivery: Delivery;
  readonly silence?: Silence;
  /** MiB of spaces behind the body, which is compressed then. */
  readonly inflatesBy?: number;
}

const jsonType = "application/json; charset=utf-8";

/** A JSON answer; a text is taken to be JSON already. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { "content-type": jsonType, ...headers }, body: text, delivery: "whole" };
}

/** An answer that is a web page. */
export function html(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body, delivery: "whole" };
}

/** An error in the words of the REST API. */
export function refuse(
  status: number,
  message: string,
  documentation = "https://docs.github.com/rest",
): Answer {
  return json(status, { message, documentation_url: documentation, status: String(status) });
}
