import type { AppIdentity } from "../github/app/desk.ts";
import type { Identity, RateLimit } from "../github/check/credential.ts";
import type { InstallationFound, Tried } from "../github/check/probe.ts";
import type { Survey } from "../github/check/survey.ts";
import type { Usage } from "../ports.ts";

/** What GitHub said of an App. */
export interface AppFindings {
  readonly app: Tried<AppIdentity>;
  /** None where the App itself was refused. */
  readonly installations: readonly InstallationFound[];
}

/** What GitHub said; a part that is undefined was not tried, since what came before it failed. */
export interface GitHubFindings {
  /** Of each credential: one, but with an App one for each owner. */
  readonly limits: readonly Tried<readonly RateLimit[]>[];
  /** Only with an App, which has no other identity. */
  readonly app?: AppFindings;
  readonly identity?: Tried<Identity>;
  readonly survey?: Survey;
  /** The limit of which nothing was left, so that nothing was surveyed. */
  readonly spent?: RateLimit;
  readonly usage: Usage;
}
