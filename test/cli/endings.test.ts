import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startEndings } from "../../src/cli/endings.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The second in which each of the signals is aborted, looking at every second of `seconds`. */
function watch(endings: ReturnType<typeof startEndings>, seconds: number) {
  const signals = {
    reading: endings.reading,
    history: endings.sending.history,
    data: endings.sending.data,
    heartbeat: endings.sending.heartbeat,
    interruption: endings.interruption,
  };
  const ended: Record<string, number> = {};
  for (let second = 1; second <= seconds; second++) {
    vi.advanceTimersByTime(1_000);
    for (const [name, signal] of Object.entries(signals)) if (signal.aborted) ended[name] ??= second;
  }
  return ended;
}

describe("the parts of a run end", () => {
  it("reading, data, heartbeat, in this order, two seconds kept for the heartbeat", () => {
    const endings = startEndings(30_000, 60_000);
    expect(watch(endings, 61)).toEqual({ reading: 30, history: 45, data: 58, heartbeat: 60 });
    expect(endings.reading.reason).toMatchObject({ name: "Stop", reason: "deadline" });
    expect(endings.reading.reason.message).toContain("RUN_TIMEOUT");
  });

  it("within ten seconds of a signal", () => {
    const endings = startEndings(200_000, 240_000);
    watch(endings, 100);
    endings.interrupt("SIGTERM");
    expect(endings.reading.reason).toMatchObject({ name: "Stop", reason: "interrupted" });
    expect(endings.reading.reason.message).toContain("SIGTERM");
    expect(watch(endings, 11)).toEqual({ interruption: 1, reading: 1, history: 1, data: 8, heartbeat: 10 });
  });

  it("not later than without a signal that comes shortly before", () => {
    const endings = startEndings(30_000, 60_000);
    watch(endings, 55);
    endings.interrupt("SIGINT");
    expect(watch(endings, 6)).toEqual({ interruption: 1, reading: 1, history: 1, data: 3, heartbeat: 5 });
  });

  it("with the interruption known, also when the reading was over before", () => {
    const endings = startEndings(30_000, 60_000);
    watch(endings, 31);
    endings.interrupt("SIGTERM");
    expect(endings.reading.reason).toMatchObject({ reason: "deadline" });
    expect(endings.interruption.aborted).toBe(true);
  });

  it("never, once they are let go", () => {
    const endings = startEndings(30_000, 60_000);
    endings.clear();
    expect(watch(endings, 61)).toEqual({});
    expect(vi.getTimerCount()).toBe(0);
  });
});
