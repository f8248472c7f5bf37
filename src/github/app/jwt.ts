import signJwt from "universal-github-app-jwt";
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

/** Before its end, in seconds, from when on another one is made: it lives for ten minutes at most. */
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
    isApp: true,
    async authorization() {
      for (;;) {
        const skew = skewMs;
        const now = Math.floor((clock.now() + skew) / 1000);
        if (current !== undefined && now < current.renewAt) return `bearer ${current.text}`;
        const { token, expiration } = await signJwt({ id: app.id, privateKey: app.privateKey, now });
        conceal(token);
        // Another request may have corrected the clock meanwhile: this token has the wrong time then.
        if (skew === skewMs) current = { text: token, renewAt: expiration - RENEWED_BEFORE_S };
      }
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
