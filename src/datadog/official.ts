import { logger } from "@datadog/datadog-api-client/dist/logger.js";
import { createConfiguration } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js";
import { ServerConfiguration } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js";
import { MetricsApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/MetricsApi.js";

/**
 * Datadog's own client, imported file by file, since its index names every API of Datadog's. Even so it takes a second
 * where it is not bundled: import this file late.
 */
export interface OfficialOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Opens the metrics API. The client's own retries know neither network errors nor the end of the run: they stay
 * off.
 */
export function openMetricsApi({ url, apiKey, fetch }: OfficialOptions): MetricsApi {
  // It would write network errors to the console.
  logger.setLevel("silent");
  return new MetricsApi(
    createConfiguration({
      baseServer: new ServerConfiguration(url.replace(/\/+$/, ""), {}),
      authMethods: { apiKeyAuth: apiKey },
      enableRetry: false,
      fetch,
    }),
  );
}
