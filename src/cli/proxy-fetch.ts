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
      throw explain(error, url, proxy);
    }
  };
}

/** A proxy's own failure in words that lead to its setting, also for whoever shows the code only; every other error as it is. */
function explain(error: unknown, url: URL, proxy: Proxy): unknown {
  const secure = url.protocol === "https:";
  const address = secure ? proxy.https : proxy.http;
  const failure = address && (statusOfProxy(error) ?? unreachable(error, url, new URL(address)));
  if (!failure) return error;
  const message = `the proxy of ${secure ? "HTTPS_PROXY" : "HTTP_PROXY"} ${failure} for ${url.host}`;
  return new TypeError(message, { cause: Object.assign(new Error(message), { code: message }) });
}

/** undici tells it in a message only, somewhere in the chain of causes. */
function statusOfProxy(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const [, status] = /^Proxy .*\((\d{3})\)/.exec(cause.message) ?? [];
    if (status !== undefined) return `answered ${status}`;
  }
  return undefined;
}

/** A connection to the proxy itself that was never made: told from one that NO_PROXY lets pass it by by its name or port. */
function unreachable(error: unknown, url: URL, proxy: URL): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!("code" in cause) || !/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT)/.test(String(cause.code)))
      continue;
    const named = "hostname" in cause && cause.hostname === proxy.hostname;
    const meant = "port" in cause && cause.port === portOf(proxy) && portOf(url) !== portOf(proxy);
    if (named || meant) return `at ${proxy.host} could not be reached (${cause.code})`;
  }
  return undefined;
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
