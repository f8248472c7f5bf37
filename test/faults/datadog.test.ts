import { describe, expect, test } from "vitest";
import type { Exchange } from "../../sandbox/datadog/faults.ts";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import { START } from "../support/clock.ts";
import { APP_KEY } from "../support/house.ts";
import { APIS, townOf } from "../support/town.ts";
import { cellsOf, isStruck } from "./cells.ts";
import { expectEnding } from "./expect.ts";
import { ALL } from "./rows.ts";
import { payloadRows, queryRows } from "./rows-datadog.ts";
import { NUMBER, play } from "./stage.ts";
import { names, PATTERNS } from "./town.ts";

/** The same repositories as for GitHub's faults, with less to read. */
const town = townOf(
  Object.fromEntries(names.map((name, index) => [name, { pullRequests: manyPulls(index, START) }])),
);
const env = { GITHUB_REPOSITORIES: PATTERNS };
/** Queries of a run: one for each metric that is read back, and one for the repositories of the run before. */
const QUERIES = { graphql: 10, rest: 8 };

/** A tag that makes every series larger. */
const LONG = ["one", "other"].map((key) => `${key}:${"x".repeat(180)}`).join();

const tables = [
  { of: "a payload", rows: payloadRows, route: "/api/v2/series", more: {} },
  {
    of: "a query",
    rows: queryRows,
    route: "/api/v1/query",
    more: { DD_APP_KEY: APP_KEY },
  },
];

describe.for(tables)("Datadog's answer to $of:", ({ of, rows, route, more }) => {
  const isMeant = ({ path }: Exchange) => path.split("?", 1)[0] === route;
  test.concurrent.for(cellsOf(rows).map((cell) => [cell.name, cell] as const))("%s", async ([, cell]) => {
    const { api, position, wrong, ending, within } = cell;
    const count = of === "a payload" ? 3 : QUERIES[api];
    const from = { first: 0, middle: Math.floor(count / 2), last: count - 1 }[position];
    const slow = wrong.kind === "hang" || (wrong.kind === "spoilt-answer" && wrong.how === "drip");
    const strikes = (exchange: Exchange) =>
      isMeant(exchange) && isStruck(Number(exchange.headers[NUMBER]), cell, from);
    const played = await play({
      population: town,
      env: { ...env, ...more, GITHUB_API: api },
      isHopeless: (number, path) => slow && path === route && isStruck(number, cell, from),
      prepare: ({ datadog }) => datadog.fault({ when: strikes, fault: wrong }),
    });
    expectEnding(played, api, ending, within);
    expect(played.github.problems).toEqual([]);
    expect(played.datadog.log.filter(isMeant).length).toBeGreaterThanOrEqual(count);
  });
});

describe.for(APIS)("by %s, Datadog that closes the connection on what is large", (api) => {
  test("gets it in halves", async () => {
    const population = townOf({ "acme/alpha": { pullRequests: manyPulls(1_600, START) } });
    const played = await play({
      population,
      env: { GITHUB_API: api, GITHUB_REPOSITORIES: "acme/alpha", LEGACY_METRIC: "true", DD_TAGS: LONG },
      prepare: ({ datadog }) =>
        datadog.fault({ when: ({ bodyBytes }) => bodyBytes > 512_000, fault: { kind: "reset-before" } }),
    });
    expect(played.values[`github.pull_requests.open{${LONG},repo:acme/alpha}`]).toBe(1_600);
    expect(played.datadog.problems).toEqual([]);
    expect(played).toMatchObject({
      exitCode: ALL.exitCode,
      own: { [`run.success{${LONG}}`]: ALL.heartbeat },
    });
    expect(played.datadog.find("datadog.custom.github.pr.count")).toHaveLength(1_600);
    expect(played.waited).toBeLessThanOrEqual(2);
  });
});
