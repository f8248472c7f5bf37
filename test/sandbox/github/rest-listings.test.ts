import { describe, expect, it } from "vitest";
import { get, getAnonymously, open, repository } from "./support.ts";

describe("a list of repositories", () => {
  const repositories = [
    repository("acme/zebra", { id: 1 }),
    repository("acme/ant", { id: 2, private: true }),
    repository("worker/dotfiles", { id: 3 }),
    repository("worker/notes", { id: 4, private: true }),
  ];
  const names = async (response: Response) =>
    ((await response.json()) as { full_name: string }[]).map((one) => one.full_name);

  it.each([
    ["/orgs/acme/repos?type=all", ["acme/ant", "acme/zebra"]],
    ["/orgs/acme/repos?sort=full_name&direction=desc", ["acme/zebra", "acme/ant"]],
    ["/users/worker/repos", ["worker/dotfiles"]],
    ["/users/acme/repos", ["acme/zebra"]],
    ["/user/repos?affiliation=owner", ["worker/dotfiles", "worker/notes"]],
  ])("%s shows what the token may see", async (path, expected) => {
    const github = await open(repositories);
    expect(await names(await get(github, path))).toEqual(expected);
    expect(github.problems).toEqual([]);
  });

  it("shows public ones only to nobody", async () => {
    const github = await open(repositories);
    expect(await names(await getAnonymously(github, "/orgs/acme/repos"))).toEqual(["acme/zebra"]);
    expect((await getAnonymously(github, "/user/repos?affiliation=owner")).status).toBe(401);
  });

  it.each([
    ["/orgs/acme/repos", /^<http:\/\/127\.0\.0\.1:\d+\/organizations\/\d+\/repos\?per_page=1&page=2>/],
    ["/user/repos", /^<http:\/\/127\.0\.0\.1:\d+\/user\/repos\?per_page=1&affiliation=owner&page=2>/],
    ["/users/acme/repos", /^$/],
  ])("%s links to its pages as GitHub does", async (path, expected) => {
    const github = await open(repositories);
    const affiliation = path === "/user/repos" ? "&affiliation=owner" : "";
    const link = (await get(github, `${path}?per_page=1${affiliation}`)).headers.get("link") ?? "";
    expect(link).toMatch(expected);
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1];
    if (next) expect((await get(github, next.slice(github.url.length))).status).toBe(200);
  });

  it("of a user links by the user's id", async () => {
    const two = [repository("worker/a", { id: 1 }), repository("worker/b", { id: 2 })];
    const github = await open(two);
    const link = (await get(github, "/users/worker/repos?per_page=1")).headers.get("link") ?? "";
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1] ?? "";
    expect(new URL(next).pathname).toMatch(/^\/user\/\d+\/repos$/);
    expect(await names(await get(github, next.slice(github.url.length)))).toEqual(["worker/b"]);
  });

  it.each([
    ["/orgs/worker/repos", 404],
    ["/orgs/none/repos", 404],
    ["/users/none/repos", 404],
    ["/organizations/1/repos", 404],
    ["/user/1/repos", 404],
    ["/user/repos", 422],
    ["/orgs/acme/repos?type=forks", 422],
    ["/orgs/acme/repos?sort=pushed", 422],
  ])("%s is %i", async (path, status) => {
    const github = await open(repositories);
    expect((await get(github, path)).status).toBe(status);
  });
});
