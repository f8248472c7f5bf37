import { generateKeyPairSync } from "node:crypto";
import type { AppRecord, InstallationRecord } from "../../sandbox/population.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The private key of the App below; PKCS#8. */
export const APP_KEY_OBJECT = privateKey;
export const APP_PRIVATE_KEY = String(privateKey.export({ type: "pkcs8", format: "pem" }));

/** All that the exporter ever asks for. */
export const ALL_PERMISSIONS = {
  metadata: "read",
  pull_requests: "read",
  contents: "read",
  checks: "read",
  statuses: "read",
  members: "read",
  issues: "read",
  organization_custom_properties: "read",
} as const;

/** An installation with every right, for all repositories of its account. */
export function installation(
  id: number,
  account: string,
  parts: Partial<InstallationRecord> = {},
): InstallationRecord {
  return { id, account, repositories: "all", permissions: ALL_PERMISSIONS, ...parts };
}

/** The App whose key is above. */
export function appRecord(...installations: readonly InstallationRecord[]): AppRecord {
  return {
    id: 4242,
    clientId: "Iv23liSandboxApp0001",
    name: "backlog-reader",
    owner: "acme",
    publicKey: String(publicKey.export({ type: "spki", format: "pem" })),
    installations,
  };
}

/** The variables of a run as that App; the token that a house gives is taken away. */
export const AS_APP = {
  GITHUB_TOKEN: undefined,
  GITHUB_APP_ID: "4242",
  GITHUB_APP_PRIVATE_KEY: APP_PRIVATE_KEY,
} as const;
