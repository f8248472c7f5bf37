import { type Parsed, quote, right, wrong } from "./parsed.ts";

/** Every Datadog site (https://docs.datadoghq.com/getting_started/site/). */
export const DATADOG_SITES: readonly string[] = [
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "datadoghq.eu",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "uk1.datadoghq.com",
  "ddog-gov.com",
  "us2.ddog-gov.com",
];

/** A site as its parameter or as the address of any of its pages; what is in front and behind is stripped. */
export function parseSite(text: string): Parsed<string> {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/[/?#:].*$/s, "");
  const site = [host, host.replace(/^(app|api|www)\./, "")].find((name) => DATADOG_SITES.includes(name));
  if (site !== undefined) return right(site);
  return wrong(`is ${quote(text)}, which is no Datadog site; the sites are ${DATADOG_SITES.join(", ")}`);
}

/** An address that a credential may be sent to: https, or http on this machine; without a slash at its end. */
export function parseBaseUrl(text: string): Parsed<string> {
  const url = readUrl(text);
  if (typeof url === "string") return wrong(url);
  return right(`${url.origin}${url.pathname}`.replace(/\/+$/, ""));
}

/**
 * The REST address of GitHub: github.com's, one of GHE.com's, or that of an Enterprise Server, below `/api/v3`
 * (https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api).
 */
export function parseGithubUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(text);
  if (!base.ok) return base;
  const url = new URL(base.value);
  const expected = expectedGithubUrl(url);
  if (expected === undefined || expected === base.value) return base;
  return wrong(
    `is ${quote(base.value)}, which is not where GitHub's API is; for ${url.host} it is ${expected}`,
    expected,
  );
}

function expectedGithubUrl(url: URL): string | undefined {
  if (isLoopback(url.hostname)) return undefined;
  if (/^(www\.|api\.)?github\.com$/.test(url.hostname)) return "https://api.github.com";
  if (url.hostname.endsWith(".ghe.com")) return `https://api.${url.hostname.replace(/^api\./, "")}`;
  return url.pathname.replace(/\/+$/, "").endsWith("/api/v3") ? undefined : `${url.origin}/api/v3`;
}

/** A proxy's address; `host:port` means http, as curl reads it. It may hold a password, so no part of it is shown. */
export function parseProxy(text: string): Parsed<string> {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = /[\s\p{C}]/u.test(address) || !URL.canParse(address) ? undefined : new URL(address);
  if (url === undefined) return wrong("is not an address");
  if (url.protocol !== "http:" && url.protocol !== "https:") return wrong("is not an http or https proxy");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "")
    return wrong("has a path, a ? or a # in it; a proxy's address ends with its port");
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    return wrong(
      "has a user name or password with a % that is not part of a code; write %25 for a percent sign",
    );
  }
  return right(url.href.replace(/\/$/, ""));
}

/** What must not be printed of a proxy's address: its password, as it is written and as it is meant. */
export function proxyPasswords(address: string | undefined): readonly string[] {
  const password = address === undefined ? "" : new URL(address).password;
  return password === "" ? [] : [password, decodeURIComponent(password)];
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function readUrl(text: string): URL | string {
  const url = /[\s\p{C}]/u.test(text) || !URL.canParse(text) ? undefined : new URL(text);
  if (url === undefined || url.hostname === "") return "is not an address that begins with https://";
  if (url.username !== "" || url.password !== "")
    return "has a user name or a password in it, which does not belong there";
  if (url.search !== "" || url.hash !== "") return "has a ? or a # in it; the address ends with its path";
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  return `is ${quote(url.origin === "null" ? url.protocol : url.origin)}, but a key is sent there: only https, or http on this machine`;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
