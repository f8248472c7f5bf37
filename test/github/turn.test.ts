import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inTurn, turnOf } from "../../src/github/read/turn.ts";
import { START } from "../support/clock.ts";

const HOUR = 3_600_000;
const NAMES = Array.from({ length: 600 }, (_, i) => `acme/service-${i}`);
const inOrder = (now: number) => inTurn(NAMES, (name) => name, now);

describe("a repository's turn", () => {
  it("is from 0 to below 1, whatever its name and the hour", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(4e12), (name, now) => {
        expect(turnOf(name, now)).toBeGreaterThanOrEqual(0);
        expect(turnOf(name, now)).toBeLessThan(1);
      }),
    );
  });

  it("is the same throughout an hour, and in any case of its name", () => {
    const hour = Math.floor(START / HOUR) * HOUR;
    expect(inOrder(hour + HOUR - 1)).toEqual(inOrder(hour));
    expect(inOrder(hour + HOUR)).not.toEqual(inOrder(hour));
    expect(turnOf("Acme/API", START)).toBe(turnOf("acme/api", START));
  });

  it("spreads similar names evenly", () => {
    const early = NAMES.filter((name) => turnOf(name, START) < 0.5).length;
    // Five standard deviations of 600 throws of a coin.
    expect(Math.abs(early - 300)).toBeLessThan(5 * Math.sqrt(150));
  });

  it.each([1, 2, 3, 4, 6, 8, 12, 24, 168])(
    "comes early within 23 runs, and again and again, for runs every %i hours",
    (every) => {
      for (const name of NAMES) {
        const turns = Array.from({ length: 23 }, (_, run) => turnOf(name, START + run * every * HOUR));
        expect(Math.min(...turns)).toBeLessThan(2 / 23);
        // Where half is read, nobody waits for more than five runs.
        const read = turns.map((turn) => (turn < 0.5 ? "r" : "-"));
        expect(read.join("")).not.toContain("------");
      }
    },
  );

  it("comes before that of any other, sooner or later", () => {
    const few = NAMES.slice(0, 40);
    const first = new Set<string | undefined>();
    for (let hour = 0; hour < 24 * 200; hour += 1)
      first.add(inTurn(few, (name) => name, START + hour * HOUR)[0]);
    expect(first.size).toBe(40);
  });
});
