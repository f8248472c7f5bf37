import type { Population } from "../population.ts";
import type { ServerVersion } from "./schema.ts";

/** The answer of GitHub's rate limits, as a test wants them. */
export interface Limits {
  /** False is an Enterprise Server with limits off: no headers at all, `rateLimit` is null, `/rate_limit` is 404. */
  readonly enabled: boolean;
  /** Requests an hour for a token, points an hour for a token, requests an hour without one. */
  readonly restPerHour: number;
  readonly graphqlPerHour: number;
  readonly anonymousPerHour: number;
  /** What of each limit others have used before the first request; nothing by default. */
  readonly used?: Readonly<Partial<Record<"core" | "graphql", number>>>;
  /** Seconds from the first request of a window to its reset. */
  readonly resetInSeconds: number;
  /** How the GraphQL API names its primary limit: older and newer servers differ. */
  readonly graphqlErrorType: "RATE_LIMITED" | "RATE_LIMIT";
  /** More requests in flight than that are answered with the secondary limit. */
  readonly secondaryMaxInFlight?: number;
  /** Seconds for `retry-after` on that answer; without it the header is left out. */
  readonly secondaryRetryAfter?: number;
}

/** What REST's lists do in one place and not in another. */
export interface RestLists {
  /**
   * How lists of issues are paged: by page, or by a cursor, without `rel="last"` and with 422 from page 11 on.
   * https://github.com/google/go-github/issues/3565, https://github.com/MeltanoLabs/tap-github/pull/415
   */
  readonly issues: "pages" | "cursor";
  /** Whether `requested_reviewers` has bots. Reports disagree: https://github.com/gitbutlerapp/gitbutler/pull/15869 */
  readonly botReviewers: "listed" | "hidden";
  /** Whether `requested_teams` is empty for a token that may not read the members of the organisation. */
  readonly requestedTeams: "listed" | "by_right";
}

/** One request as it arrived; `status` and `points` are filled in once it is answered (0 where it never was). */
export interface RequestEntry {
  readonly index: number;
  readonly api: "rest" | "graphql";
  readonly method: string;
  /** With its query, without the Enterprise prefix: `/repos/a/b/pulls?page=2`, `/graphql`. */
  readonly path: string;
  /** Text of the GraphQL query; empty for REST or where the body was none. */
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ifNoneMatch: string | undefined;
  readonly status: number;
  /** GraphQL points that it cost. */
  readonly points: number;
}

/** What goes wrong. A fault that replaces the answer costs nothing unless it says so; one that spoils it costs what the answer costs. */
export type Fault =
  /** Body and headers as GitHub sends them with that status, unless given. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The full content-length is announced, half of the body is sent, the connection is destroyed. */
  | { readonly kind: "cut-body" }
  /** The same with a chunked body, which never ends. */
  | { readonly kind: "truncated-chunked" }
  /** The connection is reset before the request is looked at. */
  | { readonly kind: "reset-before" }
  /** The request is executed and paid for, then the connection is reset. */
  | { readonly kind: "reset-after" }
  /** No answer, ever. */
  | { readonly kind: "hang" }
  | { readonly kind: "slow"; readonly ms: number }
  /** A web page with status 200, as a captive proxy sends it. */
  | { readonly kind: "html-200" }
  /** Half of the JSON, with a content-length that agrees. */
  | { readonly kind: "invalid-json" }
  /** Status 200, JSON by its header, no body. */
  | { readonly kind: "empty-body" }
  /** The true body as `text/plain`. */
  | { readonly kind: "wrong-content-type" }
  /** The true body, said to be compressed, which it is not. */
  | { readonly kind: "false-gzip" }
  /** The true body, compressed, with so many MiB of spaces behind it. */
  | { readonly kind: "inflating"; readonly mebibytes: number }
  /** The true body, a byte at a time: it goes on for longer than anybody waits. */
  | { readonly kind: "drip" }
  /** The true body in JSON, with something about it changed. */
  | { readonly kind: "altered"; readonly alter: (body: unknown) => unknown }
  /** The true answer by a clock that is so many seconds ahead: its date, and when the rate limit ends. */
  | { readonly kind: "clock-skew"; readonly seconds: number }
  /** A proxy passes another query on: the true answer to another question (sandbox/proxy.ts has rewrites). */
  | { readonly kind: "other-query"; readonly rewrite: (search: URLSearchParams) => URLSearchParams }
  /** The true answer with these headers instead of GitHub's own, as a broken proxy or server sends them. */
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, string>> }
  /** 200 with errors and no data; "Something went wrong" by default. */
  | { readonly kind: "graphql-errors"; readonly message?: string; readonly type?: string }
  /** The query is executed, then some aliases are nulled and have an error, with its path unless `path` is false. */
  | {
      readonly kind: "graphql-partial";
      readonly aliases: (alias: string, index: number) => boolean;
      readonly type?: string;
      readonly message?: string;
      readonly path?: boolean;
    }
  /** 502 while the query asks for more pull requests or issues than that in one connection, or in all; it is paid for nevertheless. */
  | {
      readonly kind: "too-heavy";
      readonly perPage?: number;
      readonly inAll?: number;
      readonly status?: 502 | 504;
    }
  /** Status 200 is possible with GraphQL only. */
  | { readonly kind: "secondary-limit"; readonly status: 200 | 403 | 429; readonly retryAfter?: number }
  /** The bucket of this API and token is empty from now until the reset. */
  | { readonly kind: "primary-limit"; readonly resetInSeconds: number }
  | { readonly kind: "sso-partial"; readonly organizations?: string }
  | { readonly kind: "redirect"; readonly to: string; readonly status?: 301 | 302 | 307 };

/** A fault and when it strikes: after `skip` matching requests, `times` times (without it: every time). */
export interface FaultRule {
  readonly when?: (entry: RequestEntry) => boolean;
  readonly skip?: number;
  readonly times?: number;
  readonly fault: Fault;
}

export interface GitHubOptions {
  readonly population: Population;
  /** Milliseconds since 1970; the real time by default. */
  readonly now?: () => number;
  /** Milliseconds that an answer takes, once it is there; none by default. */
  readonly latency?: (request: RequestEntry, body: string) => number;
  readonly limits?: Partial<Limits>;
  readonly restLists?: Partial<RestLists>;
  /** How long a token of an App's installation lives; an hour by default. */
  readonly installationTokenSeconds?: number;
  /** An Enterprise Server of that release: it is there below `/api/v3` and `/api/graphql` only. */
  readonly enterprise?: ServerVersion;
}

/** A GitHub on loopback. It is strict: what it lets pass, the real one does not always. */
export interface GitHubSandbox {
  /** For GITHUB_API_URL; `${url}/api/v3` is the same as an Enterprise Server. */
  readonly url: string;
  /** May be replaced at any time, also between two requests of a run. */
  population: Population;
  readonly log: readonly RequestEntry[];
  /** GraphQL points spent so far. */
  readonly points: number;
  /** REST requests spent so far; a 304 to a token is free. */
  readonly restSpent: number;
  readonly maxInFlight: number;
  /** The tokens of Apps' installations that were given out. */
  readonly minted: readonly { readonly token: string; readonly installation: number }[];
  /** What GitHub would punish or a good client never does, one sentence each. */
  readonly problems: readonly string[];
  fault(rule: FaultRule): void;
  /** Called when a request has arrived, before it is looked at. */
  onRequest(hook: (entry: RequestEntry) => void): void;
  /** Forgets requests, costs, limits, problems, faults and hooks; the population stays. */
  reset(): void;
  /** Ends the server and every connection. */
  close(): Promise<void>;
}
