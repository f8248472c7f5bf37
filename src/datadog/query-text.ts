/** What is asked of one metric. */
export interface Question {
  /** The full name. */
  readonly metric: string;
  readonly tagKeys: readonly string[];
  /** Tags that a series must carry; one may end in `*`. */
  readonly scope: readonly string[];
}

/**
 * Writes a query as Datadog reads it. Names and tags are as Datadog stores them, so that none holds what would have
 * to be quoted: https://docs.datadoghq.com/metrics/advanced-filtering/
 */
export function writeQuery({ metric, tagKeys, scope }: Question): string {
  const groups = tagKeys.length === 0 ? "" : ` by {${tagKeys.join(",")}}`;
  return `max:${metric}{${scope.join(",") || "*"}}${groups}`;
}
