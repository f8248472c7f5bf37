import { randomInt } from "node:crypto";
import type { AppRecord, InstallationRecord, Population, TokenRecord } from "../population.ts";
import type { Minted, SandboxState } from "./state.ts";

/** An installation with the App that it is of. */
export interface Installed {
  readonly app: AppRecord;
  readonly installation: InstallationRecord;
}

/** The installation of an App at an account, in any case. */
export function installedAt(app: AppRecord, account: string): InstallationRecord | undefined {
  return app.installations.find((one) => one.account.toLowerCase() === account.toLowerCase());
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A new token of an installation, to be used until its time is over. */
export function mintToken(state: SandboxState, installation: number): Minted {
  const random = Array.from({ length: 36 }, () => letters[randomInt(letters.length)]).join("");
  const expiresAt = state.now() + state.installationTokenSeconds * 1_000;
  const minted = { token: `ghs_${random}`, installation, expiresAt };
  state.minted.push(minted);
  return minted;
}

/** The installation of a token that GitHub gave out and that is still good. */
export function installationOf(state: SandboxState, token: string): Installed | undefined {
  const minted = state.minted.find((one) => one.token === token);
  if (!minted || state.now() >= minted.expiresAt) return undefined;
  for (const app of state.population.apps ?? []) {
    const installation = app.installations.find(({ id }) => id === minted.installation);
    if (installation) return { app, installation };
  }
  return undefined;
}

/** What keeps a part of a repository from an App. */
const rights = {
  contents: "reviewDecision",
  checks: "checks",
  statuses: "checks",
  members: "teams",
  issues: "issues",
} as const;

const records = new WeakMap<Population, Map<string, TokenRecord>>();

/** An installation as a credential: it reads what is public, and of its account's private repositories those that it was given. */
export function asToken(state: SandboxState, token: string, { app, installation }: Installed): TokenRecord {
  const known = records.get(state.population) ?? new Map<string, TokenRecord>();
  records.set(state.population, known);
  const record = known.get(token) ?? makeRecord(state.population, token, app, installation);
  known.set(token, record);
  return record;
}

function makeRecord(
  population: Population,
  token: string,
  app: AppRecord,
  installation: InstallationRecord,
): TokenRecord {
  const { account, repositories, permissions } = installation;
  const own = population.repositories
    .filter(({ owner }) => owner.toLowerCase() === account.toLowerCase())
    .map(({ owner, name }) => `${owner}/${name}`.toLowerCase());
  const lacking = Object.entries(rights).filter(([key]) => permissions[key] === undefined);
  return {
    token,
    login: `${app.name}[bot]`,
    privateRepositories: repositories === "all" ? own : own.filter((name) => repositories.includes(name)),
    hidden: lacking.map(([, what]) => ({ repository: "*", what })),
    installation: true,
    lacksReadOrg: false,
    revoked: false,
  };
}
