import type { Settings } from "../config/load.ts";
import type { Wanted } from "../domain/wanted.ts";
import type { Budget } from "../github/check/budget.ts";
import { kindOfToken, type RateLimit } from "../github/check/credential.ts";
import { reasonAdvice } from "./check-advice.ts";
import { titled } from "./check-app.ts";
import type { GitHubFindings } from "./check-findings.ts";
import { type CheckResult, type CheckRow, rowsOf } from "./check-row.ts";
import { showCount } from "./numbers.ts";

const row = rowsOf("GitHub");
const DAY = 86_400_000;
/** Time enough to get a new one approved. */
const EXPIRES_SOON = 14 * DAY;

/** Rows about the address and the credential. */
export function credentialRows(
  { limits, identity, survey, usage }: GitHubFindings,
  { github }: Settings,
  { wanted, now, result }: { readonly wanted: Wanted; readonly now: number; readonly result: CheckResult },
): readonly CheckRow[] {
  const { host } = new URL(github.apiUrl);
  const [first] = limits;
  const failure = [first, identity].find(
    (tried) => tried?.kind === "failed" && tried.reason !== "rate_limited",
  );
  if (failure?.kind === "failed" && failure.reason === "unauthorized") {
    return [
      row("pass", "address", `${host} answers`),
      row("fail", "token", failure.message, reasonAdvice("unauthorized")),
    ];
  }
  const unlimited =
    first?.kind === "failed" && !["forbidden", "rate_limited", "deadline"].includes(first.reason);
  if (unlimited && survey === undefined) {
    return [
      row("fail", "address", first.message, reasonAdvice(first.reason)),
      row("skip", "token", "not tried: see the address"),
    ];
  }
  const address = unlimited
    ? row(
        result,
        "address",
        `${host} did not tell its rate limits: ${first.message}`,
        reasonAdvice(first.reason),
      )
    : row("pass", "address", `${host} answers`);
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

interface Times {
  readonly now: number;
  /** When the reading of a run would end. */
  readonly deadline: number;
  /** Of what is wrong somewhere: whether the run as a whole fails. */
  readonly result: CheckResult;
}

/** Rows about what is left of GitHub's limits for each credential, against what a run takes of them. */
export function quotaRows(
  { limits, survey, app }: GitHubFindings,
  settings: Settings,
  times: Times,
): readonly CheckRow[] {
  return limits.flatMap((tried, i) => {
    const budget = survey?.budgets[i];
    const known = budget?.limits ?? (tried.kind === "answered" ? tried.value : []);
    const installation = app?.installations[i]?.installation;
    if (installation?.kind === "failed") return [];
    const rows =
      tried.kind === "answered" && known.length === 0
        ? [row("skip", "quota", "this GitHub has no rate limits")]
        : known.flatMap((limit) => quotaRow(limit, budget, settings, times));
    const owner = installation?.value.account;
    return owner === undefined ? rows : rows.map((one) => ({ ...one, tried: titled(one.tried, owner) }));
  });
}

function quotaRow(
  { resource, limit, remaining, resetAt }: RateLimit,
  budget: Budget | undefined,
  { github }: Settings,
  { now, deadline, result }: Times,
): readonly CheckRow[] {
  const isReading = (github.api === "rest" ? "core" : "graphql") === resource;
  // Without a token there is no GraphQL: a limit of 0 there is nobody's trouble.
  if (!isReading && limit === 0) return [];
  const tried = resource === "core" ? "quota of REST" : "quota of GraphQL";
  const minutes = Math.max(1, Math.round((resetAt - now) / 60_000));
  const left = `${showCount(remaining)} of ${showCount(limit)} left, all of them again in ${minutes} min`;
  const cost = budget?.needs[resource] ?? 0;
  if (!isReading && cost === 0) return [row("pass", tried, left)];
  const inTime = resetAt < deadline;
  if (budget === undefined && remaining === 0)
    return [row(inTime ? "warn" : "fail", tried, `spent; ${left}`, OWN)];
  if (budget === undefined) return [row("pass", tried, left)];
  const found = `${left}; a run takes about ${showCount(cost)}`;
  const unpaid = isReading || cost > remaining ? budget.unpaid.length : 0;
  if (unpaid > 0) {
    const lost = unpaid === 1 ? budget.unpaid[0]?.repository : `${showCount(unpaid)} repositories`;
    return [row(result, tried, `${found}: that does not pay for ${lost}`, LESS)];
  }
  if (github.token === undefined && github.app === undefined) {
    const runs = cost === 0 ? "" : `, so at most ${Math.floor(limit / cost)} runs an hour`;
    const advice = "Set GITHUB_TOKEN: a token has 5,000 an hour.";
    return [row("warn", tried, `${found}${runs}`, advice)];
  }
  return cost > remaining
    ? [row("warn", tried, `${found}: it waits for that`, OWN)]
    : [row("pass", tried, found)];
}

const OWN = "Give the exporter a token of its own, or a longer interval.";
const LESS = "Give the exporter a token of its own, a longer interval or fewer repositories.";
