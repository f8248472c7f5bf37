import { describe, expect, it } from "vitest";
import { clockRow } from "../../src/cli/check-clock.ts";
import { watchDates } from "../../src/cli/clock-watch.ts";
import { runCheck } from "../support/check.ts";
import { START, virtualClock } from "../support/clock.ts";
import { openHouse } from "../support/house.ts";
import { smallTown } from "../support/town.ts";

const MINUTE = 60_000;

describe("the clock", () => {
  it.each([
    { minutes: 0, GitHub: "pass", Datadog: "pass" },
    { minutes: 0.9, GitHub: "pass", Datadog: "pass" },
    { minutes: 3, GitHub: "warn", Datadog: "warn" },
    { minutes: -3, GitHub: "warn", Datadog: "warn" },
    { minutes: 8, GitHub: "warn", Datadog: "warn" },
    { minutes: 10, GitHub: "warn", Datadog: "fail" },
    { minutes: -30, GitHub: "warn", Datadog: "warn" },
    { minutes: -60, GitHub: "warn", Datadog: "fail" },
  ])(
    "that is $minutes minutes ahead is $GitHub for GitHub, $Datadog for Datadog",
    ({ minutes, ...results }) => {
      for (const [other, result] of Object.entries(results))
        expect(clockRow(other as "GitHub", minutes * MINUTE).result).toBe(result);
    },
  );

  it.each([
    [3 * MINUTE, "this machine is 3 min ahead: ages are wrong by as much"],
    [-300 * MINUTE, "this machine is 5 h behind: ages are wrong by as much"],
  ])("that is %d ms ahead is told in words", (ahead, found) => {
    expect(clockRow("GitHub", ahead).found).toBe(found);
  });

  it("of both sides is held against ours", async () => {
    const now = () => Date.now() - 30 * MINUTE;
    const house = await openHouse({ population: smallTown(), now, datadog: { now } });
    const checked = await runCheck(house);
    expect(checked.row("clock: against GitHub")).toMatchObject({
      result: "warn",
      advice: "Set the clock, by NTP.",
    });
    expect(checked.row("clock: against Datadog")).toMatchObject({
      result: "fail",
      found: "this machine is 30 min ahead: Datadog would drop every point without an error",
    });
    expect(checked.outcome.exitCode).toBe(1);
  });
});

describe("a watch over dates", () => {
  async function ahead(...dates: readonly (string | undefined)[]) {
    const answers = dates.map((date) => new Response("", { headers: date === undefined ? {} : { date } }));
    const watch = watchDates(async () => answers.shift() ?? Response.error(), virtualClock());
    for (const _ of dates) await watch.fetch("http://127.0.0.1");
    return watch.ahead();
  }
  const at = (ms: number) => new Date(START + ms).toUTCString();

  it("keeps the smallest difference, which the slowness of an answer does not widen", async () => {
    expect(await ahead(at(-9_000), at(-2_000), at(-5_000))).toBe(2_000);
    expect(await ahead(at(9_000), at(-20_000))).toBe(-9_000);
  });

  it("knows nothing where nobody says it", async () => {
    expect(await ahead(undefined, "yesterday")).toBeUndefined();
  });
});
