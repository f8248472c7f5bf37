/** A query of the one form that the sandbox understands: `max:NAME{tag,tag}`, with or without ` by {key,key}`. */
export interface Query {
  readonly metric: string;
  /** Whether a series, by its stored tags, is within the braces. */
  readonly holds: (tags: readonly string[]) => boolean;
  /** As it stands in the braces. */
  readonly scope: string;
  /** The keys after `by`, in lower case. */
  readonly by: readonly string[];
}

const form = /^max:([A-Za-z][A-Za-z0-9_.]*)\{([^{}]+)\}(?: by \{([^{}]+)\})?$/;
/** What a stored tag is made of, in either case, and at most one `*`, at its end. */
const filter = /^\p{L}[\p{L}\p{Nd}_\-:./]*\*?$/u;
const key = /^\p{L}[\p{L}\p{Nd}_\-./]*$/u;

/**
 * Reads a query; undefined for every other form. Commas mean "and", tags are compared without regard to case, and
 * a tag may end in `*`: https://docs.datadoghq.com/metrics/advanced-filtering/
 */
export function parseQuery(text: string): Query | undefined {
  const [, metric, scope, groups] = form.exec(text) ?? [];
  if (metric === undefined || scope === undefined) return undefined;
  const filters = scope === "*" ? [] : scope.split(",");
  const by = groups?.split(",") ?? [];
  if (!filters.every((one) => filter.test(one)) || !by.every((one) => key.test(one))) return undefined;
  const wanted = filters.map(matcher);
  return {
    metric,
    scope,
    by: by.map((one) => one.toLowerCase()),
    holds: (tags) => wanted.every((matches) => tags.some(matches)),
  };
}

function matcher(text: string): (tag: string) => boolean {
  const wanted = text.toLowerCase();
  if (!wanted.endsWith("*")) return (tag) => tag === wanted;
  const start = wanted.slice(0, -1);
  return (tag) => tag.startsWith(start);
}
