import { describe, expect, it } from "vitest";
import { pullRequest, user } from "../../sandbox/records.ts";
import { MONITORS } from "../deploy/monitors.ts";
import { type Special, townOf } from "../support/town.ts";
import { adapted } from "./adapted.ts";
import { period } from "./backlog.ts";
import { lineOf, watch } from "./watch.ts";
import type { Circumstances } from "./world.ts";

const HOUR_MS = 3_600_000;
const span = period("2021-03-01T00:00Z", "2021-03-01T12:00Z");
const lost = { from: span.from + 4 * HOUR_MS, until: span.from + 8 * HOUR_MS };

/** So many pull requests, all awaited by one person and approved long ago. */
function waiting(count: number): Special {
  const createdAt = span.from - 40 * 24 * HOUR_MS;
  const special = { reviewers: [user("alice")], reviewDecision: "APPROVED" } as const;
  const pullRequests = Array.from({ length: count }, (_, index) =>
    pullRequest(index + 1, createdAt, special),
  );
  return { pullRequests };
}

/** Six repositories; the alerts are about the last. */
const population = townOf({
  ...Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [`acme/${name}`, 0])),
  "acme/piled": waiting(9),
});

const monitors = {
  backlog: adapted("backlog-too-high", { critical: 5 }),
  oldest: adapted("oldest-too-old", {}),
  reviewer: adapted("reviewer-overloaded", { critical: 5 }),
  approved: adapted("approved-not-merged", {}),
  failing: MONITORS.get("exporter-failing"),
};

interface Loss {
  readonly what: string;
  readonly circumstances: Circumstances;
  /** Whether the heartbeat is 0 all the time; what merely becomes less is told once, and by fewer-repositories. */
  readonly failing: boolean;
}

const LOSSES: readonly Loss[] = [
  { what: "the App is changed to selected repositories", circumstances: { hidden: 1 }, failing: false },
  {
    what: "the token has lost its authorisation for single sign-on",
    circumstances: { hidden: 1, usage: { partialAccess: true } },
    failing: true,
  },
  { what: "nothing is readable", circumstances: { failing: 6 }, failing: true },
  {
    what: "reviews and members are not readable",
    circumstances: { unknown: ["reviewState", "teams"] },
    failing: false,
  },
];

describe.each(LOSSES)("while $what", ({ circumstances, failing }) => {
  it("no alert closes or recovers, and who is to be told of the exporter is", async () => {
    const fate = (instant: number) => ({
      population,
      ...(lost.from <= instant && instant < lost.until ? circumstances : {}),
    });
    const watched = await watch({ monitors, span, zeroFill: true, fate, only: "mlswg/mls-protocol" });
    for (const name of ["backlog", "oldest", "reviewer", "approved"]) {
      const changes = watched[name]?.filter(({ group }) => /acme\/piled|alice/.test(group)) ?? [];
      expect({ name, lines: changes.map(lineOf) }).toEqual({
        name,
        lines: [expect.stringMatching(/ new -> Alert$/)],
      });
    }
    const told = watched["failing"]?.map(lineOf).map((line) => line.slice("2021-03-01T00:00Z ".length));
    expect(told).toEqual(["* new -> OK", ...(failing ? ["* OK -> Alert", "* Alert -> OK"] : [])]);
  }, 60_000);
});
