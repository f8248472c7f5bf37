import type { Reader } from "./reader.ts";
import type { Command, Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

/** A GitHub App, as which GitHub is asked. */
export interface App {
  /** Its id or its client id: GitHub takes either as the issuer. */
  readonly id: string;
  /** PKCS#8 as PEM. */
  readonly privateKey: string;
  /** The one installation to use; without it each owner's own. */
  readonly installationId?: number;
}

/** The App, where there is one. A token beside it, or a part of it alone, is a fault: nobody knows which was meant. */
export function readApp(read: Reader, command: Command): App | undefined {
  const id = read.optional(SETTINGS.appId);
  const privateKey = read.optional(SETTINGS.appPrivateKey);
  const installationId = read.optional(SETTINGS.appInstallationId);
  if (command === "setup") return undefined;
  if (!isApp(read)) {
    if (read.isSet(SETTINGS.appInstallationId)) refuse(read, SETTINGS.appInstallationId, ALONE);
    return undefined;
  }
  const first = read.isSet(SETTINGS.appId) ? SETTINGS.appId : SETTINGS.appPrivateKey;
  if (read.isSet(SETTINGS.token)) refuse(read, first, BOTH);
  if (!read.isSet(SETTINGS.appPrivateKey))
    refuse(read, SETTINGS.appPrivateKey, "is not set, but GITHUB_APP_ID is");
  if (!read.isSet(SETTINGS.appId)) refuse(read, SETTINGS.appId, "is not set, but GITHUB_APP_PRIVATE_KEY is");
  if (id === undefined || privateKey === undefined) return undefined;
  return { id, privateKey, ...(installationId === undefined ? {} : { installationId }) };
}

/** Whether an App is meant, right or wrong. */
export function isApp(read: Reader): boolean {
  return read.isSet(SETTINGS.appId) || read.isSet(SETTINGS.appPrivateKey);
}

/** Whether there is a credential of either kind, right or wrong. */
export function hasCredential(read: Reader): boolean {
  return read.isSet(SETTINGS.token) || isApp(read);
}

const ALONE = "is set without GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY";
const BOTH = "is set beside GITHUB_TOKEN: take one of the two away, so that it is plain which of them reads";

function refuse(read: Reader, setting: Setting, problem: string): void {
  read.fault(setting, [{ problem }]);
}
