import { type Answer, json, type Silence } from "./answer.ts";
import { type Bucket, complain, type Resource, type SandboxState } from "./state.ts";
import type { Viewer } from "./visibility.ts";

const documentation = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

const keyOf = (viewer: Viewer, resource: Resource) =>
  `${resource} ${viewer.kind === "token" ? viewer.bucket : viewer.kind}`;

/** The bucket that a request draws from; a new one when its hour is over. */
export function bucketOf(state: SandboxState, viewer: Viewer, resource: Resource): Bucket {
  const key = keyOf(viewer, resource);
  const known = state.buckets.get(key);
  if (known && state.now() < known.resetAt) return known;
  const resetAt = state.now() + state.limits.resetInSeconds * 1_000;
  const used = known ? 0 : (state.limits.used?.[resource] ?? 0);
  const bucket = { resource, limit: limitFor(state, viewer, resource), used, recent: [], resetAt };
  state.buckets.set(key, bucket);
  return bucket;
}

function limitFor(state: SandboxState, viewer: Viewer, resource: Resource): number {
  if (viewer.kind !== "token" && viewer.kind !== "app")
    return resource === "core" ? state.limits.anonymousPerHour : 0;
  return resource === "core" ? state.limits.restPerHour : state.limits.graphqlPerHour;
}

/** Leaves nothing in a bucket until a reset in so many seconds. */
export function exhaust(state: SandboxState, viewer: Viewer, resource: Resource, seconds: number): void {
  const limit = limitFor(state, viewer, resource);
  const resetAt = state.now() + seconds * 1_000;
  state.buckets.set(keyOf(viewer, resource), { resource, limit, used: limit, recent: [], resetAt });
}

/** What a bucket says of itself, in the words of `rate_limit` and of the headers. Reset in seconds since 1970. */
export function quotaOf(bucket: Bucket) {
  const used = Math.min(bucket.used, bucket.limit);
  return {
    limit: bucket.limit,
    used,
    remaining: bucket.limit - used,
    reset: Math.ceil(bucket.resetAt / 1_000),
  };
}

/** The rate limit headers of an answer; none where limits are off. */
export function limitHeaders(state: SandboxState, bucket: Bucket): Record<string, string> {
  if (!state.limits.enabled) return {};
  const quota = quotaOf(bucket);
  return {
    "x-ratelimit-limit": String(quota.limit),
    "x-ratelimit-remaining": String(quota.remaining),
    "x-ratelimit-reset": String(quota.reset),
    "x-ratelimit-used": String(quota.used),
    "x-ratelimit-resource": bucket.resource,
  };
}

/** The refusal of a request whose bucket is empty; undefined while there is something left. */
export function refuseIfEmpty(state: SandboxState, bucket: Bucket, viewer: Viewer): Answer | undefined {
  if (!state.limits.enabled || bucket.used < bucket.limit) return undefined;
  const silence = { scope: bucket.resource, until: bucket.resetAt };
  const whom = viewer.kind === "token" ? "user ID 1." : "127.0.0.1.";
  const message = `API rate limit exceeded for ${whom}`;
  if (bucket.resource === "graphql")
    return { ...json(200, { errors: [graphqlLimit(state, message)] }), silence };
  const refusal = json(403, {
    message: `${message} If you reach out to GitHub Support for help, please include the request ID.`,
    documentation_url: documentation,
    status: "403",
  });
  return { ...refusal, silence };
}

/** GitHub has two spellings: https://github.com/yanyongyu/githubkit/issues/271. */
function graphqlLimit(state: SandboxState, message: string) {
  const { graphqlErrorType } = state.limits;
  if (graphqlErrorType === "RATE_LIMITED") return { type: graphqlErrorType, message };
  const already = message.replace("limit exceeded", "limit already exceeded");
  return { type: graphqlErrorType, code: "graphql_rate_limit", message: already };
}

/** The answer to a client that asks too much at once. Status 200 is GraphQL's way to say it. */
export function secondaryLimit(state: SandboxState, status: number, retryAfter: number | undefined): Answer {
  const until = state.now() + (retryAfter ?? 60) * 1_000;
  const message =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.";
  const body =
    status === 200
      ? { errors: [{ type: "RATE_LIMITED", message }] }
      : {
          message,
          documentation_url: `${documentation}#about-secondary-rate-limits`,
          status: String(status),
        };
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return { ...json(status, body, headers), silence: { scope: "all", until } };
}

/**
 * Remembers that GitHub told the client to be silent, at the time at which it does: before, the client cannot know. As
 * many requests as ever were in flight may be on their way.
 */
export function announce(state: SandboxState, { scope, until }: Silence): void {
  const known = state.announced.get(scope);
  if (known && state.now() < known.until) return;
  state.announced.set(scope, { until, allowance: state.maxInFlight });
}

/** Notes a request that was sent although GitHub had told the client to be silent. */
export function checkSilence(state: SandboxState, resource: Resource): void {
  for (const scope of [resource, "all"]) {
    const announced = state.announced.get(scope);
    if (!announced || state.now() >= announced.until) continue;
    announced.allowance -= 1;
    if (announced.allowance < 0)
      complain(state, `requests to ${resource} were sent while rate limited (${scope})`);
  }
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api#secondary-rate-limits */
const pointsPerMinute = 2_000;

/** Takes the points of a query from its bucket, and watches how many a minute takes. */
export function spendPoints(state: SandboxState, bucket: Bucket, points: number): void {
  bucket.used += points;
  state.points += points;
  const now = state.now();
  bucket.recent = [...bucket.recent.filter((one) => now - one.at < 60_000), { at: now, points }];
  const sum = bucket.recent.reduce((total, one) => total + one.points, 0);
  if (state.limits.enabled && sum > pointsPerMinute) {
    complain(state, `more than ${pointsPerMinute} GraphQL points in a minute`);
  }
}
