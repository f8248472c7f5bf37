import type { Settings } from "../config/load.ts";

/**
 * The fetch of Node, or one that goes through the proxies that the environment names: Node 20's own does not look
 * at them. The library for it is only loaded where a proxy is set.
 */
export async function createFetch(proxy: Settings["proxy"]): Promise<typeof globalThis.fetch> {
  if (proxy.https === undefined && proxy.http === undefined) return globalThis.fetch;
  const { createProxyFetch } = await import("./proxy-fetch.ts");
  return createProxyFetch(proxy);
}
