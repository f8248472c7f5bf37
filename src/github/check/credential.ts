import * as z from "zod";
import { plausibleCount, plausibleDate } from "../../domain/plausible.ts";
import type { RestAnswer } from "../client/client.ts";
import { readReset } from "../client/headers.ts";

/** Whose credential it is and what it may do, as far as GitHub tells. */
export interface Identity {
  /** Undefined for an installation's token, which belongs to no user. */
  readonly login?: string;
  /** Of classic and OAuth tokens; undefined for kinds whose permissions GitHub does not tell. */
  readonly scopes?: readonly string[];
}

/** How much of one rate limit is left. */
export interface RateLimit {
  readonly resource: "core" | "graphql";
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970. */
  readonly resetAt: number;
}

/**
 * How tokens begin, and what they then are:
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^github_pat_/, "fine-grained personal access token"],
  [/^ghp_/, "classic personal access token"],
  [/^gho_/, "token of an OAuth app"],
  [/^ghu_/, "token of a GitHub App for a user"],
  [/^ghs_/, "token of a GitHub App's installation, or of GitHub Actions"],
  [/^[0-9a-f]{40}$/, "token of the old form"],
];

/** What a token is by its beginning; nothing of the token itself is in the answer. */
export function kindOfToken(token: string): string {
  return KINDS.find(([pattern]) => pattern.test(token))?.[1] ?? "token of an unknown kind";
}

/** Reads the answer to `GET /user`. Throws GitHubError. */
export function identityFrom({ data, headers }: RestAnswer<string>): Identity {
  const scopes = headers["x-oauth-scopes"];
  return { login: data, ...(typeof scopes === "string" && { scopes: splitScopes(scopes) }) };
}

function splitScopes(text: string): readonly string[] {
  return text
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "");
}

const resource = z.object({ limit: z.number(), remaining: z.number(), reset: z.number() });
const limits = z.object({ resources: z.object({ core: resource.optional(), graphql: resource.optional() }) });

/** Reads the answer to `GET /rate_limit` that came at `now`; without what is not as documented, since nothing depends on it. */
export function limitsFrom({ data, headers }: RestAnswer, now: number): readonly RateLimit[] {
  const resources = limits.safeParse(data).data?.resources ?? {};
  const aheadMs = (plausibleDate(headers["date"]) ?? now) - now;
  return (["core", "graphql"] as const).flatMap((resource) => {
    const found = resources[resource];
    const limit = plausibleCount(found?.limit);
    const remaining = plausibleCount(found?.remaining);
    const resetAt = readReset(found?.reset, now, aheadMs);
    if (limit === undefined || remaining === undefined || resetAt === undefined) return [];
    return [{ resource, limit, remaining, resetAt }];
  });
}
