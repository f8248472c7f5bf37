import { ObjectSerializer } from "@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js";

/** Where a JSON value is not what Datadog's own client takes for such a model: paths, none if all is well. */
export function strangersIn(json: unknown, model: string): readonly string[] {
  return walk(ObjectSerializer.deserialize(json, model, ""), model);
}

/** The client keeps what it does not know apart, and marks what it cannot read. */
function walk(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("_unparsed" in value && value._unparsed !== undefined) return [`${path} cannot be read`];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "additionalProperties"
      ? Object.keys(inner ?? {}).map((name) => `${path} has no ${name}`)
      : walk(inner, `${path}.${key}`),
  );
}
