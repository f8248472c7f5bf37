import type { Identity, RateLimit } from "../github/check/credential.ts";
import type { Tried } from "../github/check/probe.ts";
import type { Survey } from "../github/check/survey.ts";
import type { Usage } from "../ports.ts";

/** What GitHub said; a part that is undefined was not tried, since what came before it failed. */
export interface GitHubFindings {
  readonly limits: Tried<readonly RateLimit[]>;
  readonly identity?: Tried<Identity>;
  readonly survey?: Survey;
  readonly usage: Usage;
}
