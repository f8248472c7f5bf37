import { sign } from "node:crypto";
import type { Clock } from "../../ports.ts";
import type { Credential } from "../client/credential.ts";

/** A GitHub App, as which GitHub is asked. */
export interface App {
  /** Its id or client id. */
  readonly id: string;
  /** PKCS#8 as PEM. */
  readonly privateKey: string;
  /** The one installation to use; without it each owner's own. */
  readonly installationId?: number;
}

/** The settings that an App is given by. */
export const APP_SETTINGS = "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY";

/**
 * GitHub refuses what is issued in its future or ends more than ten minutes from its now, so both keep away from that:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
const ISSUED_BEFORE_S = 60;
const VALID_FOR_S = 9 * 60;
/** From when on another one is made. */
const RENEWED_BEFORE_S = 60;
/** Clocks that differ by less are not why GitHub refused. */
const SKEW_MS = 30_000;

/** The App itself as who asks: a JSON web token of its own making. `conceal` is told each, for redaction. */
export function createAppCredential(app: App, clock: Clock, conceal: (secret: string) => void): Credential {
  let current: { readonly text: string; readonly renewAt: number } | undefined;
  let skewMs = 0;
  let corrected = false;
  return {
    settings: APP_SETTINGS,
    async authorization() {
      const now = Math.floor((clock.now() + skewMs) / 1000);
      if (current === undefined || now >= current.renewAt) {
        current = { text: signJwt(app, now), renewAt: now + VALID_FOR_S - RENEWED_BEFORE_S };
        conceal(current.text);
      }
      return `bearer ${current.text}`;
    },
    refused(authorization, aheadMs) {
      if (authorization !== `bearer ${current?.text}`) return true;
      if (corrected || Math.abs(aheadMs) < SKEW_MS) return false;
      corrected = true;
      skewMs = aheadMs;
      current = undefined;
      return true;
    },
  };
}

/** `now`: whole seconds since 1970, as GitHub sees it. */
function signJwt({ id, privateKey }: App, now: number): string {
  const claims = { iat: now - ISSUED_BEFORE_S, exp: now + VALID_FOR_S, iss: id };
  const content = [{ alg: "RS256", typ: "JWT" }, claims].map(encode).join(".");
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), privateKey).toString("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
