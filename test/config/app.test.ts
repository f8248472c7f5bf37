import { describe, expect, it } from "vitest";
import { APP_PRIVATE_KEY } from "../support/app.ts";
import { faulty, loaded, settings } from "./environment.ts";

const key = { GITHUB_APP_PRIVATE_KEY: APP_PRIVATE_KEY };
const app = { GITHUB_APP_ID: "4242", ...key };
const rest = { GITHUB_REPOSITORIES: "acme/*", DD_API_KEY: "k-1" };
const alone = { GITHUB_TOKEN: "" };

describe("a GitHub App", () => {
  it("reads instead of a token, by GraphQL, and is no missing credential", () => {
    const { github } = settings({ ...alone, ...app });
    expect(github).toMatchObject({ api: "graphql", app: { id: "4242", privateKey: APP_PRIVATE_KEY } });
    expect(github.token).toBeUndefined();
    expect(github.app).not.toHaveProperty("installationId");
    expect(loaded({ ...rest, ...app })).toMatchObject({ kind: "settings", warnings: [] });
  });

  it("may be told its installation, and its client id for its id", () => {
    const env = { ...alone, ...app, GITHUB_APP_ID: "Iv23liA1b2C3d4E5f6G7", GITHUB_APP_INSTALLATION_ID: "77" };
    expect(settings(env).github.app).toMatchObject({ id: "Iv23liA1b2C3d4E5f6G7", installationId: 77 });
  });

  it("is enough for custom properties and for GRAPHQL", () => {
    const env = { ...alone, ...app, GITHUB_API: "graphql", PROPERTY_TAGS: "team" };
    expect(settings(env).further.wanted.properties).toBe(true);
  });

  it.each([
    ["beside a token", { ...app, GITHUB_TOKEN: "t-1" }, ["GITHUB_APP_ID"]],
    ["without its key", { GITHUB_APP_ID: "4242" }, ["GITHUB_APP_PRIVATE_KEY"]],
    ["without its id", key, ["GITHUB_APP_ID"]],
    ["of an installation alone", { GITHUB_APP_INSTALLATION_ID: "7" }, ["GITHUB_APP_INSTALLATION_ID"]],
    ["with a name for its id", { ...app, GITHUB_APP_ID: "backlog-reader" }, ["GITHUB_APP_ID"]],
    ["with 0 for its id", { ...app, GITHUB_APP_ID: "0" }, ["GITHUB_APP_ID"]],
    [
      "with an address for its installation",
      { ...app, GITHUB_APP_INSTALLATION_ID: "https://x" },
      ["GITHUB_APP_INSTALLATION_ID"],
    ],
    ["with a path for its key", { ...app, GITHUB_APP_PRIVATE_KEY: "./key.pem" }, ["GITHUB_APP_PRIVATE_KEY"]],
  ])("%s is a fault of that variable", (_, env, names) => {
    expect(faulty({ ...rest, ...env })).toEqual(names);
  });

  it("beside a token is told with the names of both", () => {
    const result = loaded({ ...rest, ...app, GITHUB_TOKEN: "t-1" });
    expect(result.kind === "faults" && result.faults[0]?.problem).toContain("GITHUB_TOKEN");
  });

  it("is nothing that setup looks at", () => {
    expect(faulty({ DD_API_KEY: "k", DD_APP_KEY: "a", GITHUB_APP_ID: "4242" }, "setup")).toEqual([]);
  });
});
