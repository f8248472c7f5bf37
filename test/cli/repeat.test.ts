import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Attempt, repeat } from "../../src/cli/repeat.ts";
import type { Clock } from "../../src/ports.ts";
import { START, virtualClock } from "../support/clock.ts";
import { fileWith } from "../support/file.ts";
import { events, openHouse } from "../support/house.ts";
import { recordLog } from "../support/log.ts";
import { namesOf, smallTown } from "../support/town.ts";

const MINUTE = 60_000;

interface Day {
  readonly clock?: Clock;
  /** How long each run takes, in minutes; the last of them is ended by a signal. */
  readonly takes: readonly number[];
  readonly exitCodes?: readonly number[];
  /** Whether the signal comes in the pause after the last run instead. */
  readonly inPause?: boolean;
}

/** Lives through runs every five minutes; gives when they began, in minutes from the first. */
async function live({ clock = virtualClock(), takes, exitCodes = [], inPause = false }: Day) {
  const log = recordLog();
  const starts: number[] = [];
  const handlers = new Set<(name: string) => void>();
  const signal = () => handlers.forEach((handler) => void handler("SIGTERM"));
  const first = clock.now();
  const attempt = async (stop: AbortSignal): Promise<Attempt> => {
    if (stop.aborted) return { exitCode: 0 };
    const index = starts.push((clock.now() - first) / MINUTE) - 1;
    await clock.sleep((takes[index] ?? 0) * MINUTE);
    if (index === takes.length - 1 && !inPause) signal();
    return { exitCode: exitCodes[index] ?? 0, again: { intervalMs: 5 * MINUTE, log } };
  };
  const exitCode = await repeat(attempt, {
    clock: {
      now: clock.now,
      async sleep(ms, stop) {
        if (starts.length === takes.length) signal();
        await clock.sleep(ms, stop);
      },
    },
    onSignal(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
  });
  return { exitCode, starts, skipped: log.warnings("starts_skipped"), listening: handlers.size };
}

describe("runs with an INTERVAL", () => {
  it("begin at its multiples, however long each takes, and are not listened for afterwards", async () => {
    expect(await live({ takes: [1, 4.5, 0.1, 2] })).toEqual({
      exitCode: 0,
      starts: [0, 5, 10, 15],
      skipped: [],
      listening: 0,
    });
  });

  it("begin at once where one took exactly as long", async () => {
    expect(await live({ takes: [5, 1] })).toMatchObject({ starts: [0, 5], skipped: [] });
  });

  it("are left out, with one warning, where one takes longer", async () => {
    expect(await live({ takes: [1, 12, 1, 1] })).toMatchObject({
      starts: [0, 5, 20, 25],
      skipped: [{ skipped: 2 }],
    });
  });

  it.each([0, 1, 3])("go on after one that failed with %d", async (code) => {
    const day = await live({ takes: [1, 1, 1], exitCodes: [0, code, 0] });
    expect(day).toMatchObject({ exitCode: 0, starts: [0, 5, 10] });
  });

  it("go on after a first one that failed, but not where its configuration is wrong", async () => {
    expect(await live({ takes: [1, 1], exitCodes: [1, 0] })).toMatchObject({ starts: [0, 5] });
    expect(await live({ takes: [1, 1], exitCodes: [2, 0] })).toMatchObject({ exitCode: 2, starts: [0] });
  });

  it("go on after a later one whose configuration was wrong", async () => {
    expect(await live({ takes: [1, 1, 1], exitCodes: [0, 2, 0] })).toMatchObject({ starts: [0, 5, 10] });
  });

  it("end by a signal during one with its code", async () => {
    expect(await live({ takes: [1, 1], exitCodes: [0, 3] })).toMatchObject({ exitCode: 3, starts: [0, 5] });
  });

  it("end by a signal between two of them at once, with 0", async () => {
    const clock = virtualClock();
    const day = await live({ clock, takes: [1, 1], exitCodes: [0, 1], inPause: true });
    expect(day).toMatchObject({ exitCode: 0, starts: [0, 5], listening: 0 });
    expect(clock.now()).toBe(START + 6 * MINUTE);
  });

  it("pause no longer than the interval where the clock is set back", async () => {
    const clock = virtualClock();
    let back = 0;
    const setBack = { ...clock, now: () => clock.now() - back };
    const sleep = async (ms: number, stop?: AbortSignal) => {
      await clock.sleep(ms, stop);
      back = 60 * MINUTE;
    };
    await live({ clock: { ...setBack, sleep }, takes: [1, 1, 1] });
    expect(Math.max(...clock.waits)).toBe(5 * MINUTE);
  });

  it.each([
    ["in a pause", 8, [0, 5, 10, 15, 20]],
    ["in a run", 6, [0, 5, 12, 17, 22]],
    ["in the first run", 2, [0, 7, 12, 17, 22]],
  ])("keep to the interval after the clock is set back %s", async (_, minute, starts) => {
    const clock = virtualClock();
    const now = () => clock.now() - (clock.now() >= START + minute * MINUTE ? 180 * MINUTE : 0);
    const trueStarts: number[] = [];
    const sleep = async (ms: number, stop?: AbortSignal) => {
      // Each run of two minutes is a sleep of its own.
      if (ms === 2 * MINUTE) trueStarts.push((clock.now() - START) / MINUTE);
      await clock.sleep(ms, stop);
    };
    await live({ clock: { now, sleep }, takes: [2, 2, 2, 2, 2] });
    expect(trueStarts).toEqual(starts);
  });
});

describe("one run", () => {
  it("is all there is without an INTERVAL", async () => {
    const onSignal = () => expect.unreachable();
    const attempt = async () => ({ exitCode: 1 });
    expect(await repeat(attempt, { clock: virtualClock(), onSignal })).toBe(1);
  });
});

describe("the program with INTERVAL=1m", () => {
  /** The machine's clock, on which a minute's pause passes at once. */
  function leapingClock(beforePause: (pauses: number) => void): Clock {
    let [ahead, pauses] = [0, 0];
    return {
      now: () => Date.now() + ahead,
      async sleep(ms, signal) {
        beforePause(++pauses);
        signal?.throwIfAborted();
        ahead += ms;
      },
    };
  }

  it("makes each run anew, and with the third is as complete as with the first", async () => {
    const population = smallTown();
    const clock = leapingClock((pauses) => void (pauses === 3 && house.interrupt()));
    const house = await openHouse({ population, clock });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", INTERVAL: "1m" });
    expect(outcome.exitCode).toBe(0);
    const finished = events(outcome, "run_finished");
    expect(finished).toHaveLength(3);
    const [first, ...more] = finished.map(({ repositories, series, requests }) => ({
      repositories,
      series,
      requests,
    }));
    expect(more).toEqual([first, first]);
    for (const name of namesOf(population)) {
      const points = house.datadog.find("github.pull_requests.open", [`repo:${name}`]);
      expect(points).toHaveLength(3);
      expect(new Set(points.map(({ value }) => value)).size).toBe(1);
    }
    expect(house.datadog.problems).toEqual([]);
  });

  it("exits with 2 where the configuration is wrong, or selects nothing", async () => {
    const house = await openHouse({ population: smallTown() });
    expect(await house.run({ GITHUB_REPOSITORIES: "acme", INTERVAL: "1m" })).toMatchObject({ exitCode: 2 });
    const nothing = await house.run({ GITHUB_REPOSITORIES: "acme/nothing-*", INTERVAL: "1m" });
    expect(nothing.exitCode).toBe(2);
  });

  it("ends with 0 by a signal between two runs, whatever has become of its files", async () => {
    const file = fileWith("repositories: {}");
    const clock = leapingClock(() => {
      writeFileSync(file, "people: [");
      house.interrupt();
    });
    const house = await openHouse({ population: smallTown(), clock });
    const env = { GITHUB_REPOSITORIES: "acme/*", INTERVAL: "1m", TAGS_FILE: file };
    const { exitCode, stderr } = await house.run(env);
    expect({ exitCode, faults: stderr.includes("TAGS_FILE") }).toEqual({ exitCode: 0, faults: false });
  });

  it("plans once", async () => {
    const house = await openHouse({ population: smallTown() });
    const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", INTERVAL: "1m" }, "plan");
    expect(outcome.exitCode).toBe(0);
  });
});
