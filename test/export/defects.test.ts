import { describe, expect, it } from "vitest";
import { runOptions } from "../../src/cli/session.ts";
import { load } from "../../src/config/load.ts";
import type { PullRequest } from "../../src/domain/pull-request.ts";
import type { Series } from "../../src/domain/series.ts";
import type { Complete, Snapshot } from "../../src/domain/snapshot.ts";
import { NO_TRAITS } from "../../src/domain/traits.ts";
import { exportOnce } from "../../src/export.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import type { Follower, Source } from "../../src/ports.ts";
import { pullRequest, snapshot } from "../metrics/builders.ts";
import { START, virtualClock } from "../support/clock.ts";
import { API_KEY, type Variables } from "../support/house.ts";
import { recordLog } from "../support/log.ts";

const NAMES = ["acme/alpha", "acme/beta", "acme/gamma"] as const;
const BAD = "acme/beta";

/** Two pull requests, the second of which cannot be looked at, as if a function of ours had a defect. */
function defective(field: keyof PullRequest): Complete {
  const bad = Object.defineProperty({ ...pullRequest({ number: 2 }) }, field, {
    get() {
      throw new TypeError("e.toLowerCase is not a function");
    },
  });
  return { ...healthy(BAD), pullRequests: [pullRequest({ labels: ["only-here"] }), bad] };
}

function healthy(repository: string): Complete {
  return snapshot([{ labels: ["bug"] }, {}, {}], { repository });
}

interface Reading {
  readonly selected?: readonly string[];
  readonly snapshots: readonly Snapshot[];
}

function sourceOf({ selected = NAMES, snapshots }: Reading): Source {
  return {
    cannotRead: new Set(),
    explainMissing: async () => new Map(),
    readUpdated: async () => new Map(),
    usage: () => ({ requests: 1, points: 1, quotas: [], partialAccess: false }),
    async *discover() {
      for (const repository of selected)
        yield { kind: "repository", repository, target: undefined, traits: NO_TRAITS };
    },
    async *read(targets) {
      const asked: string[] = [];
      for await (const { repository } of targets) asked.push(repository.toLowerCase());
      for (const one of snapshots) if (asked.includes(one.repository)) yield one;
    },
  };
}

/** Runs the exporter once over what a source gives. */
async function exporting(reading: Reading, env: Variables = {}, followers: readonly Follower[] = []) {
  const given = {
    GITHUB_TOKEN: "sees-all",
    GITHUB_REPOSITORIES: "acme/any",
    DD_API_KEY: API_KEY,
    FAIL_RATIO: "50%",
  };
  const loaded = load({ ...given, ...env }, "run", catalogue);
  if (loaded.kind === "faults") throw new Error(JSON.stringify(loaded.faults));
  const { signal } = new AbortController();
  const sending = { history: signal, data: signal, heartbeat: signal };
  const endings = { reading: signal, interruption: signal, sending, interrupt: () => {}, clear: () => {} };
  const log = recordLog();
  const clock = virtualClock(START);
  const session = { log, clock, fetch, endings, userAgent: "test", conceal: () => {} };
  const sent: Series[] = [];
  const sink = {
    async submit(series: Iterable<Series>) {
      const all = [...series];
      sent.push(...all);
      return { accepted: all.length, refused: [] };
    },
  };
  const options = {
    ...runOptions({ settings: loaded.settings, ...session }),
    source: sourceOf(reading),
    followers,
  };
  const { exitCode, report } = await exportOnce(options, sink, sending);
  const values = Object.fromEntries(
    sent.map(({ metric, tags, value }) => [`${metric}{${tags.join()}}`, value]),
  );
  return { exitCode, report, values, log };
}

type Outcome = Awaited<ReturnType<typeof exporting>>;

/** The one repository has no number and one reason; the others have all of theirs; the run says so. */
function expectOneFailed({ exitCode, values, log }: Outcome, reason: string, success: 0 | 1 = 0) {
  expect(values).toMatchObject({
    "github.pull_requests.open{repo:acme/alpha}": 3,
    "github.pull_requests.open{repo:acme/gamma}": 3,
    "github.exporter.repositories{status:read}": 2,
    "github.exporter.repositories{status:failed}": 1,
    [`github.exporter.repository.failed{reason:${reason},repo:${BAD}}`]: 1,
    "github.exporter.run.success{}": success,
  });
  expect(Object.keys(values).at(-1)).toBe("github.exporter.run.success{}");
  const about = Object.keys(values).filter((key) => key.includes(BAD));
  expect(about).toEqual([`github.exporter.repository.failed{reason:${reason},repo:${BAD}}`]);
  expect(Object.keys(values).filter((key) => key.includes("only-here"))).toEqual([]);
  expect(exitCode).toBe(0);
  const lines = log.lines.filter(({ fields }) => fields["event"] === "repositories_failed");
  expect(lines).toHaveLength(1);
  return lines[0];
}

