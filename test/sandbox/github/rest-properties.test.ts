import { describe, expect, it } from "vitest";
import { get, getAnonymously, getJson, open, population, repository, token } from "./support.ts";

const repositories = [
  repository("acme/api", {
    id: 1,
    properties: { team: "payments", langs: ["go", "ts"] },
    formerNames: ["acme/old"],
  }),
  repository("acme/web", { id: 2, private: true }),
  repository("worker/dotfiles", { id: 3 }),
];
const OF_API = [
  { property_name: "langs", value: ["go", "ts"] },
  { property_name: "team", value: "payments" },
];
const UNSET = [
  { property_name: "langs", value: null },
  { property_name: "team", value: null },
];

describe("custom properties", () => {
  it("of an organisation are listed with all its repositories, null where they are not set", async () => {
    const github = await open(repositories);
    expect(await getJson(github, "/orgs/acme/properties/values?per_page=100")).toEqual([
      { repository_id: 1, repository_name: "api", repository_full_name: "acme/api", properties: OF_API },
      { repository_id: 2, repository_name: "web", repository_full_name: "acme/web", properties: UNSET },
    ]);
    const link = (await get(github, "/orgs/acme/properties/values?per_page=1")).headers.get("link");
    expect(link).toMatch(/\/organizations\/\d+\/properties\/values\?per_page=1&page=2>; rel="next"/);
    expect(github.problems).toEqual([]);
  });

  it("of a repository are shown by its name, its id, and after a redirect", async () => {
    const github = await open(repositories);
    expect(await getJson(github, "/repos/acme/api/properties/values")).toEqual(OF_API);
    expect(await getJson(github, "/repositories/2/properties/values")).toEqual(UNSET);
    const moved = await get(github, "/repos/acme/old/properties/values");
    expect([moved.status, moved.headers.get("location")]).toEqual([
      301,
      `${github.url}/repositories/1/properties/values`,
    ]);
  });

  it("are none that a user could have", async () => {
    const github = await open(repositories);
    const paths = ["/orgs/worker/properties/values", "/repos/worker/dotfiles/properties/values"];
    expect(await Promise.all(paths.map(async (path) => (await get(github, path)).status))).toEqual([
      404, 404,
    ]);
  });

  it("are for members, a public repository's for everybody", async () => {
    const blind = token({ hidden: [{ repository: "*", what: "properties" }] });
    const github = await open(repositories, { population: population(repositories, [blind]) });
    const paths = ["/orgs/acme/properties/values", "/repos/acme/api/properties/values"];
    expect(await Promise.all(paths.map(async (path) => (await get(github, path)).status))).toEqual([
      403, 403,
    ]);
    const anonymous = await Promise.all(paths.map((path) => getAnonymously(github, path)));
    expect(anonymous.map(({ status }) => status)).toEqual([401, 200]);
  });
});
