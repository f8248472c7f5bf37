import { describe, expect, it } from "vitest";
import { type Period, period } from "./backlog.ts";
import { CASES, type Case, monitorOf, REGIMES, type Regime, rightOf } from "./vanished.ts";
import { lineOf, watch } from "./watch.ts";

/** What the monitor did about the group. */
async function seenOf(one: Case, regime: Regime, outage?: Period) {
  const { span, only, group } = one;
  const fate = (instant: number) =>
    outage !== undefined && outage.from <= instant && instant < outage.until ? ("no run" as const) : {};
  const monitors = { it: monitorOf(one, regime) };
  const watched = await watch({ monitors, span, only, zeroFill: regime.zeroFill, fate });
  return (watched["it"] ?? []).filter((change) => change.group === group).map(lineOf);
}

describe.each(CASES)("an alert on $what", (one) => {
  it.each(REGIMES)("with $regime", async (regime) => {
    expect(await seenOf(one, regime)).toEqual(rightOf(one, regime));
  });
});

describe("an outage of the exporter for two hours, simulated, while the label is in alert", () => {
  const label = { ...CASES[0], span: period("2023-02-28T00:00Z", "2023-03-02T00:00Z") };
  const outage = period("2023-03-01T10:00Z", "2023-03-01T12:00Z");
  const during = (lines: readonly string[]) => lines.filter((line) => line.startsWith("2023-03-01T1"));

  it.each(REGIMES)("with $regime", async (regime) => {
    const seen = await seenOf(label, regime, outage);
    expect(seen).toEqual(rightOf(label, regime, outage));
    const closes = regime === REGIMES[1];
    expect(during(seen)).toHaveLength(closes ? 2 : 0);
  });
});
