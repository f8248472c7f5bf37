// Loaded late, by import(): a static import here gives the same names of this CommonJS package bundled or not.
import { EnvHttpProxyAgent, fetch } from "undici";
import type { Settings } from "../config/load.ts";
import { certificateAdvice } from "../domain/network.ts";

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

/**
 * A proxy's own failure in words that name it, without what its address has of a user, and lead to its setting; also for
 * whoever shows the code only. Every other error as it is.
 */
function explain(error: unknown, url: URL, proxies: Proxy): unknown {
  const secure = url.protocol === "https:";
  const address = secure ? proxies.https : proxies.http;
  if (address === undefined) return error;
  const proxy = new URL(address);
  const variable = secure ? "HTTPS_PROXY" : "HTTP_PROXY";
  const failure =
    refusal(error, url, variable) ?? unreachable(error, url, proxy, variable) ?? untrusted(error, url, proxy);
  if (failure === undefined) return error;
  const message = `the proxy of ${variable} at ${proxy.host} ${failure}`;
  return new TypeError(message, { cause: Object.assign(new Error(message), { code: message }) });
}

/** undici tells it in a message only, somewhere in the chain of causes. */
function refusal(error: unknown, url: URL, variable: string): string | undefined {
  for (const cause of causesOf(error)) {
    const [, status] = /^Proxy .*\((\d{3})\)/.exec(cause.message) ?? [];
    if (status === undefined) continue;
    const advice =
      status === "407" ? `check the user and the password in ${variable}` : "check that it lets that through";
    return `answered ${status} for ${url.host}: ${advice}`;
  }
  return undefined;
}

/** A connection to the proxy itself that was never made: told from one that NO_PROXY lets pass it by by its name or port. */
function unreachable(error: unknown, url: URL, proxy: URL, variable: string): string | undefined {
  for (const cause of causesOf(error)) {
    if (!("code" in cause) || !/^(ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT)/.test(String(cause.code)))
      continue;
    const named = "hostname" in cause && cause.hostname === proxy.hostname;
    const meant = "port" in cause && cause.port === portOf(proxy) && portOf(url) !== portOf(proxy);
    if (named || meant) return `could not be reached (${cause.code}) for ${url.host}: check ${variable}`;
  }
  return undefined;
}

/** Of two certificates nothing tells which one it was: the proxy's own, or that of the host behind it. */
function untrusted(error: unknown, url: URL, proxy: URL): string | undefined {
  if (proxy.protocol !== "https:") return undefined;
  for (const cause of causesOf(error)) {
    const advice = "code" in cause ? certificateAdvice(String(cause.code)) : "";
    if (advice !== "") return `or ${url.host} behind it has a bad certificate (${cause.message})${advice}`;
  }
  return undefined;
}

function causesOf(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
