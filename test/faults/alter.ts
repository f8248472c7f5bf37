type Change = (value: unknown, key: string) => unknown;

/** Gives a JSON value with `change` made to every value in it, from the innermost outwards. */
export function everywhere(change: Change): (body: unknown) => unknown {
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value))
      return change(
        value.map((one) => walk(one, "")),
        key,
      );
    if (typeof value !== "object" || value === null) return change(value, key);
    const pairs = Object.entries(value).map(([name, one]) => [name, walk(one, name)] as const);
    return change(Object.fromEntries(pairs), key);
  };
  return (body) => walk(body, "");
}

/** The first entry of the list that was asked for is null; of lists inside its entries, nothing is touched. */
export const nullEntry = (body: unknown): unknown =>
  Array.isArray(body)
    ? [null, ...body.slice(1)]
    : everywhere((value, key) =>
        key === "nodes" &&
        Array.isArray(value) &&
        isObject(value[0]) &&
        ("number" in value[0] || "databaseId" in value[0])
          ? [null, ...value.slice(1)]
          : value,
      )(body);

/** Every value of an enumeration is one that nobody knows yet. */
export const newEnums = everywhere((value, key) =>
  ["reviewDecision", "state", "type", "__typename"].includes(key) && typeof value === "string"
    ? "BRAND_NEW"
    : value,
);

/** Every object has a field more. */
export const newFields = everywhere((value) =>
  isObject(value) ? { ...value, brand_new: { of: [1] } } : value,
);

/** Every number is a text. */
export const numbersAsText = everywhere((value) => (typeof value === "number" ? String(value) : value));

/** What tells entries apart is gone. */
export const withoutNumbers = everywhere((value) => {
  if (!isObject(value)) return value;
  const { number: _, databaseId: __, id: ___, totalCount: ____, ...rest } = value;
  return rest;
});

/** Every entry of every list is there twice. */
export const doubled = everywhere((value) =>
  Array.isArray(value) ? value.flatMap((one) => [one, one]) : value,
);

/** A request for review is null, as GraphQL's node or in REST's list. */
export const nullRequests = everywhere((value, key) => {
  if (key === "requested_reviewers" && Array.isArray(value)) return [null, ...value.slice(1)];
  const nodes = isObject(value) && key === "reviewRequests" ? value["nodes"] : undefined;
  return isObject(value) && Array.isArray(nodes) ? { ...value, nodes: [null, ...nodes.slice(1)] } : value;
});

/** Lists inside of pull requests lack their entries, and have no further page. */
export const missingNodes = everywhere((value, key) =>
  isObject(value) && ["labels", "reviewRequests"].includes(key) && Array.isArray(value["nodes"])
    ? { ...value, nodes: [] }
    : value,
);

/** Every page of a list is empty, and another one follows. */
export const emptyPages = everywhere((value) =>
  isObject(value) && Array.isArray(value["nodes"]) && isObject(value["pageInfo"])
    ? { ...value, nodes: [], pageInfo: { ...value["pageInfo"], hasNextPage: true, hasPreviousPage: true } }
    : value,
);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
