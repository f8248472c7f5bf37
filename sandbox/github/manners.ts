import { type Answer, html } from "./answer.ts";
import type { Call } from "./call.ts";
import { checkSilence } from "./limits.ts";
import { complain, type SandboxState } from "./state.ts";

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const inFlightAtMost = 100;

/** Notes what a good client never does. */
export function checkManners(state: SandboxState, call: Call): void {
  const { entry } = call;
  if (state.inFlight > inFlightAtMost) complain(state, `more than ${inFlightAtMost} requests in flight`);
  if (entry.api === "rest" && entry.headers["x-github-api-version"] === undefined) {
    complain(state, "a REST request without x-github-api-version");
  }
  if (call.path === "/graphql" && entry.method !== "POST")
    complain(state, `unknown route: ${entry.method} /graphql`);
  if (call.path !== "/rate_limit") checkSilence(state, entry.api === "rest" ? "core" : "graphql");
}

/** An Enterprise Server's own pages are where github.com has its API. */
export function refuseElsewhere(state: SandboxState, call: Call): Answer | undefined {
  if (!state.enterprise || call.base.endsWith("/api/v3")) return undefined;
  complain(state, `an Enterprise Server was asked for ${call.path} outside of its API`);
  return html(404, "Page not found");
}

/** GitHub answers nobody who does not say who they are. */
export function refuseNameless(state: SandboxState, call: Call): Answer | undefined {
  if (call.entry.headers["user-agent"]) return undefined;
  complain(state, "a request without user-agent");
  return html(
    403,
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).",
  );
}
