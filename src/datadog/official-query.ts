import { MetricsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/MetricsApi.js";
import { configure, type OfficialOptions } from "./official-configuration.ts";

/** Opens the API that metrics are queried from, which is an older one than that for submitting. Import this file late. */
export function openQueryApi(options: OfficialOptions): MetricsApi {
  return new MetricsApi(configure(options));
}
