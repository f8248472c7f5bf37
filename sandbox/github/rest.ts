import { createHash } from "node:crypto";
import { type Answer, json, refuse } from "./answer.ts";
import type { Call } from "./call.ts";
import { isInstallation } from "./kinds.ts";
import { bucketOf, quotaOf, refuseIfEmpty } from "./limits.ts";
import {
  createToken,
  findInstallation,
  findOrganizationInstallation,
  getApp,
  getInstallation,
  isForApps,
  listGranted,
  listInstallations,
} from "./rest-apps.ts";
import { accountBody } from "./rest-people.ts";
import { getProperties, getPropertiesById, listProperties, listPropertiesById } from "./rest-properties.ts";
import {
  getRepository,
  getRepositoryById,
  listIssues,
  listIssuesById,
  listOrganization,
  listOrganizationById,
  listOwn,
  listPulls,
  listPullsById,
  listUser,
  listUserById,
} from "./rest-repositories.ts";
import { complain, type SandboxState } from "./state.ts";

type Handler = (state: SandboxState, call: Call, ...segments: string[]) => Answer;

/** Everything that is served, as `GET`. A name in braces matches one segment. */
const routes: readonly (readonly [RegExp, Handler])[] = (
  [
    ["/repos/{owner}/{repo}/pulls", listPulls],
    ["/repositories/{id}/pulls", listPullsById],
    ["/repos/{owner}/{repo}/issues", listIssues],
    ["/repositories/{id}/issues", listIssuesById],
    ["/repos/{owner}/{repo}/properties/values", getProperties],
    ["/repositories/{id}/properties/values", getPropertiesById],
    ["/orgs/{org}/properties/values", listProperties],
    ["/organizations/{id}/properties/values", listPropertiesById],
    ["/repos/{owner}/{repo}", getRepository],
    ["/repositories/{id}", getRepositoryById],
    ["/orgs/{org}/repos", listOrganization],
    ["/organizations/{id}/repos", listOrganizationById],
    ["/users/{username}/repos", listUser],
    ["/user/repos", listOwn],
    ["/user/{id}/repos", listUserById],
    ["/users/{username}/installation", findInstallation],
    ["/orgs/{org}/installation", findOrganizationInstallation],
    ["/app", getApp],
    ["/app/installations", listInstallations],
    ["/app/installations/{id}", getInstallation],
    ["/installation/repositories", listGranted],
    ["/users/{username}", getUser],
    ["/user", getOwnUser],
  ] satisfies [string, Handler][]
).map(([path, handler]) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`), handler]);

/** What is served as `POST`. */
const tokenRoute = /^\/app\/installations\/([^/]+)\/access_tokens$/;

/** Versions that GitHub serves: https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const versions = ["2022-11-28", "2026-03-10"];

/** Answers a REST request as GitHub does, and takes it from the quota of whoever asks. */
export function answerRest(state: SandboxState, call: Call): Answer {
  if (call.viewer.kind === "refused") return call.viewer.answer;
  if (call.viewer.kind === "app" && !isForApps(call.path)) {
    complain(state, `an App asked for ${call.path} as itself`);
    return refuse(401, "Bad credentials");
  }
  const version = call.entry.headers["x-github-api-version"];
  if (version !== undefined && !versions.includes(version)) {
    return refuse(400, `The API version "${version}" is not supported.`);
  }
  if (call.entry.method === "GET" && call.path === "/rate_limit") return showLimits(state, call);
  const bucket = bucketOf(state, call.viewer, "core");
  const limited = refuseIfEmpty(state, bucket, call.viewer);
  if (limited) return limited;
  const answer = withTag(call, route(state, call));
  if (answer.status !== 304 || call.viewer.kind === "anonymous") {
    bucket.used += 1;
    state.restSpent += 1;
  }
  return answer;
}

function route(state: SandboxState, call: Call): Answer {
  const [, installation] = (call.entry.method === "POST" && tokenRoute.exec(call.path)) || [];
  if (installation !== undefined) return createToken(state, call, installation);
  for (const [pattern, handler] of call.entry.method === "GET" ? routes : []) {
    const match = pattern.exec(call.path);
    if (match) return handler(state, call, ...match.slice(1).map(decodeURIComponent));
  }
  complain(state, `unknown route: ${call.entry.method} ${call.path}`);
  return refuse(404, "Not Found");
}

/** A weak ETag of the body; the answer is 304 where the caller has that body already. */
function withTag(call: Call, answer: Answer): Answer {
  if (answer.status !== 200) return answer;
  const etag = `W/"${createHash("sha1").update(answer.body).digest("hex")}"`;
  const headers = { ...answer.headers, etag };
  const known = call.entry.ifNoneMatch?.split(",").map((tag) => tag.trim()) ?? [];
  const strong = etag.slice("W/".length);
  if (!known.includes(etag) && !known.includes(strong)) return { ...answer, headers };
  const { "content-type": _, ...kept } = answer.headers;
  return { ...answer, status: 304, headers: { ...kept, etag }, body: "" };
}

/** `GET /rate_limit` costs nothing; an Enterprise Server with limits off has none. */
function showLimits(state: SandboxState, call: Call): Answer {
  if (!state.limits.enabled) return refuse(404, "Rate limiting is not enabled.");
  const core = quotaOf(bucketOf(state, call.viewer, "core"));
  const graphql = quotaOf(bucketOf(state, call.viewer, "graphql"));
  return json(200, { resources: { core, graphql }, rate: core });
}

/** `GET /user` */
function getOwnUser(_: SandboxState, call: Call): Answer {
  if (call.viewer.kind !== "token") return refuse(401, "Requires authentication");
  if (call.viewer.token.installation || isInstallation(call.viewer.token.token))
    return refuse(403, "Resource not accessible by integration");
  return json(200, accountBody(call.base, call.viewer.token.login, "User"));
}

/** `GET /users/{username}`: organisations too. */
function getUser(_: SandboxState, call: Call, login: string): Answer {
  const owner = call.index.owner(login);
  return owner ? json(200, accountBody(call.base, owner.login, owner.type)) : refuse(404, "Not Found");
}
