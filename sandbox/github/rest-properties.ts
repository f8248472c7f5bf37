import type { components } from "@octokit/openapi-types";
import type { OwnerRecord, RepositoryRecord } from "../population.ts";
import { type Answer, json, refuse } from "./answer.ts";
import type { Call } from "./call.ts";
import { idOf } from "./ids.ts";
import type { Located } from "./population-index.ts";
import { answerPage } from "./rest-lists.ts";
import { byId, tokenOf, withRepository } from "./rest-repositories.ts";
import type { SandboxState } from "./state.ts";
import { canSee, hides } from "./visibility.ts";

type Value = components["schemas"]["custom-property-value"];
type OfRepository = components["schemas"]["org-repo-custom-property-values"];

/** `GET /repos/{owner}/{repo}/properties/values`: https://docs.github.com/en/rest/repos/custom-properties */
export function getProperties(_: SandboxState, call: Call, owner: string, name: string): Answer {
  return showProperties(call, call.index.locate(owner, name));
}

/** `GET /repositories/{id}/properties/values`, where the former redirects to. */
export function getPropertiesById(_: SandboxState, call: Call, id: string): Answer {
  return showProperties(call, byId(call, id));
}

/** Only organisations have custom properties; what GitHub says below a user is documented as 404 alone. */
function showProperties(call: Call, found: Located | undefined): Answer {
  return withRepository(call, found, "/properties/values", (repository) => {
    const token = tokenOf(call);
    if (token && hides(token, repository, "properties")) return refused;
    const owner = call.index.owner(repository.owner);
    if (owner?.type !== "Organization") return refuse(404, "Not Found");
    return json(200, valuesOf(repository, definedBy(call, owner)));
  });
}

const refused = refuse(403, "Resource not accessible by personal access token");

/** `GET /orgs/{org}/properties/values`: https://docs.github.com/en/rest/orgs/custom-properties */
export function listProperties(state: SandboxState, call: Call, org: string): Answer {
  return showOwner(state, call, call.index.owner(org));
}

/** `GET /organizations/{id}/properties/values`, where the links of the former lead. */
export function listPropertiesById(state: SandboxState, call: Call, id: string): Answer {
  return showOwner(state, call, call.index.ownerById(Number(id)));
}

/** For members of the organisation; a token that lacks the right to every repository's lacks the organisation's. */
function showOwner(state: SandboxState, call: Call, owner: OwnerRecord | undefined): Answer {
  const token = tokenOf(call);
  if (!token) return refuse(401, "Requires authentication");
  if (owner?.type !== "Organization") return refuse(404, "Not Found");
  if (token.hidden.some(({ repository, what }) => repository === "*" && what === "properties"))
    return refused;
  const names = definedBy(call, owner);
  const toBody = (repository: RepositoryRecord): OfRepository => ({
    repository_id: repository.id,
    repository_name: repository.name,
    repository_full_name: `${repository.owner}/${repository.name}`,
    properties: valuesOf(repository, names),
  });
  return answerPage(state, call, {
    items: call.index.repositoriesOf(owner.login).filter((one) => canSee(token, one)),
    path: `/organizations/${idOf(owner.login)}/properties/values`,
    toText: (repository) => JSON.stringify(toBody(repository)),
  });
}

/** Every property that is defined is told of every repository, as null where it is not set. */
function valuesOf({ properties }: RepositoryRecord, names: readonly string[]): Value[] {
  return names.map((name) => {
    const value = properties[name] ?? null;
    return { property_name: name, value: typeof value === "string" || value === null ? value : [...value] };
  });
}

function definedBy(call: Call, { login }: OwnerRecord): readonly string[] {
  const names = call.index.repositoriesOf(login).flatMap(({ properties }) => Object.keys(properties));
  return [...new Set(names)].sort();
}
