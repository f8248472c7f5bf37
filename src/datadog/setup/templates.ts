import dashboard from "../../../deploy/datadog/dashboard.json" with { type: "json" };
import approvedNotMerged from "../../../deploy/datadog/monitors/approved-not-merged.json" with {
  type: "json",
};
import backlogTooHigh from "../../../deploy/datadog/monitors/backlog-too-high.json" with { type: "json" };
import exporterFailing from "../../../deploy/datadog/monitors/exporter-failing.json" with { type: "json" };
import fewerRepositories from "../../../deploy/datadog/monitors/fewer-repositories.json" with {
  type: "json",
};
import labelPilingUp from "../../../deploy/datadog/monitors/label-piling-up.json" with { type: "json" };
import oldestTooOld from "../../../deploy/datadog/monitors/oldest-too-old.json" with { type: "json" };
import quotaNearlySpent from "../../../deploy/datadog/monitors/quota-nearly-spent.json" with { type: "json" };
import reviewerOverloaded from "../../../deploy/datadog/monitors/reviewer-overloaded.json" with {
  type: "json",
};
import seriesDropped from "../../../deploy/datadog/monitors/series-dropped.json" with { type: "json" };
import seriesNearCeiling from "../../../deploy/datadog/monitors/series-near-ceiling.json" with {
  type: "json",
};
import staleShareRising from "../../../deploy/datadog/monitors/stale-share-rising.json" with { type: "json" };
import tokenExpiring from "../../../deploy/datadog/monitors/token-expiring.json" with { type: "json" };
import slo from "../../../deploy/datadog/slo.json" with { type: "json" };
import type { JsonObject } from "./json.ts";

/** The shipped monitors by their ids, in the order in which they are told of. */
export const SHIPPED_MONITORS: Readonly<Record<string, JsonObject>> = {
  "backlog-too-high": backlogTooHigh,
  "oldest-too-old": oldestTooOld,
  "reviewer-overloaded": reviewerOverloaded,
  "label-piling-up": labelPilingUp,
  "approved-not-merged": approvedNotMerged,
  "stale-share-rising": staleShareRising,
  "exporter-failing": exporterFailing,
  "quota-nearly-spent": quotaNearlySpent,
  "fewer-repositories": fewerRepositories,
  "token-expiring": tokenExpiring,
  "series-dropped": seriesDropped,
  "series-near-ceiling": seriesNearCeiling,
};

export const SHIPPED_DASHBOARD: JsonObject = dashboard;
export const SHIPPED_SLO: JsonObject = slo;
