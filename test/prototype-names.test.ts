import { describe, expect, it } from "vitest";
import { issue, pullRequest } from "../sandbox/records.ts";
import { APP_KEY, openHouse } from "./support/house.ts";
import { expectHeartbeatLast, expectNoProblems, expectNumbers } from "./support/received.ts";
import { APIS, townOf } from "./support/town.ts";

/** What every object of JavaScript inherits; anybody can be called so on GitHub, and call a label, team or topic so. */
const NAMES = ["constructor", "__proto__", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"] as const;
const DAY_MS = 86_400_000;

const pulls = NAMES.map((name, index) =>
  pullRequest(index + 1, Date.now() - DAY_MS, {
    author: { login: name, type: index % 2 === 0 ? "Bot" : "User" },
    labels: [name],
    reviewers: [{ login: name, type: "User" }],
    teams: [name],
  }),
);
const issues = NAMES.map((name, index) =>
  issue(index + 100, Date.now() - DAY_MS, { author: { login: name, type: "Bot" }, labels: [name] }),
);

describe.each(APIS)("by %s, names that every object of JavaScript inherits", (api) => {
  it.each(["constructor", "__proto__", "toString"])("are names like others (acme/%s)", async (name) => {
    const population = townOf({
      [`acme/${name}`]: { pullRequests: pulls, issues, topics: NAMES.map((one) => one.toLowerCase()) },
      "acme/other": 0,
    });
    const house = await openHouse({ population });
    const env = {
      GITHUB_API: api,
      GITHUB_REPOSITORIES: "acme/*",
      METRICS: api === "graphql" ? "+*" : undefined,
      LABELS: "!valueof",
      DD_APP_KEY: APP_KEY,
    };
    const outcome = await house.run(env);
    expect(outcome.exitCode).toBe(0);
    const metrics = api === "graphql" ? "all" : "default";
    const repositories = [`acme/${name}`, "acme/other"];
    expectNumbers(house, population, {
      repositories,
      api,
      metrics,
      kept: { label: (value) => value !== "valueof" },
    });
    expectHeartbeatLast(house);
    expectNoProblems(house);
  });
});
