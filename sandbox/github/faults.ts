import { STATUS_CODES } from "node:http";
import { type Answer, type Delivery, html, json, refuse } from "./answer.ts";
import { type Call, isRecord } from "./call.ts";
import { weigh } from "./graphql.ts";
import type { ShownError } from "./graphql-errors.ts";
import { bucketOf, exhaust, secondaryLimit, spendPoints } from "./limits.ts";
import type { SandboxState } from "./state.ts";
import type { Fault } from "./types.ts";

type FaultOf<Kind extends Fault["kind"]> = Extract<Fault, { kind: Kind }>;

/** As GitHub words a query that took too long: https://github.com/ljharb/repo-report/issues/53. */
const somethingWentWrong =
  "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include `CDCB:7ADC:553568:5C3CFE:61685D53` when reporting this issue.";

const unicorn =
  "<!DOCTYPE html>\n<html>\n  <head>\n    <title>Unicorn! &middot; GitHub</title>\n  </head>\n  <body>\n    <p><strong>This page is taking too long to load.</strong></p>\n    <p>Sorry about that. Please try refreshing and contact us if the problem persists.</p>\n  </body>\n</html>\n";

/**
 * The answer of a fault that takes the place of the true one; undefined for the faults that spoil it.
 * A request that hangs or is reset before it is looked at is never answered.
 */
export function replace(state: SandboxState, call: Call, fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case "status":
      return statusAnswer(fault);
    case "reset-before":
      return undelivered("reset");
    case "hang":
      return undelivered("never");
    case "html-200":
      return html(200, "<!DOCTYPE html>\n<html><body><h1>Welcome to the guest network</h1></body></html>\n");
    case "graphql-errors":
      return graphqlErrors(fault);
    case "too-heavy":
      return tooHeavy(state, call, fault);
    case "secondary-limit":
      return secondaryLimit(state, fault.status, fault.retryAfter);
    case "redirect":
      return json(
        fault.status ?? 302,
        { message: "Moved", url: fault.to, status: String(fault.status ?? 302) },
        { location: fault.to },
      );
    case "primary-limit":
      exhaust(state, call.viewer, call.entry.api === "rest" ? "core" : "graphql", fault.resetInSeconds);
      return undefined;
    default:
      return undefined;
  }
}

/** The true answer, spoilt by a fault; the answer itself where the fault does nothing to it. */
export function spoil(fault: Fault, answer: Answer): Answer {
  switch (fault.kind) {
    case "cut-body":
      return { ...answer, delivery: "cut" };
    case "truncated-chunked":
      return { ...answer, delivery: "chunked-cut" };
    case "reset-after":
      return { ...answer, delivery: "reset" };
    case "invalid-json":
      return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) };
    case "empty-body":
      return { ...answer, status: 200, body: "" };
    case "wrong-content-type":
      return { ...answer, headers: { ...answer.headers, "content-type": "text/plain; charset=utf-8" } };
    case "false-gzip":
      return { ...answer, headers: { ...answer.headers, "content-encoding": "gzip" } };
    case "inflating":
      return { ...answer, inflatesBy: fault.mebibytes };
    case "drip":
      return { ...answer, delivery: "drip" };
    case "altered":
      // A 304 has no body to be altered.
      return answer.body === ""
        ? answer
        : { ...answer, body: JSON.stringify(fault.alter(JSON.parse(answer.body))) };
    case "clock-skew":
      return { ...answer, headers: { ...answer.headers, ...skewed(answer.headers, fault.seconds) } };
    case "headers":
      return { ...answer, headers: { ...answer.headers, ...fault.headers } };
    case "graphql-partial":
      return nullAliases(fault, answer);
    case "sso-partial": {
      const sso = `partial-results; organizations=${fault.organizations ?? "1"}`;
      return { ...answer, headers: { ...answer.headers, "x-github-sso": sso } };
    }
    default:
      return answer;
  }
}

function skewed(headers: Answer["headers"], seconds: number): Record<string, string> {
  const { date, "x-ratelimit-reset": reset } = headers;
  return {
    ...(date !== undefined && { date: new Date(Date.parse(date) + seconds * 1_000).toUTCString() }),
    ...(reset !== undefined && { "x-ratelimit-reset": String(Number(reset) + seconds) }),
  };
}

function undelivered(delivery: Delivery): Answer {
  return { status: 0, headers: {}, body: "", delivery };
}

/** What GitHub's own documentation and answers say; the others are told by their number's usual name. */
const messages: Readonly<Record<number, string>> = {
  400: "Problems parsing JSON",
  401: "Bad credentials",
  403: "Resource not accessible by personal access token",
  404: "Not Found",
  409: "Git Repository is empty.",
  410: "This endpoint has been removed.",
  422: "Validation Failed",
  429: "Too Many Requests",
  451: "Repository access blocked",
  500: "Server Error",
  503: "Service Unavailable",
};

/** https://docs.github.com/en/rest/repos/repos#get-a-repository: what is blocked says by whom. */
const block = {
  reason: "dmca",
  created_at: "2026-01-01T00:00:00Z",
  html_url: "https://github.com/github/dmca/blob/master/2026/01/example.md",
};

/** Gateway errors are web pages, the others have JSON with a message. */
function statusAnswer({ status, body, headers = {} }: FaultOf<"status">): Answer {
  const usual =
    status === 502 || status === 504
      ? html(status, unicorn)
      : refuse(status, messages[status] ?? STATUS_CODES[status] ?? `Status ${status}`);
  const truth =
    status === 451 ? json(status, { message: messages[status], block, status: String(status) }) : usual;
  const answer = body === undefined ? truth : json(status, body);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function graphqlErrors({ message = somethingWentWrong, type }: FaultOf<"graphql-errors">): Answer {
  return json(200, { data: null, errors: [{ ...(type && { type }), message }] });
}

/** GitHub takes the points of a query that it gave up. */
function tooHeavy(state: SandboxState, call: Call, fault: FaultOf<"too-heavy">): Answer | undefined {
  const weight = call.entry.api === "graphql" && call.viewer.kind === "token" ? weigh(call) : undefined;
  if (!weight) return undefined;
  const { largest, all } = weight.items;
  if (largest <= (fault.perPage ?? largest) && all <= (fault.inAll ?? all)) return undefined;
  spendPoints(state, bucketOf(state, call.viewer, "graphql"), weight.points);
  call.entry.points = weight.points;
  return json(fault.status ?? 502, { data: null, errors: [{ message: somethingWentWrong }] });
}

function nullAliases(fault: FaultOf<"graphql-partial">, answer: Answer): Answer {
  const payload: unknown = answer.body === "" ? undefined : JSON.parse(answer.body);
  if (!isRecord(payload) || !isRecord(payload["data"])) return answer;
  const { data } = payload;
  const aliases = Object.keys(data).filter((alias) => alias !== "rateLimit");
  const lost = aliases.filter((alias, index) => fault.aliases(alias, index));
  const errors = [
    ...(Array.isArray(payload["errors"]) ? payload["errors"] : []),
    ...lost.map((alias) => partialError(fault, alias)),
  ];
  const nulled = { ...data, ...Object.fromEntries(lost.map((alias) => [alias, null])) };
  return { ...answer, body: JSON.stringify(errors.length > 0 ? { data: nulled, errors } : { data: nulled }) };
}

function partialError(fault: FaultOf<"graphql-partial">, alias: string): ShownError {
  const { type = "RESOURCE_LIMITS_EXCEEDED", message = "Resource limits for this query exceeded." } = fault;
  return { type, ...(fault.path !== false && { path: [alias] }), message };
}
