import { OversizedAnswer } from "../../domain/answer-size.ts";
import { networkAdvice } from "../../domain/network.ts";
import { GitHubError } from "../errors.ts";
import type { HeaderReader, Headers } from "./headers.ts";
import type { Limits, Resource } from "./limits.ts";
import type { Place } from "./places.ts";
import { repositoryIdIn } from "./transport.ts";

/** The part of Octokit's RequestError that tells what GitHub answered. */
interface Answered {
  readonly status: number;
  readonly message: string;
  readonly response?: {
    readonly url?: string;
    readonly headers: Headers;
    readonly data: unknown;
  };
}

export interface Attempt {
  readonly resource: Resource;
  /** What was asked, for messages: a route or the kind of query. */
  readonly what: string;
  readonly host: string;
  readonly apiUrl: string;
  readonly place: Pick<Place, "startedAt" | "width">;
  /** Where the credential comes from, for messages. */
  readonly settings: string;
}

/** Characters of a text of GitHub's in a message. */
const MOST_TEXT = 200;

/** GitHub's words for its limit on too much at once. */
const SECONDARY = /secondary rate limit|abuse detection/i;

/** Turns whatever a request threw into a GitHubError, and pulls the brake where GitHub limited the run. */
export function classify(
  cause: unknown,
  attempt: Attempt,
  limits: Limits,
  readHeaders: HeaderReader,
): GitHubError {
  if (cause instanceof GitHubError) return fromAnswer(cause, attempt, limits);
  // Octokit wraps what the transport throws.
  if (cause instanceof Error && cause.cause instanceof GitHubError) return cause.cause;
  if (cause instanceof OversizedAnswer)
    return new GitHubError(
      "invalid_answer",
      "heavy",
      `GitHub sent ${cause.message} to ${attempt.what}`,
      cause,
    );
  const answered = answeredBy(cause);
  if (answered?.response === undefined) return fromNetwork(cause, attempt, limits);
  const limited = rateLimited(answered, attempt, limits, readHeaders);
  return limited ?? fromStatus(answered, attempt, limits);
}

/** A limit that was told with status 200; where a header says until when, the brake has been pulled before. */
function fromAnswer(error: GitHubError, attempt: Attempt, limits: Limits): GitHubError {
  if (error.remedy !== "limited") return error;
  const secondary = SECONDARY.test(error.message);
  if (secondary) limits.crowded(attempt.place);
  limits.brake(secondary ? "all" : attempt.resource, undefined, attempt.place.startedAt);
  return error;
}

function answeredBy(cause: unknown): Answered | undefined {
  const isRequestError =
    cause instanceof Error && "status" in cause && typeof cause.status === "number" && "request" in cause;
  if (!isRequestError) return undefined;
  const response = "response" in cause ? cause.response : undefined;
  const answer = isResponse(response) ? { response } : {};
  return { status: Number(cause.status), message: cause.message, ...answer };
}

function isResponse(value: unknown): value is NonNullable<Answered["response"]> {
  return typeof value === "object" && value !== null && "headers" in value && "data" in value;
}

/** The bottom of the chain of causes says most: "getaddrinfo ENOTFOUND", "connect ECONNREFUSED", "other side closed". */
function rootOf(cause: unknown): Error {
  let error = cause instanceof Error ? cause : new Error(String(cause));
  while (error.cause instanceof Error) error = error.cause;
  return error;
}

function fromNetwork(cause: unknown, attempt: Attempt, limits: Limits): GitHubError {
  const root = rootOf(cause);
  limits.congested(attempt.place.startedAt);
  if (root.name === "TimeoutError") {
    const message = `${attempt.host} did not answer ${attempt.what} within REQUEST_TIMEOUT`;
    return new GitHubError("network", "heavy", message, root);
  }
  const cut = /terminated|other side closed|aborted|premature|incorrect header check|unexpected end/i;
  const code = "code" in root && typeof root.code === "string" ? root.code : "";
  const heavy = cut.test(root.message) && !NOT_HEAVY.test(code);
  const message = `the connection to ${attempt.host} failed for ${attempt.what}: ${root.message}${networkAdvice(code)}`;
  return new GitHubError("network", heavy ? "heavy" : "transient", message, root);
}

/** Connections that were refused or reset before an answer: GitHub did not get as far as the query's weight. */
const NOT_HEAVY = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET)/;

