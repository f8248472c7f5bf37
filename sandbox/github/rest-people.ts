import type { components } from "@octokit/openapi-types";
import type { PersonRecord } from "../population.ts";
import { idOf, nodeIdOf } from "./ids.ts";

type Schemas = components["schemas"];

/** A user, bot or organisation inside another body. Bots have `[bot]` here, which GraphQL leaves out. */
export function personBody(base: string, person: PersonRecord): Schemas["simple-user"] {
  const login = person.restLogin ?? (person.type === "Bot" ? `${person.login}[bot]` : person.login);
  return accountBody(base, login, person.type);
}

/** An account by the login that REST shows. */
export function accountBody(base: string, login: string, type: string): Schemas["simple-user"] {
  const id = idOf(login);
  const url = `${base}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeIdOf(type === "Organization" ? "O" : "U", id),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** A requested team. */
export function teamBody(base: string, organization: string, slug: string): Schemas["team"] {
  const id = idOf(slug);
  const url = `${base}/organizations/${idOf(organization)}/team/${id}`;
  return {
    id,
    node_id: nodeIdOf("T", id),
    name: slug,
    slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    url,
    html_url: `https://github.com/orgs/${organization}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: idOf(organization),
    parent: null,
  };
}

/** A requested team of the enterprise: https://docs.github.com/en/rest/enterprise-teams/enterprise-teams */
export function enterpriseTeamBody(base: string, slug: string): Schemas["team"] {
  const { organization_id: _, ...body } = teamBody(base, "enterprise", slug);
  return { ...body, type: "enterprise", enterprise_id: 1 };
}
