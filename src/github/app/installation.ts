import type { Clock } from "../../ports.ts";
import type { Credential } from "../client/credential.ts";
import type { Desk, Installation, Minted } from "./desk.ts";
import { APP_SETTINGS } from "./jwt.ts";

/** So long before a token ends it is used no more: longer than a request and its retries take. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** GitHub may refuse a token for some seconds after it was made, and one that was revoked for ever. */
const MOST_RENEWALS = 3;

/** One installation of an App, as who asks. */
export interface InstallationCredential extends Credential {
  /** Which one it is, asked for once. Throws as Desk does. */
  about(signal: AbortSignal): Promise<Installation>;
  /** The same where it was asked for and answered. */
  known(): Installation | undefined;
}

interface Options {
  readonly desk: Desk;
  readonly find: (signal: AbortSignal) => Promise<Installation>;
  readonly clock: Clock;
  /** Told each token before it is used, for redaction. */
  readonly conceal: (secret: string) => void;
}

/** Its tokens live for an hour: one is made when the first is needed, and the next before that ends. */
export function createInstallation({ desk, find, clock, conceal }: Options): InstallationCredential {
  let found: Installation | undefined;
  let current: { readonly text: string; readonly renewAt: number } | undefined;
  let pending: Promise<string> | undefined;
  let renewals = 0;

  const about = async (signal: AbortSignal) => {
    found ??= await find(signal);
    return found;
  };

  const renew = async (signal: AbortSignal) => {
    const { id } = await about(signal);
    const { token, lifetimeMs } = await desk.mint(id, signal);
    conceal(token);
    current = { text: `token ${token}`, renewAt: renewalOf(lifetimeMs, clock.now()) };
    return current.text;
  };

  return {
    settings: APP_SETTINGS,
    about,
    known: () => found,
    async authorization(signal) {
      if (current !== undefined && clock.now() < current.renewAt) return current.text;
      // All who need one meanwhile get the same.
      pending ??= renew(signal).finally(() => {
        pending = undefined;
      });
      return await pending;
    },
    refused(authorization) {
      if (authorization !== current?.text) return true;
      if (++renewals > MOST_RENEWALS) return false;
      current = undefined;
      return true;
    },
  };
}

function renewalOf(lifetimeMs: Minted["lifetimeMs"], now: number): number {
  return now + Math.max(lifetimeMs - RENEWED_BEFORE_MS, lifetimeMs / 2);
}
