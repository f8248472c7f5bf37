import fc from "fast-check";
import { expect, it } from "vitest";
import { seriesKey } from "../../sandbox/datadog/tags.ts";
import { belowCeiling } from "../../sandbox/oracle/ceiling.ts";
import { vanishedSeries } from "../../sandbox/oracle/vanished.ts";
import { type Chronicle, type Entry, HOUR, openChronicle } from "../support/chronicle.ts";
import { APIS, type Api, isAbout } from "../support/town.ts";
import {
  enabledAt,
  envOf,
  furtherKeysOf,
  hides,
  isForOwners,
  type Moment,
  pairs,
  selectedAt,
  townAt,
  truthAt,
} from "./moments.ts";

/** Runs before and after, and holds all that the second sent against the oracle; gives how much of it was special. */
async function compare(chronicle: Chronicle, before: Moment, after: Moment, api: Api) {
  const first = await chronicle.at(0, envOf(before, api));
  const points = [...chronicle.datadog.points];
  chronicle.github.population = townAt(after);
  const { failing } = after;
  if (failing !== null)
    chronicle.github.fault({ when: isAbout(failing), fault: { kind: "status", status: after.status } });
  const second = await chronicle.at(HOUR, envOf(after, api));
  const { read, short } = partsOf(second, after);
  const { sent, unfolded } = truthAt(after, api, { timestamp: second.timestamp, read, short });
  const vanished = vanishedSeries(points, {
    timestamp: second.timestamp,
    measured: [...sent, ...unfolded],
    metrics: enabledAt(after, api),
    furtherKeys: (_, tags) =>
      furtherKeysOf(after, tags.find((tag) => tag.startsWith("repo:"))?.slice("repo:".length)),
    speaksOf: (metric, repo) =>
      !isForOwners(after, metric) && read.includes(repo) && !hides(after, metric, repo),
    speaksOfOwner: (metric) =>
      isForOwners(after, metric) && short.length === 0 && !read.some((repo) => hides(after, metric, repo)),
  });
  const shrank = (selected(first) - selected(second)) * 10 > selected(first);
  const zeros = shrank ? [] : vanished;
  const enabled = sent.filter(
    ({ metric }) => enabledAt(after, api).has(metric) && !(shrank && isForOwners(after, metric)),
  );
  const own = Object.keys(second.own).length;
  const below = belowCeiling(enabled, { maxSeries: after.maxSeries, aboutTheRun: own + zeros.length });
  const right = [...below.sent, ...zeros];
  expect(second.values).toEqual(
    Object.fromEntries(right.map(({ metric, tags, value }) => [seriesKey(metric, tags), value])),
  );
  expect(second.own).toMatchObject({
    "series{status:submitted}": right.length + own,
    "series{status:dropped}": enabled.length - below.sent.length,
    "series{status:zeroed}": zeros.length,
  });
  return { zeroed: zeros.length, dropped: below.dropped.length };
}

/** What is selected, by what the run itself says of failures. */
function partsOf({ own }: Entry, moment: Moment) {
  const failures = Object.keys(own).filter((key) => key.startsWith("repository.failed{"));
  const fails = (repo: string) => failures.some((key) => key.includes(`repo:${repo}}`));
  const all = selectedAt(moment);
  const named = all.concat(moment.patterns.named === undefined ? [] : `acme/${moment.patterns.named}`);
  const lost = named.filter(fails);
  const forNow = failures.filter(
    (key) => !key.includes("{reason:not_found,") && !key.includes("{reason:forbidden,"),
  );
  const short = lost.filter((repo) => forNow.some((key) => key.includes(`repo:${repo}}`)));
  return { read: all.filter((repo) => !fails(repo)), lost, short };
}

function selected({ own }: Entry): number {
  return (own["repositories{status:read}"] ?? 0) + (own["repositories{status:failed}"] ?? 0);
}

it.each(APIS)(
  "by %s, whatever the settings and faults of two runs, exactly what the oracle says is sent, dropped and set to 0",
  async (api) => {
    let [zeroed, dropped] = [0, 0];
    const holds = fc.asyncProperty(pairs, async ([before, after]) => {
      const closers: (() => Promise<void>)[] = [];
      const onTestFinished = (close: () => Promise<void>) => void closers.push(close);
      const chronicle = await openChronicle({ population: townAt(before), onTestFinished });
      const special = await compare(chronicle, before, after, api);
      expect(chronicle.datadog.problems).toEqual([]);
      await Promise.all(closers.map((close) => close()));
      zeroed += special.zeroed;
      dropped += special.dropped;
    });
    await fc.assert(holds, { numRuns: 40, endOnFailure: true });
    expect(Math.min(zeroed, dropped)).toBeGreaterThan(0);
  },
  120_000,
);
