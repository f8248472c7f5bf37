import { describe, expect, it } from "vitest";
import { createLimits, type Limits } from "../../src/github/client/limits.ts";
import { START, virtualClock } from "../support/clock.ts";

const never = new AbortController().signal;
const nothing = async () => undefined;

function limitsWith(options: { concurrency?: number; deadline?: number } = {}) {
  const clock = virtualClock();
  const limits = createLimits({ clock, deadline: START + 240_000, ...options });
  return { clock, limits };
}

/** Attempts that end when they are told to; how many run at once. */
function crowd(limits: Limits, count: number) {
  const open: (() => void)[] = [];
  const attempt = () => new Promise<void>((resolve) => void open.push(resolve));
  const done = Promise.all(Array.from({ length: count }, () => limits.run("core", never, attempt)));
  return { open, done };
}

/** Lets everything happen that needs no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** How many of many attempts run at once. */
async function width(limits: Limits): Promise<number> {
  const { open, done } = crowd(limits, 60);
  await settle();
  const running = open.length;
  for (let ended = 0; ended < 60; await settle()) for (; ended < open.length; ended += 1) open[ended]?.();
  await done;
  return running;
}

describe("the pace", () => {
  it.each([
    ["graphql", 1_950],
    ["core", 880],
  ] as const)("holds back %s requests beyond %i a minute", async (resource, most) => {
    const { clock, limits } = limitsWith();
    limits.paced();
    const times: number[] = [];
    for (let i = 0; i < most * 2 + 10; i += 1) {
      await limits.run(resource, never, async () => void times.push(clock.now()));
    }
    for (const [i, time] of times.entries()) {
      const before = times[i - most];
      if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(60_000);
    }
    expect(clock.waits).toEqual([60_000, 60_000]);
  });

  it("is not kept where GitHub does not limit", async () => {
    const { clock, limits } = limitsWith();
    for (let i = 0; i < 2_000; i += 1) await limits.run("graphql", never, nothing);
    expect(clock.waits).toEqual([]);
  });

  it("ends with the signal", async () => {
    const { clock, limits } = limitsWith();
    limits.paced();
    for (let i = 0; i < 880; i += 1) await limits.run("core", never, nothing);
    const signal = clock.abortAt(START + 30_000, new Error("over"));
    await expect(limits.run("core", signal, nothing)).rejects.toThrow("over");
  });
});

describe("the brake", () => {
  it("stops the API that it is pulled for, until it ends", async () => {
    const { clock, limits } = limitsWith();
    limits.brake("graphql", START + 10_000);
    await limits.run("core", never, nothing);
    expect(clock.now()).toBe(START);
    await limits.run("graphql", never, nothing);
    expect(clock.now()).toBe(START + 10_000);
  });

  it.each([
    ["core", "graphql", undefined],
    ["graphql", "core", undefined],
    ["core", "graphql", 1],
  ] as const)(
    "of %s does not hold up %s, however many wait (CONCURRENCY %j)",
    async (held, free, concurrency) => {
      const { clock, limits } = limitsWith({ ...(concurrency && { concurrency }) });
      clock.sleep = () => new Promise(() => {});
      limits.brake(held, START + 100_000);
      for (let i = 0; i < 100; i += 1) void limits.run(held, never, nothing);
      await settle();
      expect(limits.idle()).toBe(held === "core");
      let ended = 0;
      for (let i = 0; i < 40; i += 1) void limits.run(free, never, nothing).then(() => (ended += 1));
      for (let i = 0; i < 50; i += 1) await settle();
      expect(ended).toBe(40);
    },
  );

  it("is not loosened by a shorter one, and is by no success", async () => {
    const { clock, limits } = limitsWith();
    limits.brake("core", START + 50_000);
    limits.brake("all", START + 10_000);
    await limits.run("graphql", never, nothing);
    expect(clock.now()).toBe(START + 10_000);
    await limits.run("core", never, nothing);
    expect(clock.now()).toBe(START + 50_000);
  });

  it("without an end lasts a minute, then twice as long each time, until something succeeds", async () => {
    const { clock, limits } = limitsWith({ deadline: START + 3_600_000 });
    for (let i = 0; i < 3; i += 1) {
      limits.brake("all");
      limits.brake("all");
      await clock.sleep(Math.max(0, 60_000 * 2 ** i));
    }
    expect(clock.waits).toEqual([60_000, 120_000, 240_000]);
    await limits.run("core", never, nothing);
    limits.brake("core");
    await limits.run("core", never, nothing);
    expect(clock.waits.slice(3)).toEqual([60_000]);
  });

  it("without an end is not pulled for a refusal that another brake has answered meanwhile", async () => {
    const { clock, limits } = limitsWith({ deadline: START + 3_600_000 });
    limits.brake("all", START + 30_000);
    await clock.sleep(40_000);
    limits.brake("all", undefined, START);
    await limits.run("core", never, nothing);
    expect(clock.waits).toEqual([40_000]);
    limits.brake("all", undefined, clock.now());
    await limits.run("core", never, nothing);
    expect(clock.waits).toEqual([40_000, 60_000]);
  });

  it("that ends after the deadline refuses at once", async () => {
    const { clock, limits } = limitsWith();
    limits.brake("core", START + 240_000);
    await expect(limits.run("core", never, nothing)).rejects.toMatchObject({
      reason: "rate_limited",
      remedy: "final",
      message: expect.stringContaining("240 s"),
    });
    expect(clock.waits).toEqual([]);
  });

  it("pulled while an attempt pauses is obeyed by it", async () => {
    const { clock, limits } = limitsWith();
    for (let i = 0; i < 5; i += 1) limits.congested(START);
    let pulled = false;
    const { sleep } = clock;
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      if (!pulled) limits.brake("core", START + 100_000);
      pulled = true;
    };
    await limits.run("core", never, nothing);
    expect(clock.now()).toBe(START + 100_000);
  });
});

