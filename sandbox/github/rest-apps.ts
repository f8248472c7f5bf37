import type { components } from "@octokit/openapi-types";
import type { AppRecord, InstallationRecord } from "../population.ts";
import { type Answer, json, refuse } from "./answer.ts";
import type { Call } from "./call.ts";
import { idOf, nodeIdOf } from "./ids.ts";
import { installedAt, mintToken } from "./installations.ts";
import { answerPage } from "./rest-lists.ts";
import { accountBody } from "./rest-people.ts";
import { tokenOf } from "./rest-repositories.ts";
import { repositoryText } from "./rest-repository.ts";
import type { SandboxState } from "./state.ts";

/** Whether only an App itself may ask this. */
export function isForApps(path: string): boolean {
  return /^\/app(\/|$)|^\/(users|orgs)\/[^/]+\/installation$/.test(path);
}

function asApp(call: Call, answer: (app: AppRecord) => Answer): Answer {
  return call.viewer.kind === "app"
    ? answer(call.viewer.app)
    : refuse(401, "A JSON web token could not be decoded");
}

/** `GET /app` */
export function getApp(_: SandboxState, call: Call): Answer {
  return asApp(call, (app) =>
    json(200, {
      id: app.id,
      client_id: app.clientId,
      slug: app.name,
      name: app.name,
      owner: accountBody(call.base, app.owner, "Organization"),
      permissions: {},
      events: [],
      installations_count: app.installations.length,
    }),
  );
}

/** `GET /app/installations` */
export function listInstallations(state: SandboxState, call: Call): Answer {
  return asApp(call, (app) =>
    answerPage(state, call, {
      items: app.installations,
      path: "/app/installations",
      toText: (one) => JSON.stringify(installationBody(call, app, one)),
    }),
  );
}

/** `GET /app/installations/{id}` */
export function getInstallation(_: SandboxState, call: Call, id: string): Answer {
  return asApp(call, (app) => show(call, app, byId(app, id)));
}

/** `GET /users/{username}/installation`: organisations too. */
export function findInstallation(_: SandboxState, call: Call, account: string): Answer {
  return asApp(call, (app) => show(call, app, installedAt(app, account)));
}

/** `GET /orgs/{org}/installation` */
export function findOrganizationInstallation(_: SandboxState, call: Call, account: string): Answer {
  const isOrganization = call.index.owner(account)?.type === "Organization";
  return asApp(call, (app) => show(call, app, isOrganization ? installedAt(app, account) : undefined));
}

/** `POST /app/installations/{id}/access_tokens` */
export function createToken(state: SandboxState, call: Call, id: string): Answer {
  return asApp(call, (app) => {
    const installation = byId(app, id);
    if (!installation) return refuse(404, "Not Found");
    if (installation.suspendedAt) return suspended;
    const { token, expiresAt } = mintToken(state, installation.id);
    return json(201, {
      token,
      expires_at: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, "Z"),
      permissions: installation.permissions,
      repository_selection: installation.repositories === "all" ? "all" : "selected",
    });
  });
}

/** Word for word as in https://github.com/octokit/octokit.rb/pull/1307. */
export const suspended = refuse(403, "This installation has been suspended");

/** `GET /installation/repositories`: what was given to the installation, and nothing that is only public. */
export function listGranted(state: SandboxState, call: Call): Answer {
  const token = tokenOf(call);
  if (!token?.installation)
    return refuse(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  const account = call.viewer.kind === "token" ? call.viewer.account : undefined;
  const granted = call.index
    .repositoriesOf(account?.login ?? "")
    .filter(
      ({ owner, name }) =>
        account?.repositories === "all" || account?.repositories.includes(`${owner}/${name}`.toLowerCase()),
    );
  const page = answerPage(state, call, {
    items: granted,
    path: "/installation/repositories",
    toText: (repository) => repositoryText(call.index, call.base, repository),
  });
  return { ...page, body: `{"total_count":${granted.length},"repositories":${page.body}}` };
}

function byId(app: AppRecord, id: string): InstallationRecord | undefined {
  return app.installations.find((one) => String(one.id) === id);
}

function show(call: Call, app: AppRecord, installation: InstallationRecord | undefined): Answer {
  return installation ? json(200, installationBody(call, app, installation)) : refuse(404, "Not Found");
}

function installationBody(call: Call, app: AppRecord, installation: InstallationRecord) {
  const { id, account, repositories, permissions, suspendedAt, ofEnterprise } = installation;
  const owner = call.index.owner(account);
  const type = ofEnterprise ? "Enterprise" : (owner?.type ?? "Organization");
  return {
    id,
    account:
      type === "Enterprise" ? enterpriseBody(account) : accountBody(call.base, owner?.login ?? account, type),
    repository_selection: repositories === "all" ? "all" : "selected",
    access_tokens_url: `${call.base}/app/installations/${id}/access_tokens`,
    repositories_url: `${call.base}/installation/repositories`,
    app_id: app.id,
    app_slug: app.name,
    target_id: idOf(account),
    target_type: type,
    permissions,
    events: [],
    created_at: "2025-01-01T00:00:00Z",
    updated_at: "2025-01-01T00:00:00Z",
    suspended_by: suspendedAt ? accountBody(call.base, "suspender", "User") : null,
    suspended_at: suspendedAt ?? null,
  };
}

/** An enterprise has a slug and no login: https://docs.github.com/en/rest/apps/apps#get-an-installation-for-the-authenticated-app */
function enterpriseBody(slug: string): components["schemas"]["enterprise"] {
  return {
    id: idOf(slug),
    node_id: nodeIdOf("Enterprise", idOf(slug)),
    name: slug,
    slug,
    html_url: `https://github.com/enterprises/${slug}`,
    avatar_url: `https://avatars.githubusercontent.com/b/${idOf(slug)}`,
    created_at: "2025-01-01T00:00:00Z",
    updated_at: "2025-01-01T00:00:00Z",
  };
}
