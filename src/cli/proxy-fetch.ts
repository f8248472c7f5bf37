// Loaded late, by import(): a static import here gives the same names of this CommonJS package bundled or not.
import { EnvHttpProxyAgent, fetch } from "undici";
import type { Settings } from "../config/load.ts";

type Fetch = typeof globalThis.fetch;
type Proxy = Settings["proxy"];

/** undici's fetch through proxies. Source: https://github.com/nodejs/undici/blob/v7.x/docs/docs/api/EnvHttpProxyAgent.md */
export function createProxyFetch(proxy: Proxy): Fetch {
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxy.http ?? "",
    httpsProxy: proxy.https ?? "",
    noProxy: proxy.no ?? "",
    // Plain http in absolute form: many proxies open a tunnel to port 443 only.
    proxyTunnel: false,
  });
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    // undici would send https through HTTP_PROXY, which is not for it.
    if (url.protocol === "https:" && proxy.https === undefined) return await globalThis.fetch(input, init);
    const { method = "GET", body, signal = null, redirect = "follow" } = init;
    // Octokit sends texts, the Datadog client bytes; nothing else is ever a body here.
    const content = typeof body === "string" || body instanceof Uint8Array ? { body } : {};
    const headers = [...new Headers(init.headers)];
    try {
      return await fetch(url, { method, headers, signal, redirect, ...content, dispatcher });
    } catch (error) {
      throw explain(error, url);
    }
  };
}

/** A proxy's refusal in words that lead to its setting, also for whoever shows the code only; every other error as it is. */
function explain(error: unknown, url: URL): unknown {
  const status = statusOfProxy(error);
  if (status === undefined) return error;
  const variable = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const message = `the proxy of ${variable} answered ${status} for ${url.host}`;
  return new TypeError(message, { cause: Object.assign(new Error(message), { code: message }) });
}

/** undici tells it in a message only, somewhere in the chain of causes. */
function statusOfProxy(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const [, status] = /^Proxy .*\((\d{3})\)/.exec(cause.message) ?? [];
    if (status !== undefined) return status;
  }
  return undefined;
}
