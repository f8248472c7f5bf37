import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHeaderReader } from "../../src/github/client/headers.ts";
import { START, virtualClock } from "../support/clock.ts";

const read = (headers: Readonly<Record<string, string>>) => createHeaderReader(virtualClock())(headers);
const DAY_MS = 86_400_000;
const seconds = (time: number) => String(time / 1000);
const date = (time: number) => new Date(time).toUTCString();

describe("the headers of an answer", () => {
  it("give times by this machine's clock, whatever that says", () => {
    const github = START + 3 * 3_600_000;
    const headers = {
      date: date(github),
      "x-ratelimit-reset": seconds(github + 90_000),
      "retry-after": date(github + 30_000),
    };
    expect(read(headers)).toMatchObject({
      aheadMs: 3 * 3_600_000,
      resetAt: START + 91_000,
      retryAt: START + 30_000,
    });
  });

  it("do not take a slow answer for a clock that is behind", async () => {
    const clock = virtualClock();
    const readNext = createHeaderReader(clock);
    readNext({ date: date(START) });
    await clock.sleep(60_000);
    const late = { date: date(START), "x-ratelimit-reset": seconds(START + 90_000) };
    expect(readNext(late)).toMatchObject({ aheadMs: 0, resetAt: START + 91_000 });
  });

  it.each([
    ["30", 30_000],
    ["0", undefined],
    ["-5", undefined],
    ["1e20", undefined],
    ["100000000000000000000", undefined],
    ["86401", undefined],
    ["soon", undefined],
    [date(START + 60_000), 60_000],
    [date(START - 60_000), undefined],
    [date(START + 2 * DAY_MS), undefined],
  ])("ask with %j to wait for %j ms", (value, wait) => {
    const { asksToWait, retryAt } = read({ "retry-after": value });
    expect({ asksToWait, retryAt }).toEqual({
      asksToWait: true,
      retryAt: wait === undefined ? undefined : START + wait,
    });
  });

  it.each([
    ["5000", 5_000],
    ["0", 0],
    ["-3", 0],
    ["5e3", undefined],
    ["12.5", undefined],
    ["99999999999999999999", undefined],
    ["", undefined],
  ])("say with %j that %j is left", (value, remaining) => {
    expect(read({ "x-ratelimit-remaining": value }).remaining).toBe(remaining);
  });

  it.each([
    ["2026-07-01 12:00:00 UTC", Date.UTC(2026, 6, 1, 12)],
    ["2026-07-01 12:00:00 -0700", Date.UTC(2026, 6, 1, 19)],
    ["12", undefined],
    ["+275760-09-13T00:00:00.000Z", undefined],
    ["0001-01-01 00:00:00 UTC", undefined],
  ])("say with %j when the token expires: %j", (value, time) => {
    const headers = { "github-authentication-token-expiration": value };
    expect(read(headers).tokenExpiresAt).toBe(time);
  });

  it("give nothing implausible, whatever they hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.date().map(String),
    );
    fc.assert(
      fc.property(text, text, text, text, (own, reset, retry, count) => {
        const headers = read({
          date: own,
          "x-ratelimit-reset": reset,
          "retry-after": retry,
          "x-ratelimit-remaining": count,
        });
        for (const time of [headers.resetAt, headers.retryAt]) {
          if (time !== undefined) expect(Math.abs(time - START)).toBeLessThanOrEqual(DAY_MS);
        }
        const { remaining = 0 } = headers;
        expect(Number.isSafeInteger(remaining) && remaining >= 0).toBe(true);
        const { aheadMs = 0 } = headers;
        expect(() => new Date(START + aheadMs).toISOString()).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
