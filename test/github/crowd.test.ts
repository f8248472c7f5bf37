import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLimits } from "../../src/github/client/limits.ts";
import type { Clock } from "../../src/ports.ts";

/** Time passes when every attempt waits for it. */
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const clock: Clock = { now: () => Date.now(), sleep: wait };

const never = new AbortController().signal;
const REQUESTS = 600;
const RETRY_AFTER_MS = 1_000;

/** A GitHub that answers each request after a while, and refuses what is above `most` in flight. */
function gitHubThatBears(most: number, latency: (index: number) => number) {
  let inFlight = 0;
  let index = 0;
  const tally = { sent: 0, refused: 0 };
  const ask = async (): Promise<boolean> => {
    inFlight += 1;
    tally.sent += 1;
    const refused = inFlight > most;
    if (refused) tally.refused += 1;
    index += 1;
    await wait(latency(index));
    inFlight -= 1;
    return refused;
  };
  return { tally, ask };
}

/** Asks for everything, as the client does, until all is answered; how long that took, in ms, and what was refused. */
async function askAll(most: number, latency: (index: number) => number, concurrency?: number) {
  const start = Date.now();
  const gitHub = gitHubThatBears(most, latency);
  const limits = createLimits({ clock, deadline: start + 600_000, ...(concurrency && { concurrency }) });
  const askOne = async (): Promise<void> => {
    const refused = await limits.run("graphql", never, async (place) => {
      const refused = await gitHub.ask();
      if (refused) {
        limits.crowded(place);
        limits.brake("all", Date.now() + RETRY_AFTER_MS);
      }
      return refused;
    });
    if (refused) await askOne();
  };
  const all = Promise.all(Array.from({ length: REQUESTS }, askOne));
  await vi.runAllTimersAsync();
  await all;
  return { ...gitHub.tally, ms: Date.now() - start };
}

const steady = () => 150;
const uneven = (index: number) => 100 + ((index * 7_919) % 200);

describe.each([
  ["steady", steady],
  ["uneven", uneven],
])("a GitHub that refuses a crowd, with %s answers", (_, latency) => {
  it.each([6, 7, 8, 9, 10, 11, 12, 13, 16, 20, 24, 30])(
    "above %i is found out with few refusals, and hardly slower than by the best bound",
    async (most) => {
      const best = await askAll(most, latency, most);
      expect(best).toMatchObject({ refused: 0, sent: REQUESTS });
      const own = await askAll(most, latency);
      expect(own.refused / own.sent).toBeLessThanOrEqual(0.03);
      expect(own.ms / best.ms).toBeLessThanOrEqual(1.5);
      expect(own.sent).toBe(REQUESTS + own.refused);
    },
  );
});
