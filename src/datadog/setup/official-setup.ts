import { DashboardsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/DashboardsApi.js";
import { MetricsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MetricsApi.js";
import { MonitorsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MonitorsApi.js";
import { ServiceLevelObjectivesApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/ServiceLevelObjectivesApi.js";
import { ObjectSerializer } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js";
import { configure, type OfficialOptions } from "../official-configuration.ts";
import type { JsonObject } from "./json.ts";

/** A page of a list, from 0, and how many pieces it has. */
interface Page {
  readonly page: number;
  readonly size: number;
}

/**
 * Opens the calls that `setup` makes, with bodies as they are on the wire: the shipped files are that, and what people
 * added in Datadog comes back as it was. Import this file late.
 */
export function openSetupApis(options: OfficialOptions) {
  const configuration = configure(options);
  const monitors = new MonitorsApi(configuration);
  const dashboards = new DashboardsApi(configuration);
  const slos = new ServiceLevelObjectivesApi(configuration);
  const metrics = new MetricsApi(configuration);
  return {
    listMonitors: async (monitorTags: string, { page, size }: Page): Promise<readonly JsonObject[]> =>
      toWire(await monitors.listMonitors({ monitorTags, page, pageSize: size }), "Array<Monitor>"),
    validateMonitor: async (monitor: JsonObject, id: number | undefined): Promise<JsonObject> => {
      const body = toModel(monitor, "Monitor");
      if (id === undefined) await monitors.validateMonitor({ body });
      else await monitors.validateExistingMonitor({ monitorId: id, body });
      return {};
    },
    createMonitor: async (monitor: JsonObject): Promise<JsonObject> =>
      toWire(await monitors.createMonitor({ body: toModel(monitor, "Monitor") }), "Monitor"),
    updateMonitor: async (monitorId: number, changes: JsonObject): Promise<JsonObject> => {
      const body = toModel(changes, "MonitorUpdateRequest");
      return toWire(await monitors.updateMonitor({ monitorId, body }), "Monitor");
    },
    deleteMonitor: async (monitorId: number): Promise<JsonObject> => {
      await monitors.deleteMonitor({ monitorId });
      return {};
    },
    listDashboards: async ({ page, size }: Page): Promise<readonly JsonObject[]> => {
      const { dashboards: found } = await dashboards.listDashboards({ start: page * size, count: size });
      return toWire(found ?? [], "Array<DashboardSummaryDefinition>");
    },
    getDashboard: async (dashboardId: string): Promise<JsonObject> =>
      toWire(await dashboards.getDashboard({ dashboardId }), "Dashboard"),
    createDashboard: async (dashboard: JsonObject): Promise<JsonObject> =>
      toWire(await dashboards.createDashboard({ body: toModel(dashboard, "Dashboard") }), "Dashboard"),
    updateDashboard: async (dashboardId: string, dashboard: JsonObject): Promise<JsonObject> => {
      const body = toModel(dashboard, "Dashboard");
      return toWire(await dashboards.updateDashboard({ dashboardId, body }), "Dashboard");
    },
    deleteDashboard: async (dashboardId: string): Promise<JsonObject> => {
      await dashboards.deleteDashboard({ dashboardId });
      return {};
    },
    listSlos: async (tagsQuery: string, { page, size }: Page): Promise<readonly JsonObject[]> => {
      const { data } = await slos.listSLOs({ tagsQuery, limit: size, offset: page * size });
      return toWire(data ?? [], "Array<ServiceLevelObjective>");
    },
    createSlo: async (slo: JsonObject): Promise<JsonObject> => {
      const { data } = await slos.createSLO({ body: toModel(slo, "ServiceLevelObjectiveRequest") });
      return toWire(data?.[0], "ServiceLevelObjective");
    },
    updateSlo: async (sloId: string, slo: JsonObject): Promise<JsonObject> => {
      const { data } = await slos.updateSLO({ sloId, body: toModel(slo, "ServiceLevelObjective") });
      return toWire(data?.[0], "ServiceLevelObjective");
    },
    deleteSlo: async (sloId: string): Promise<JsonObject> => {
      await slos.deleteSLO({ sloId });
      return {};
    },
    getMetadata: async (metricName: string): Promise<JsonObject> =>
      toWire(await metrics.getMetricMetadata({ metricName }), "MetricMetadata"),
    setMetadata: async (metricName: string, metadata: JsonObject): Promise<JsonObject> => {
      const body = toModel(metadata, "MetricMetadata");
      return toWire(await metrics.updateMetricMetadata({ metricName, body }), "MetricMetadata");
    },
  };
}

/** The client's calls by name, each of which may throw what the client throws. */
export type SetupApis = ReturnType<typeof openSetupApis>;

function toModel(json: JsonObject, model: string) {
  return ObjectSerializer.deserialize(json, model, "");
}

function toWire(model: unknown, type: string) {
  return ObjectSerializer.serialize(model, type, "");
}