describe("the number of requests at once", () => {
  it("starts low and rises while answers are quick, up to a bound", async () => {
    const { limits } = limitsWith();
    expect(await width(limits)).toBe(6);
    expect(await width(limits)).toBe(32);
  });

  it("never exceeds what the operator allows", async () => {
    const { limits } = limitsWith({ concurrency: 3 });
    expect([await width(limits), await width(limits)]).toEqual([3, 3]);
  });

  it("does not rise while answers are slow", async () => {
    const { clock, limits } = limitsWith();
    await limits.run("core", never, nothing);
    for (let i = 0; i < 20; i += 1) await limits.run("core", never, () => clock.sleep(2_000));
    expect(await width(limits)).toBe(6);
  });

  it("does not rise while no more than a few are wanted", async () => {
    const { limits } = limitsWith();
    for (let i = 0; i < 20; i += 1) await limits.run("core", never, nothing);
    expect(await width(limits)).toBe(6);
  });

  it("is halved by what congests, once for all that were under way, and is never nothing", async () => {
    const { clock, limits } = limitsWith();
    expect([await width(limits), await width(limits)]).toEqual([6, 32]);
    await clock.sleep(1_000);
    for (let i = 0; i < 4; i += 1) limits.congested(START);
    expect(await width(limits)).toBe(16);
    for (let i = 0; i < 9; i += 1) {
      await clock.sleep(1_000);
      limits.congested(clock.now());
    }
    expect(await width(limits)).toBe(1);
  });

  it("tells whether another would start at once", async () => {
    const { limits } = limitsWith({ concurrency: 2 });
    expect(limits.idle()).toBe(true);
    const { open, done } = crowd(limits, 2);
    await settle();
    expect(limits.idle()).toBe(false);
    for (const end of open) end();
    await done;
    expect(limits.idle()).toBe(true);
  });
});

describe("an outage", () => {
  it("is met with pauses that grow to a bound, and are over with the first success", async () => {
    const { clock, limits } = limitsWith();
    const failing = async () => {
      limits.congested(clock.now());
      throw new Error("503");
    };
    for (let i = 0; i < 14; i += 1) await limits.run("core", never, failing).catch(() => undefined);
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
    await limits.run("core", never, nothing);
    await limits.run("core", never, failing).catch(() => undefined);
    await limits.run("core", never, nothing);
    expect(clock.waits).toHaveLength(10);
  });
});

describe("a run that was ended", () => {
  it("starts nothing", async () => {
    const { limits } = limitsWith();
    let started = false;
    const attempt = async () => {
      started = true;
    };
    await expect(limits.run("core", AbortSignal.abort(new Error("over")), attempt)).rejects.toThrow("over");
    expect(started).toBe(false);
  });
});
