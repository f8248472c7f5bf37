import { verify } from "node:crypto";
import type { AppRecord } from "../population.ts";

/** The App that a JSON web token is of, or GitHub's words of why it is of none. */
export type Claimed =
  | { readonly app: AppRecord; readonly message?: never }
  | { readonly message: string; readonly status: 401 | 404; readonly app?: never };

/** GitHub bears no token that is valid for longer: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const longestSeconds = 600;

/** Verifies a token's algorithm, issuer, times (seconds since 1970) and signature, in GitHub's own words. */
export function claimApp(text: string, apps: readonly AppRecord[], nowMs: number): Claimed {
  const [header = "", payload = "", signature = ""] = text.split(".");
  const [algorithm, claims] = [decode(header), decode(payload)];
  if (algorithm?.["alg"] !== "RS256" || !claims) return undecodable;
  const { iss, iat, exp } = claims;
  const app = apps.find(({ id, clientId }) => String(iss) === String(id) || iss === clientId);
  if (!app) return { status: 404, message: "Integration not found" };
  const signed = Buffer.from(signature, "base64url");
  if (!verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), app.publicKey, signed)) return undecodable;
  const now = nowMs / 1_000;
  if (!isWhole(iat) || iat > now)
    return refused(
      `'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued`,
    );
  if (!isWhole(exp) || exp <= now) {
    return refused(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + longestSeconds) return refused("'Expiration time' claim ('exp') is too far in the future");
  return { app };
}

function refused(message: string): Claimed {
  return { status: 401, message };
}

const undecodable = refused("A JSON web token could not be decoded");

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
