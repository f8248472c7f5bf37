/** An application key: with the scopes it was limited to, or, as text alone, with everything. */
export type AppKey = string | { readonly key: string; readonly scopes: readonly string[] };

/** What opens this Datadog. */
export interface Keys {
  readonly apiKeys: readonly string[];
  readonly appKeys: readonly AppKey[];
}

type Headers = Readonly<Record<string, string>>;

/** Whether a request has an API key of ours. */
export function hasApiKey(headers: Headers, { apiKeys }: Keys): boolean {
  return apiKeys.includes(headers["dd-api-key"] ?? "");
}

/** What a request's application key may do; undefined where it is none of ours. */
export function scopesOf(headers: Headers, { appKeys }: Keys): "all" | readonly string[] | undefined {
  const given = headers["dd-application-key"] ?? "";
  for (const one of appKeys) {
    if (one === given) return "all";
    if (typeof one !== "string" && one.key === given) return one.scopes;
  }
  return undefined;
}
