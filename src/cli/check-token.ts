import type { Settings } from "../config/load.ts";
import type { Wanted } from "../domain/wanted.ts";
import { kindOfToken, type RateLimit } from "../github/check/credential.ts";
import { reasonAdvice } from "./check-advice.ts";
import type { GitHubFindings } from "./check-findings.ts";
import { type CheckRow, rowsOf } from "./check-row.ts";
import { showCount } from "./numbers.ts";

const row = rowsOf("GitHub");
const DAY = 86_400_000;
/** Time enough to get a new one approved. */
const EXPIRES_SOON = 14 * DAY;

/** Rows about the address and the credential. */
export function credentialRows(
  { limits, identity, usage }: GitHubFindings,
  { github }: Settings,
  wanted: Wanted,
  now: number,
): readonly CheckRow[] {
  const { host } = new URL(github.apiUrl);
  const failure = [limits, identity].find(
    (tried) => tried?.kind === "failed" && tried.reason !== "rate_limited",
  );
  if (failure?.kind === "failed" && failure.reason === "unauthorized") {
    return [
      row("pass", "address", `${host} answers`),
      row("fail", "token", failure.message, reasonAdvice("unauthorized")),
    ];
  }
  if (limits.kind === "failed" && limits.reason !== "forbidden" && limits.reason !== "rate_limited") {
    return [
      row("fail", "address", limits.message, reasonAdvice(limits.reason)),
      row("skip", "token", "not tried: see the address"),
    ];
  }
  const address = row("pass", "address", `${host} answers`);
  const expiry = usage.tokenExpiresAt === undefined ? [] : [expiryRow(usage.tokenExpiresAt, now)];
  const sso = usage.partialAccess ? [ssoRow()] : [];
  return [
    address,
    tokenRow(github.token, identity),
    ...scopeRows(github.token, identity, wanted),
    ...expiry,
    ...sso,
  ];
}

function tokenRow(token: string | undefined, identity: GitHubFindings["identity"]): CheckRow {
  if (token === undefined) {
    const found = "none: public repositories only, by REST, 60 requests an hour";
    return row("warn", "token", found, "Set GITHUB_TOKEN.");
  }
  const kind = kindOfToken(token);
  if (identity === undefined)
    return row("skip", "token", `${kind}; whose was not asked, since the quota is spent`);
  if (identity.kind === "failed")
    return row("warn", "token", `${kind}; ${identity.message}`, reasonAdvice(identity.reason));
  const { login } = identity.value;
  return row("pass", "token", login === undefined ? kind : `${kind}, of ${login}`);
}

/** What implies each of the two scopes that matter: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
const ORGANISATION = ["read:org", "write:org", "admin:org"];

function scopeRows(
  token: string | undefined,
  identity: GitHubFindings["identity"],
  wanted: Wanted,
): readonly CheckRow[] {
  if (token === undefined || identity?.kind !== "answered") return [];
  const { scopes } = identity.value;
  if (scopes === undefined)
    return [
      row(
        "skip",
        "permissions",
        "GitHub does not tell those of this kind of token: the repositories show them",
      ),
    ];
  const found = scopes.length === 0 ? "none" : scopes.join(", ");
  const lacks = [
    ...(scopes.includes("repo") ? [] : ["repo, for private repositories"]),
    ...(wanted.pullRequests?.has("teams") && !ORGANISATION.some((scope) => scopes.includes(scope))
      ? ["read:org, for the names of requested teams"]
      : []),
  ];
  return [
    lacks.length === 0
      ? row("pass", "scopes", found)
      : row("warn", "scopes", found, `Give the token the scope ${lacks.join("; and ")}.`),
  ];
}

function expiryRow(expiresAt: number, now: number): CheckRow {
  const days = Math.floor((expiresAt - now) / DAY);
  const found = `expires in ${days} days, on ${new Date(expiresAt).toISOString().slice(0, 10)}`;
  return expiresAt - now < EXPIRES_SOON
    ? row("warn", "expiry", found, "Make a new token in time, and watch exporter.github.token.expires_in.")
    : row("pass", "expiry", found);
}

function ssoRow(): CheckRow {
  const found = "GitHub left out organisations that the token is not authorised for";
  return row(
    "fail",
    "single sign-on",
    found,
    "Authorise the token for them, on GitHub's page of your tokens.",
  );
}

/** Rows about what is left of GitHub's quota, against what a run takes of it. */
export function quotaRows(
  findings: Pick<GitHubFindings, "limits" | "survey">,
  settings: Settings,
  now: number,
): readonly CheckRow[] {
  const { limits } = findings;
  if (limits.kind === "failed") return [];
  if (limits.value.length === 0) return [row("skip", "quota", "this GitHub has no rate limits")];
  return limits.value.flatMap((limit) => quotaRow(limit, findings, settings, now));
}

function quotaRow(
  { resource, limit, remaining, resetAt }: RateLimit,
  { survey }: Pick<GitHubFindings, "survey">,
  { github, run }: Settings,
  now: number,
): readonly CheckRow[] {
  const used = (github.api === "rest" ? "core" : "graphql") === resource;
  // Without a token there is no GraphQL: a limit of 0 there is nobody's trouble.
  if (!used && limit === 0) return [];
  const tried = resource === "core" ? "quota of REST" : "quota of GraphQL";
  const minutes = Math.max(1, Math.round((resetAt - now) / 60_000));
  const left = `${showCount(remaining)} of ${showCount(limit)} left, all of them again in ${minutes} min`;
  if (!used) return [row("pass", tried, left)];
  if (remaining === 0) {
    const advice = "Give the exporter a token of its own, or a longer interval.";
    return [row(resetAt > now + run.readingMs ? "fail" : "warn", tried, `spent; ${left}`, advice)];
  }
  const cost = survey?.costOfRun ?? 0;
  const found = survey === undefined ? left : `${left}; a run takes about ${showCount(cost)}`;
  if (github.token === undefined && github.app === undefined) {
    const runs = cost === 0 ? "" : `, so at most ${Math.floor(limit / cost)} runs an hour`;
    return [
      row(
        cost > remaining ? "fail" : "warn",
        tried,
        `${found}${runs}`,
        "Set GITHUB_TOKEN: a token has 5,000 an hour.",
      ),
    ];
  }
  return [
    cost > remaining
      ? row(
          "warn",
          tried,
          found,
          "Give the exporter a token of its own, a longer interval or fewer repositories.",
        )
      : row("pass", tried, found),
  ];
}
