import { describe, expect, test } from "vitest";
import type { Fault, FaultRule } from "../../sandbox/github/types.ts";
import { type Cell, cellsOf, isStruck } from "./cells.ts";
import { expectEnding } from "./expect.ts";
import { githubRows, STRANGER } from "./rows-github.ts";
import { meanwhileRows } from "./rows-meanwhile.ts";
import { play } from "./stage.ts";
import { PATTERNS, requestAt, town } from "./town.ts";

/** One request at a time, so that it is known which is the last. */
const env = { GITHUB_REPOSITORIES: PATTERNS, CONCURRENCY: "1" };

/** Errors of a query strike queries only. */
function ruleOf({ api, position, wrong, lasts }: Cell<Fault>): FaultRule {
  const ofQueries = wrong.kind.startsWith("graphql-") || ("status" in wrong && wrong.status === 200);
  return {
    ...(ofQueries && { when: (entry) => entry.api === "graphql" }),
    ...(lasts === "once" && { times: 1 }),
    skip: requestAt[api][position],
    fault: wrong,
  };
}

describe.concurrent("GitHub's answer:", () => {
  test.for(cellsOf(githubRows).map((cell) => [cell.name, cell] as const))("%s", async ([, cell]) => {
    const { api, position, wrong, ending, within } = cell;
    const slow = wrong.kind === "hang" || wrong.kind === "drip";
    const played = await play({
      population: town,
      env: { ...env, GITHUB_API: api },
      isHopeless: (number, path) =>
        slow && !path.startsWith("/api/v") && isStruck(number, cell, requestAt[api][position]),
      prepare({ github, datadog }) {
        const fault =
          wrong.kind === "redirect" && wrong.to === STRANGER ? { ...wrong, to: datadog.url } : wrong;
        github.fault(ruleOf({ ...cell, wrong: fault }));
      },
    });
    expectEnding(played, api, ending, within);
    expect(played.github.problems).toEqual([]);
    expect(played.datadog.log.filter(({ path }) => path !== "/api/v2/series")).toEqual([]);
  });
});

describe.concurrent("meanwhile", () => {
  test.for(cellsOf(meanwhileRows).map((cell) => [cell.name, cell] as const))("%s", async ([, cell]) => {
    const { api, position, wrong, ending, within } = cell;
    const from = requestAt[api][position];
    const played = await play({
      population: town,
      env: { ...env, GITHUB_API: api },
      prepare(stage) {
        stage.github.onRequest(({ index }) => {
          if (isStruck(index, cell, from)) wrong(stage);
        });
      },
    });
    expectEnding(played, api, ending, within);
    expect(played.github.problems).toEqual([]);
  });
});
