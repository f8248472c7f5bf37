import type { TokenRecord } from "./population.ts";

/** A credential that may read everything, to be narrowed by what a case is about. */
export function tokenRecord(token: string, narrowed: Partial<TokenRecord> = {}): TokenRecord {
  return {
    token,
    login: "sandbox-reader",
    privateRepositories: "all",
    hidden: [],
    installation: false,
    lacksReadOrg: false,
    revoked: false,
    ...narrowed,
  };
}

/** Reads everything, in every population of the sandbox. */
export const fullToken: TokenRecord = tokenRecord("sandbox-full-access");
