import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPlaces, type Place, type Places } from "../../src/github/client/places.ts";
import { virtualClock } from "../support/clock.ts";

function placesWith(most?: number) {
  const clock = virtualClock();
  return { clock, places: createPlaces(clock.now, most) };
}

/** Takes all there are. */
function takeAll(places: Places): Place[] {
  const taken: Place[] = [];
  for (let place = places.take(); place !== undefined; place = places.take()) taken.push(place);
  return taken;
}

/** One round trip: all that may be in flight is, and is answered well. How many that were. */
function round(places: Places): number {
  const taken = takeAll(places);
  for (const place of taken) places.leave(place, true);
  return taken.length;
}

const rounds = (places: Places, count: number) => Array.from({ length: count }, () => round(places));

describe("places", () => {
  it("are more by half in each round that goes well, up to a bound", () => {
    expect(rounds(placesWith().places, 6)).toEqual([6, 9, 14, 21, 32, 32]);
    expect(rounds(placesWith(10).places, 4)).toEqual([6, 9, 10, 10]);
    expect(rounds(placesWith(1).places, 2)).toEqual([1, 1]);
  });

  it("are no more than have gone well while a trial is under way", () => {
    const { places } = placesWith();
    round(places);
    const taken = takeAll(places);
    expect(taken.map(({ trial }) => trial)).toEqual([...Array(6).fill(false), true, true, true]);
    for (const place of taken.slice(0, 3)) places.leave(place, true);
    expect(places.take()).toBeUndefined();
    for (const place of taken.slice(3, 6)) places.leave(place, true);
    expect(takeAll(places)).toHaveLength(3);
  });

  it("stay below what was refused, once for all that were refused together", async () => {
    const { clock, places } = placesWith();
    rounds(places, 2);
    const taken = takeAll(places);
    const refused = taken.filter(({ width }) => width > 12);
    expect(refused).toHaveLength(2);
    await clock.sleep(100);
    for (const place of refused) places.refused(place);
    for (const place of taken) places.leave(place, !refused.includes(place));
    expect(rounds(places, 20)).toEqual([5, 8, ...Array(18).fill(10)]);
  });

  it("are not below the half after refusals of one burst, however few were in flight", () => {
    const { clock, places } = placesWith();
    for (let i = 0; i < 5; i += 1) places.refused({ startedAt: clock.now() - 1, width: 1 });
    expect(takeAll(places)).toHaveLength(3);
  });

  it("are one more for each minute in which nothing was refused", async () => {
    const { clock, places } = placesWith();
    rounds(places, 5);
    await clock.sleep(1_000);
    places.refused({ startedAt: clock.now(), width: 20 });
    expect(Math.max(...rounds(places, 9))).toBe(16);
    await clock.sleep(60_000);
    expect(Math.max(...rounds(places, 9))).toBe(17);
    await clock.sleep(60_000);
    expect(Math.max(...rounds(places, 9))).toBe(18);
  });

  it("are not raised by what began before they were cut", async () => {
    const { clock, places } = placesWith();
    rounds(places, 3);
    const taken = takeAll(places);
    await clock.sleep(100);
    places.halve(clock.now());
    for (const place of taken) places.leave(place, true);
    expect(takeAll(places)).toHaveLength(7);
  });

  it("are between one and the bound, whatever happens", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("take" as const) }),
      fc.record({
        kind: fc.constantFrom("well" as const, "failed" as const, "refused" as const),
        at: fc.nat(),
      }),
      fc.record({ kind: fc.constant("sleep" as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    );
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(step, { maxLength: 300 }),
        async (most, steps) => {
          const { clock, places } = placesWith(most);
          const open: Place[] = [];
          for (const what of steps) {
            if (what.kind === "sleep") await clock.sleep(what.ms);
            else if (what.kind === "take") {
              const place = places.take();
              if (place !== undefined) open.push(place);
              else expect(open.length).toBeGreaterThan(0);
            } else if (open.length > 0) {
              const [place] = open.splice(what.at % open.length, 1) as [Place];
              if (what.kind === "failed") places.halve(place.startedAt);
              if (what.kind === "refused") places.refused(place);
              places.leave(place, what.kind === "well");
            }
            expect(open.length).toBeLessThanOrEqual(most);
            expect(places.room()).toBeGreaterThanOrEqual(1);
            expect(places.room()).toBeLessThanOrEqual(most);
          }
        },
      ),
    );
  });
});
