import { AuthenticationApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/AuthenticationApi.js";
import { KeyManagementApi } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/KeyManagementApi.js";
import { configure, type OfficialOptions } from "./official-configuration.ts";

/** Opens the two calls that do nothing but look at keys. Import this file late. */
export function openKeysApi(options: OfficialOptions) {
  const configuration = configure(options);
  const [one, both] = [new AuthenticationApi(configuration), new KeyManagementApi(configuration)];
  return { validateApiKey: () => one.validate(), validateBothKeys: () => both.validateAPIKey() };
}
