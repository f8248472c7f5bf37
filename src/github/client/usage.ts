import type { Usage } from "../../ports.ts";
import type { AnswerHeaders } from "./headers.ts";
import type { Resource } from "./limits.ts";

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
  /** One answer; `headers` is left out where they are not about this credential. A 304 costs nothing. */
  answered(resource: Resource, status: number, headers?: AnswerHeaders): void;
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
  const last = new Map<Resource, Partial<AnswerHeaders>>();

  return {
    sent() {
      requests += 1;
    },
    answered(resource, status, headers) {
      if (resource === "core" && status !== 304) core += 1;
      // A gateway's answer knows nothing of limits.
      const known = last.get(resource);
      const overtaken = known?.resetAt !== undefined && isSpentMore(known, headers);
      if (!overtaken && (headers?.limit !== undefined || known === undefined))
        last.set(resource, headers ?? {});
      tokenExpiresAt = headers?.tokenExpiresAt ?? tokenExpiresAt;
      partialAccess ||= headers?.partialAccess === true;
    },
    spent(cost) {
      points += cost;
    },
    read: () => ({
      requests,
      points,
      quotas: [...last].map(([resource, { limit, remaining }]) => ({
        resource,
        ...(limit === undefined ? {} : { limit }),
        ...(remaining === undefined ? {} : { remaining }),
        used: resource === "core" ? core : points,
      })),
      ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
      partialAccess,
    }),
    allowance(resource) {
      const { limit, remaining, resetAt } = last.get(resource) ?? {};
      return limit === undefined || remaining === undefined || resetAt === undefined
        ? undefined
        : { limit, remaining, resetAt };
    },
  };
}

/** Answers overtake each other: within one window the one with less left was made later. */
function isSpentMore(known: Partial<AnswerHeaders>, headers: Partial<AnswerHeaders> | undefined): boolean {
  const { remaining = 0 } = known;
  return headers?.resetAt === known.resetAt && remaining < (headers?.remaining ?? 0);
}
