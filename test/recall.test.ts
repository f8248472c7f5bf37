import { expect, it } from "vitest";
import type { Photograph } from "../src/collect.ts";
import type { History } from "../src/ports.ts";
import { type RecallOptions, recall } from "../src/recall.ts";
import { listed, measureAll, NOW, snapshot } from "./metrics/builders.ts";
import { recordLog } from "./support/log.ts";

/** Two repositories of which one is empty. */
function photograph(special: Partial<Photograph> = {}): Photograph {
  const measure = measureAll();
  measure.add(snapshot([{ labels: ["bug"] }]));
  measure.add(snapshot([], { repository: "acme/web" }));
  return {
    read: 2,
    failures: [],
    selected: 2,
    elsewhere: 0,
    disabled: 0,
    listingFailed: false,
    stopped: false,
    pullRequests: 1,
    issues: undefined,
    rows: [],
    series: measure.series(),
    measured: measure.measured(),
    facts: {
      selected: new Set(["repo:acme/api", "repo:acme/web"]),
      takes: () => true,
      readings: new Map(),
      hidden: new Map(),
      wanted: {},
      measure: () => [],
    },
    usage: { requests: 0, points: 0, quotas: [], partialAccess: false },
    ...special,
  };
}

const LOST = { kind: "failed", repository: "acme/api", reason: "network", message: "no answer" } as const;

/** Remembers a label that is gone, and says what it was asked for. */
function rememberLabel() {
  const asked: string[] = [];
  const history: History = {
    async lastValues({ metric }) {
      asked.push(metric);
      if (metric === "github.exporter.repositories")
        return { kind: "read", series: [{ tags: ["status:read"], value: 9 }] };
      const series = metric.endsWith("by_label") ? [{ tags: ["repo:acme/api", "label:old"], value: 1 }] : [];
      return { kind: "read", series };
    },
  };
  return { asked, history };
}

function optionsWith(history: History, special: Partial<RecallOptions> = {}): RecallOptions {
  return {
    memory: { history, wanted: true, lookbackSeconds: 60, emptyRepositories: "auto" },
    source: { explainMissing: async () => new Map(), readUpdated: async () => new Map() },
    prefix: "github",
    constantTags: [],
    further: { keys: [] },
    exporterTags: [],
    log: recordLog(),
    accessWhole: true,
    timestamp: NOW,
    signal: new AbortController().signal,
    ...special,
  };
}

it.each([
  { what: "when the run is being interrupted", special: {}, signal: AbortSignal.abort() },
  {
    what: "when nothing could be read",
    special: { read: 0, failures: [LOST] },
    signal: new AbortController().signal,
  },
])("Datadog is asked nothing $what", async ({ special, signal }) => {
  const { asked, history } = rememberLabel();
  const taken = photograph(special);
  const recalled = await recall(taken, optionsWith(history, { signal }));
  expect(asked).toEqual([]);
  expect(recalled).toEqual({ series: taken.series, heldBack: 0, zeros: [], shrunk: false });
});

it("a listing that broke off selects fewer, which is no sign that access shrank", async () => {
  const { history } = rememberLabel();
  const recalled = await recall(photograph({ listingFailed: true }), optionsWith(history));
  expect(recalled.shrunk).toBe(false);
  expect(listed(recalled.zeros)).toMatchObject([{ tags: ["label:old", "repo:acme/api"], value: 0 }]);
  const whole = await recall(photograph(), optionsWith(history));
  expect(whole).toMatchObject({ shrunk: true, zeros: [] });
});