/** The same of a defect, which one line asks to report. */
function expectDefect(outcome: Outcome, what: string) {
  const line = expectOneFailed(outcome, "internal_error");
  expect(line?.level).toBe("error");
  expect(line?.message).toMatch(/defect.*report/);
  expect(line?.fields).toMatchObject({ reason: "internal_error", repositories: [BAD] });
  expect(line?.fields["message"]).toContain(what);
  return outcome;
}

describe("a defect met in one repository", () => {
  const others = [healthy("acme/alpha"), healthy("acme/gamma")];

  it.each(["labels", "author", "createdAt", "draft", "reviewers"] as const)(
    "fails that repository while its %s are measured, and nothing of it is counted",
    async (field) => {
      const snapshots = [defective(field), ...others];
      const outcome = expectDefect(await exporting({ snapshots }), "toLowerCase");
      expect(outcome.report?.photograph.pullRequests).toBe(6);
      expect(await exporting({ snapshots }, { FAIL_ON_PARTIAL: "true" })).toMatchObject({ exitCode: 3 });
    },
  );

  it("leaves no part of a count in a sum by owner or in a repository of the same name to Datadog", async () => {
    const snapshots = [defective("reviewers"), ...others];
    const { values } = await exporting({ snapshots }, { GRAIN: "owner" });
    expect(Object.keys(values).filter((key) => key.includes("owner:acme"))).toEqual([]);
    expect(values["github.pull_requests.open{repo:acme/alpha}"]).toBe(3);
  });

  it("fails that repository where whoever follows the run has the defect", async () => {
    const followers = [
      {
        selected() {},
        read({ repository }: Snapshot) {
          if (repository === BAD) throw new RangeError("too wide");
        },
      },
    ];
    const snapshots = [healthy(BAD), ...others];
    const outcome = expectDefect(await exporting({ snapshots }, {}, followers), "RangeError: too wide");
    expect(outcome.report?.photograph.pullRequests).toBe(6);
  });

  it("fails that repository where its selection cannot be followed", async () => {
    let seen = 0;
    const followers = [
      {
        selected() {
          seen += 1;
          if (seen === 2) throw new RangeError("too many");
        },
        read() {},
      },
    ];
    expectDefect(await exporting({ snapshots: [healthy(BAD), ...others] }, {}, followers), "too many");
  });

  it.each([
    ["is read twice", [healthy(BAD), healthy(BAD)]],
    ["is read twice, differently", [healthy(BAD), snapshot([], { repository: BAD })]],
    [
      "is read and fails",
      [healthy(BAD), { kind: "failed", repository: BAD, reason: "network", message: "" }],
    ],
    ["is neither read nor fails", []],
  ] as const)("fails a repository that %s", async (_, snapshots) => {
    const outcome = expectDefect(await exporting({ snapshots: [...others, ...snapshots] }), "it was");
    expect(outcome.report?.photograph.pullRequests).toBe(6);
  });

  it("fails it once, by its first reason, where it fails and is read as well", async () => {
    const failed = { kind: "failed", repository: BAD, reason: "network", message: "" } as const;
    const outcome = await exporting({ snapshots: [failed, healthy(BAD), ...others] });
    expectOneFailed(outcome, "network", 1);
  });
});

describe("two repositories that GitHub lists under one name", () => {
  const others = [healthy("acme/alpha"), healthy("acme/gamma")];

  it.each([["acme/beta"], ["Acme/BETA"]])("fail, and count as one (%s)", async (second) => {
    const selected = [...NAMES, second];
    const once = await exporting({ selected, snapshots: [healthy(BAD), ...others] });
    expectOneFailed(once, "incomplete", 1);
    const twice = await exporting({ selected, snapshots: [healthy(BAD), healthy(BAD), ...others] });
    expectOneFailed(twice, "incomplete", 1);
  });
});
