import { MetricsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/MetricsApi.js";
import { configure, type OfficialOptions } from "./official-configuration.ts";

/**
 * Opens the API that metrics are submitted to. Datadog's own client, imported file by file, since its index names
 * every API of Datadog's. Even so it takes a second where it is not bundled: import this file late.
 */
export function openMetricsApi(options: OfficialOptions): MetricsApi {
  return new MetricsApi(configure(options));
}
