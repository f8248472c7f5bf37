import { logger } from "@datadog/datadog-api-client/dist/logger.js";
import {
  type Configuration,
  createConfiguration,
} from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js";
import { ServerConfiguration } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js";

export interface OfficialOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly appKey?: string;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Configures Datadog's own client. Its own retries know neither network errors nor the end of the run: they stay
 * off.
 */
export function configure({ url, apiKey, appKey, fetch }: OfficialOptions): Configuration {
  // It would write network errors to the console.
  logger.setLevel("silent");
  return createConfiguration({
    baseServer: new ServerConfiguration(url.replace(/\/+$/, ""), {}),
    authMethods: { apiKeyAuth: apiKey, ...(appKey === undefined ? {} : { appKeyAuth: appKey }) },
    enableRetry: false,
    fetch,
  });
}
