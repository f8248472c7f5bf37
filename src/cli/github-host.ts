import { type Parsed, quote, right, wrong } from "../config/parsed.ts";

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i;

/** Where people look at what the API tells: `github.com`, a company's at `ghe.com`, or an Enterprise Server's own host. */
export function hostOf(apiUrl: string): string {
  return new URL(apiUrl).host.replace(/^api\./, "");
}

/** Reads the name of a host, perhaps with a port. */
export function parseHost(text: string): Parsed<string> {
  if (HOST.test(text)) return right(text);
  return wrong(`is ${quote(text)}, which is no host name`);
}
