import type { Plugin } from "esbuild";

/**
 * Octokit's table of GitHub's REST endpoints is 84 kB to be read at each start. All requests here are made by their route
 * (`octokit.request("GET …")`), and none by a name of that table.
 */
export const pruneOctokit: Plugin = {
  name: "prune-octokit",
  setup(build) {
    build.onResolve({ filter: /^@octokit\/plugin-rest-endpoint-methods$/ }, ({ path }) => ({
      path,
      namespace: "no-endpoints",
    }));
    build.onLoad({ filter: /.*/, namespace: "no-endpoints" }, () => ({
      contents: "export const legacyRestEndpointMethods = () => ({});",
    }));
  },
};
