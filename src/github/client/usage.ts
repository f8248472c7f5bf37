import type { Quota, Usage } from "../../ports.ts";
import { resetOf } from "./classify.ts";
import type { Resource } from "./limits.ts";

type Headers = Readonly<Record<string, unknown>>;

/** What is left of one of the credential's quotas until it is full again. */
export interface Allowance {
  /** REST requests or GraphQL points: in an hour, and now. */
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970. */
  readonly resetAt: number;
}

/** Counts what the run takes from GitHub and keeps what GitHub last said of it. */
export interface Meter {
  /** One answer, with its headers. A 304 costs nothing. */
  answered(resource: Resource, status: number, headers: Headers): void;
  /** A request was sent; also those that are never answered. */
  sent(): void;
  /** GraphQL's price of one query, in points. */
  spent(points: number): void;
  read(): Usage;
  /** What GitHub last said of a quota; undefined where it has said nothing. */
  allowance(resource: Resource): Allowance | undefined;
}

export function createMeter(): Meter {
  let requests = 0;
  let points = 0;
  let core = 0;
  let tokenExpiresAt: number | undefined;
  let partialAccess = false;
  const last = new Map<Resource, Headers>();

  const quota = (resource: Resource, headers: Headers): Quota => ({
    resource,
    ...numberAt(headers, "x-ratelimit-limit", "limit"),
    ...numberAt(headers, "x-ratelimit-remaining", "remaining"),
    used: resource === "core" ? core : points,
  });

  return {
    sent() {
      requests += 1;
    },
    answered(resource, status, headers) {
      if (resource === "core" && status !== 304) core += 1;
      // A gateway's answer knows nothing of limits.
      if ("x-ratelimit-limit" in headers || !last.has(resource)) last.set(resource, headers);
      const expiry = Date.parse(String(headers["github-authentication-token-expiration"]));
      if (!Number.isNaN(expiry)) tokenExpiresAt = expiry;
      if (String(headers["x-github-sso"]).includes("partial-results")) partialAccess = true;
    },
    spent(cost) {
      points += cost;
    },
    read: () => ({
      requests,
      points,
      quotas: [...last].map(([resource, headers]) => quota(resource, headers)),
      ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
      partialAccess,
    }),
    allowance(resource) {
      const headers = last.get(resource) ?? {};
      const { limit, remaining } = quota(resource, headers);
      const resetAt = resetOf(headers);
      return limit === undefined || remaining === undefined || resetAt === undefined
        ? undefined
        : { limit, remaining, resetAt };
    },
  };
}

function numberAt<K extends string>(headers: Headers, header: string, key: K): { [key in K]?: number } {
  const text = headers[header];
  const value = Number(text);
  const known = typeof text === "string" && text !== "" && Number.isFinite(value);
  const result: { [key in K]?: number } = {};
  if (known) result[key] = value;
  return result;
}
