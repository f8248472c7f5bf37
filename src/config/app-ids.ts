import { type Parsed, quote, right, wrong } from "./parsed.ts";

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
export function parseAppId(text: string): Parsed<string> {
  if (/^[1-9]\d{0,14}$/.test(text) || /^Iv\d?[\w.]{8,40}$/.test(text)) return right(text);
  return wrong(`is ${quote(text)}, neither the number nor the client id (Iv…) that the App's page shows`);
}

/** The number at the end of the address of an installation's page. */
export function parseInstallationId(text: string): Parsed<number> {
  if (/^[1-9]\d{0,14}$/.test(text)) return right(Number(text));
  return wrong(`is ${quote(text)}, not the number at the end of the address of the installation's settings`);
}
