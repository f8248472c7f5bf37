import { beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../sandbox/generate.ts";
import { MONITORS } from "../deploy/monitors.ts";
import { period } from "./backlog.ts";
import { BACKLOG_MONITORS } from "./right.ts";
import { CASES } from "./vanished.ts";
import { lineOf, type Watched, watch } from "./watch.ts";
import type { Circumstances } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A week of the recorded backlog of six repositories; what happens to the exporter in it is simulated. */
const week = period("2021-03-01T00:00Z", "2021-03-08T00:00Z");
const blip = period("2021-03-01T10:00Z", "2021-03-01T10:30Z");
const failing = period("2021-03-01T14:00Z", "2021-03-01T16:00Z");
const outage = period("2021-03-02T10:00Z", "2021-03-02T12:00Z");
const quotaLow = period("2021-03-02T18:00Z", "2021-03-02T19:00Z");
const quotaSpent = period("2021-03-02T19:00Z", "2021-03-02T20:00Z");
const dropping = period("2021-03-03T08:00Z", "2021-03-03T11:00Z");
const crowded = period("2021-03-03T14:00Z", "2021-03-03T16:00Z");
const accessLost = period("2021-03-05T09:00Z", "2021-03-06T15:00Z");
/** Long enough for fewer-repositories, which must not take what failed for what is out of sight. */
const partlyFailing = period("2021-03-06T16:00Z", "2021-03-06T21:00Z");
const tokenExpires = Date.parse("2021-03-12T12:00Z");
const tokenRenewed = Date.parse("2021-03-06T08:00Z");

/** Invented, and near the usual ceiling of 5,000 series. */
const crowd = generate({ seed: 3, repositories: 330, pullRequests: 660, now: crowded.from });

function fate(instant: number): Circumstances | "no run" {
  const within = ({ from, until }: typeof week) => from <= instant && instant < until;
  if (within(outage)) return "no run";
  const graphql = within(quotaSpent) ? 300 : within(quotaLow) ? 900 : 4_000;
  return {
    ...(within(blip) || within(failing) ? { failing: 6 } : {}),
    ...(within(partlyFailing) ? { failing: 2 } : {}),
    ...(within(accessLost) ? { hidden: 1 } : {}),
    ...(within(dropping) ? { maxSeries: 40 } : {}),
    ...(within(crowded) ? { population: crowd } : {}),
    usage: {
      quotas: [
        { resource: "core", limit: 5_000, remaining: 4_990, used: 1 },
        { resource: "graphql", limit: 5_000, remaining: graphql, used: 10 },
      ],
      tokenExpiresAt: instant < tokenRenewed ? tokenExpires : instant + 90 * DAY_MS,
    },
  };
}

/** The moment at which the last run before `instant` is an hour old, and so is out of the window. */
function lastRunLeaves(instant: number): number {
  return instant - 15 * 60_000 + HOUR_MS;
}

/** The moment at which a run has arrived. */
function arrives(instant: number): number {
  return instant + 60_000;
}

function line(instant: number, text: string): string {
  return `${new Date(instant).toISOString().replace(":00.000Z", "Z")} ${text}`;
}

const START = { simple: week.from + 60_000, grouped: week.from + 120_000 };

/** What must happen, from what was simulated and the rules of Datadog's windows. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  "exporter-failing": [
    line(START.simple, "* new -> OK"),
    line(lastRunLeaves(failing.from), "* OK -> Alert"),
    line(arrives(failing.until), "* Alert -> OK"),
    line(lastRunLeaves(outage.from), "* OK -> No Data"),
    line(arrives(outage.until), "* No Data -> OK"),
    line(lastRunLeaves(partlyFailing.from), "* OK -> Alert"),
    line(arrives(partlyFailing.until), "* Alert -> OK"),
  ],
  "quota-nearly-spent": [
    line(START.grouped, "resource:core new -> OK"),
    line(START.grouped, "resource:graphql new -> OK"),
    line(arrives(quotaLow.from), "resource:graphql OK -> Warn"),
    line(arrives(quotaSpent.from), "resource:graphql Warn -> Alert"),
    line(lastRunLeaves(quotaSpent.until), "resource:graphql Alert -> OK"),
  ],
  "fewer-repositories": [
    // A change needs a day before; of the four hours' runs the last whole one must have left.
    line(arrives(week.from + DAY_MS), "* new -> OK"),
    line(lastRunLeaves(accessLost.from) + 3 * HOUR_MS, "* OK -> Alert"),
    line(arrives(accessLost.from + DAY_MS), "* Alert -> OK"),
  ],
  "token-expiring": [
    line(START.simple, "* new -> Warn"),
    // Silence says nothing of the token: here it is taken for good news, and exporter-failing reports it.
    line(lastRunLeaves(outage.from), "* Warn -> OK"),
    line(arrives(outage.until), "* OK -> Warn"),
    // The run at that very moment is not below seven days yet; it too must have left the window.
    line(tokenExpires - 7 * DAY_MS + HOUR_MS, "* Warn -> Alert"),
    line(arrives(tokenRenewed), "* Alert -> OK"),
  ],
  "series-dropped": [
    line(START.simple, "* new -> OK"),
    line(lastRunLeaves(dropping.from), "* OK -> Alert"),
    line(arrives(dropping.until), "* Alert -> OK"),
  ],
  "series-near-ceiling": [
    line(START.simple, "* new -> OK"),
    line(lastRunLeaves(crowded.from), "* OK -> Alert"),
    line(arrives(crowded.until), "* Alert -> OK"),
  ],
};

describe("what is simulated of the exporter", () => {
  let watched: Watched;
  beforeAll(async () => {
    const monitors = Object.fromEntries(Object.keys(RIGHT).map((id) => [id, MONITORS.get(id)]));
    watched = await watch({ monitors, span: week, zeroFill: true, metrics: "pull_requests.open*", fate });
  }, 240_000);

  it.each(Object.keys(RIGHT))("%s alerts for it, and recovers", (id) => {
    expect(watched[id]?.map(lineOf)).toEqual(RIGHT[id]);
  });
});

it("no shipped monitor is without a proof", () => {
  const proven = [...Object.keys(RIGHT), ...BACKLOG_MONITORS, ...CASES.map(({ id }) => id)];
  expect([...new Set(proven)].sort()).toEqual([...MONITORS.keys()].sort());
});