/**
 * Both kinds of limit by what they really look like; the status text says nothing.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
function rateLimited(
  answered: Answered,
  attempt: Attempt,
  limits: Limits,
  readHeaders: HeaderReader,
): GitHubError | undefined {
  if (answered.status !== 403 && answered.status !== 429) return undefined;
  const headers = readHeaders(answered.response?.headers ?? {});
  const { remaining, resetAt, asksToWait, retryAt } = headers;
  const secondary = SECONDARY.test(answered.message);
  const spent = remaining === 0;
  if (!secondary && !spent && !asksToWait && answered.status !== 429) return undefined;
  const { place, resource } = attempt;
  if (secondary || answered.status === 429) limits.crowded(place);
  if (retryAt !== undefined) limits.brake(secondary ? "all" : resource, retryAt);
  else if (spent && !secondary) {
    // Where it was over before the question, the clocks disagree, and nobody knows how long it is.
    const isAhead = resetAt !== undefined && resetAt > place.startedAt;
    limits.brake(resource, isAhead ? resetAt : undefined, place.startedAt);
  } else limits.brake("all", undefined, place.startedAt);
  return new GitHubError("rate_limited", "limited", `GitHub limited ${attempt.what}: ${firstLine(answered)}`);
}

function fromStatus(answered: Answered, attempt: Attempt, limits: Limits): GitHubError {
  const { status } = answered;
  const says = `GitHub answered ${status} to ${attempt.what}`;
  const detail = `${says}: ${firstLine(answered)}`;
  if (status === 401) {
    return new GitHubError(
      "unauthorized",
      "final",
      `${detail}. Check ${attempt.settings}`,
      undefined,
      status,
    );
  }
  if (status === 404 && NO_APP.test(answered.message)) {
    return new GitHubError("unauthorized", "final", `${detail}. Check ${attempt.settings}`);
  }
  if (status === 403 && SUSPENDED.test(answered.message)) {
    const message = `${detail}. End the suspension in the settings of the account`;
    return new GitHubError("unauthorized", "final", message, undefined, status);
  }
  if (status === 451 || /access blocked/i.test(answered.message)) {
    return new GitHubError("blocked", "final", detail);
  }
  if (status === 403) return new GitHubError("forbidden", "final", `${detail}${wanted(answered)}`);
  if (status === 410 && ISSUES_OFF.test(answered.message)) return new GitHubError("not_found", "off", detail);
  if (status === 404 || status === 410) {
    return new GitHubError(wasMoved(answered, attempt) ? "moved_and_gone" : "not_found", "final", says);
  }
  if (status === 408 || status >= 500) {
    limits.congested(attempt.place.startedAt);
    const heavy = status === 502 || status === 504;
    return new GitHubError("server_error", heavy ? "heavy" : "transient", says);
  }
  return new GitHubError("invalid_answer", "final", detail);
}

/**
 * What GitHub wants of the credential, where a header tells. The rest of the address is a request of one person's:
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api#authenticating-with-a-personal-access-token
 */
function wanted({ response }: Answered): string {
  const headers = response?.headers ?? {};
  const [, page] = /^required;\s*url=([^?\s]+)/.exec(String(headers["x-github-sso"])) ?? [];
  if (page !== undefined) return `. Authorise the token for single sign-on: ${page}`;
  const permissions = headers["x-accepted-github-permissions"];
  return typeof permissions === "string" && permissions !== ""
    ? `. It takes the permission ${permissions.slice(0, MOST_TEXT)}`
    : "";
}

/** The whole credential is of no use then, not for one repository only: https://github.com/octokit/octokit.rb/pull/1307 */
const SUSPENDED = /installation\b.*\bsuspended/i;

/** How GitHub says that it knows no App of that id: https://github.com/actions/create-github-app-token/issues/76 */
const NO_APP = /^integration not found/i;

/**
 * How GitHub says that a repository has no issues: "Issues are disabled for this repo" (https://github.com/ingydotnet/git-hub/issues/72),
 * now "Issues has been disabled in this repository."
 */
const ISSUES_OFF = /issues (are|has been|have been) disabled/i;

/** A renamed repository's redirect leads to its id. */
function wasMoved({ response }: Answered, { apiUrl }: Attempt): boolean {
  return repositoryIdIn(response?.url ?? "", apiUrl) !== undefined;
}

function firstLine(answered: Answered): string {
  const line = answered.message.split("\n", 1)[0] ?? "";
  return line.trimStart().startsWith("<") ? "an HTML page" : line.slice(0, MOST_TEXT);
}
