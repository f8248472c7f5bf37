import type { PastSeries } from "../ports.ts";

/** What Datadog puts where a series has no tag of a key that it is told apart by; no stored tag has capitals. */
const MISSING = ":N/A";

/**
 * Reads the series of an answer: of each its tags and its last value, without those that have none. Undefined
 * where the answer is not a query's.
 */
export function readAnswer(body: unknown): readonly PastSeries[] | undefined {
  if (!isRecord(body) || body["status"] !== "ok" || !Array.isArray(body["series"])) return undefined;
  const found: PastSeries[] = [];
  for (const one of body["series"]) {
    const read = readSeries(one);
    if (read === undefined) return undefined;
    if (read.value !== null) found.push({ tags: read.tags, value: read.value });
  }
  return found;
}

function readSeries(
  one: unknown,
): { readonly tags: readonly string[]; readonly value: number | null } | undefined {
  if (!isRecord(one)) return undefined;
  const { tagSet, pointlist } = one;
  if (!Array.isArray(tagSet) || !tagSet.every(isText) || !Array.isArray(pointlist)) return undefined;
  const values = pointlist.map((point: unknown) => (Array.isArray(point) ? point[1] : undefined));
  if (!values.every(isValue)) return undefined;
  const value = values.findLast((each) => each !== null) ?? null;
  return { tags: tagSet.filter((tag) => !tag.endsWith(MISSING)), value };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Null is a bucket of time without a point. */
function isValue(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Number.isFinite(value));
}
