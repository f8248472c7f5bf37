import { describe, expect, it } from "vitest";
import type { Fault } from "../../../sandbox/github/types.ts";
import { ask, get, jsonOf, open, post, pullRequests, repository } from "./support.ts";

const two = [
  repository("acme/api", { id: 1, pullRequests: pullRequests(3) }),
  repository("acme/web", { id: 2, pullRequests: pullRequests(3) }),
];
const openWith = async (fault: Fault) => {
  const github = await open(two);
  github.fault({ fault });
  return github;
};
const pulls = "/repos/acme/api/pulls";
const page = (name: string, first = 2) =>
  `repository(owner: "acme", name: "${name}") { pullRequests(states: OPEN, first: ${first}) { nodes { number } } }`;

describe("GraphQL", () => {
  it("fails as a whole with status 200", async () => {
    const github = await openWith({ kind: "graphql-errors" });
    const body = await ask(github, `{ ${page("api")} }`);
    expect(body).toEqual({
      data: null,
      errors: [{ message: expect.stringMatching(/^Something went wrong/) }],
    });
    github.reset();
    github.fault({ fault: { kind: "graphql-errors", message: "No.", type: "FORBIDDEN" } });
    expect((await ask(github, `{ ${page("api")} }`)).errors).toEqual([{ type: "FORBIDDEN", message: "No." }]);
  });

  it.each([
    [
      true,
      [
        {
          type: "RESOURCE_LIMITS_EXCEEDED",
          path: ["b"],
          message: "Resource limits for this query exceeded.",
        },
      ],
    ],
    [false, [{ type: "RESOURCE_LIMITS_EXCEEDED", message: "Resource limits for this query exceeded." }]],
  ])("loses some aliases, with a path: %s", async (path, errors) => {
    const github = await openWith({ kind: "graphql-partial", aliases: (alias) => alias === "b", path });
    const body = await ask(github, `{ a: ${page("api", 1)} b: ${page("web")} rateLimit { cost } }`);
    expect(body.data).toEqual({
      a: { pullRequests: { nodes: [{ number: 1 }] } },
      b: null,
      rateLimit: { cost: 1 },
    });
    expect(body.errors).toEqual(errors);
  });

  it("keeps the errors it has when it loses aliases, and is whole where none is lost", async () => {
    const github = await openWith({ kind: "graphql-partial", aliases: (_, index) => index === 0, type: "X" });
    const body = await ask(
      github,
      `{ a: ${page("api")} c: repository(owner: "acme", name: "none") { name } }`,
    );
    expect(body.errors?.map(({ type }) => type)).toEqual(["NOT_FOUND", "X"]);
    github.reset();
    github.fault({ fault: { kind: "graphql-partial", aliases: () => false } });
    expect(Object.keys(await ask(github, `{ a: ${page("api")} }`))).toEqual(["data"]);
  });

  it.each([
    [
      "a page",
      { kind: "too-heavy", perPage: 2 },
      `{ ${page("api", 3)} }`,
      `{ a: ${page("api")} b: ${page("web")} }`,
    ],
    [
      "all",
      { kind: "too-heavy", inAll: 3, status: 504 },
      `{ a: ${page("api")} b: ${page("web")} }`,
      `{ ${page("api", 3)} }`,
    ],
  ] as const)(
    "gives up a query that asks too much in %s, and takes its points",
    async (_, fault, heavy, light) => {
      const github = await openWith(fault);
      const response = await post(github, heavy);
      expect(response.status).toBe("status" in fault ? fault.status : 502);
      expect((await jsonOf(response)).errors[0].message).toMatch(/^Something went wrong/);
      expect(github.points).toBe(1);
      expect((await ask(github, light)).errors).toBeUndefined();
      expect((await get(github, pulls)).status).toBe(200);
    },
  );
});

describe("limits on request", () => {
  it.each([
    [403, 5, "5"],
    [429, undefined, null],
  ] as const)("the secondary one is %i with retry-after %s", async (status, retryAfter, header) => {
    const github = await openWith({ kind: "secondary-limit", status, ...(retryAfter && { retryAfter }) });
    const response = await get(github, pulls);
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(header);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("5000");
    expect((await jsonOf(response)).message).toMatch(/secondary rate limit/);
  });

  it("the secondary one of GraphQL can have status 200", async () => {
    const github = await openWith({ kind: "secondary-limit", status: 200 });
    const body = await ask(github, "{ viewer { login } }");
    expect(body.errors?.[0]?.message).toMatch(/secondary rate limit/);
  });

  it("the primary one lasts until its reset, for that API only", async () => {
    let now = Date.UTC(2026, 0, 1);
    const github = await open(two, { now: () => now });
    github.fault({ times: 1, fault: { kind: "primary-limit", resetInSeconds: 20 } });
    const response = await get(github, pulls);
    expect(response.status).toBe(403);
    expect(response.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(response.headers.get("x-ratelimit-reset")).toBe(String(now / 1_000 + 20));
    expect((await get(github, pulls)).status).toBe(403);
    expect((await ask(github, "{ viewer { login } }")).errors).toBeUndefined();
    now += 20_000;
    expect((await get(github, pulls)).status).toBe(200);
  });

  it("the primary one of GraphQL is an error in an answer of status 200", async () => {
    const github = await openWith({ kind: "primary-limit", resetInSeconds: 20 });
    expect((await ask(github, "{ viewer { login } }")).errors?.[0]?.type).toBe("RATE_LIMITED");
  });
});
