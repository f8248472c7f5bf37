import { expect, it } from "vitest";
import { strangersIn } from "./models.ts";
import { MONITORS, readJson } from "./monitors.ts";

const slo = readJson("slo.json");

it("the SLO is one by Datadog's own model", () => {
  expect(strangersIn(slo, "ServiceLevelObjectiveRequest")).toEqual([]);
});

it("the SLO stands on a monitor that counts silence as failure, 99 % of 30 days", () => {
  expect(slo).toMatchObject({ type: "monitor", monitor_ids: [] });
  expect(slo.thresholds).toEqual([{ timeframe: "30d", target: 99, warning: 99.5 }]);
  // https://docs.datadoghq.com/monitors/guide/on_missing_data/#slo-monitors
  expect(MONITORS.get("exporter-failing")?.options.on_missing_data).toBe("show_and_notify_no_data");
});

it("the SLO is known by its tags", () => {
  expect(slo.tags).toEqual(["managed_by:github-datadog-exporter", "exporter_slo:delivers"]);
});
