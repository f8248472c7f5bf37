/** Names a Datadog in messages: the site (`datadoghq.eu`), unless `DD_URL` leads elsewhere. */
export function nameOf({ url, site }: { readonly url: string; readonly site: string }): string {
  const { hostname, host } = new URL(url);
  return hostname === site || hostname.endsWith(`.${site}`) ? site : host;
}
