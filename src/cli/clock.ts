import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../ports.ts";

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.reason ?? error;
    }
  },
};
