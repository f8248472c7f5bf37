import { describe, expect, it } from "vitest";
import { manyPulls } from "../../sandbox/edge-pulls.ts";
import { START } from "../support/clock.ts";
import { APIS, townOf } from "../support/town.ts";
import { none } from "./rows.ts";
import { play } from "./stage.ts";

const town = townOf({ "acme/alpha": { pullRequests: manyPulls(2, START) } });
const env = { GITHUB_REPOSITORIES: "acme/alpha", METRICS: "pull_requests.open" };

/** Those that say something of their own. */
const REASONS: Readonly<Record<number, string>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  // fetch takes it for a proxy's, and gives no answer: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
  407: "network",
  408: "server_error",
  410: "not_found",
  429: "rate_limited",
  451: "blocked",
};

const reasonOf = (status: number) => REASONS[status] ?? (status >= 500 ? "server_error" : "invalid_answer");

describe.concurrent.each(APIS)("by %s, a status that GitHub answers everything with", (api) => {
  it.each(Array.from({ length: 20 }, (_, index) => 400 + index * 10))(
    "from %i on, ten of them, is told and makes no number",
    async (from) => {
      for (let status = from; status < from + 10; status += 1) {
        const played = await play({
          population: town,
          env: { ...env, GITHUB_API: api },
          prepare: ({ github }) => github.fault({ fault: { kind: "status", status } }),
        });
        const [failed] = played.log.warnings("repositories_failed");
        const { heartbeat, exitCode } = none();
        expect({ status, values: played.values, reason: failed?.["reason"] }).toEqual({
          status,
          values: {},
          reason: reasonOf(status),
        });
        expect({ heartbeat: played.own["run.success{}"], exitCode: played.exitCode }).toEqual({
          heartbeat,
          exitCode,
        });
        expect(played.github.problems).toEqual([]);
      }
    },
  );
});
