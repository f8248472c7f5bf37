import type { PastSeries } from "../ports.ts";

/** What Datadog puts where a series has no tag of a key that it is told apart by; no stored tag has capitals. */
const MISSING = ":N/A";

/** Which of a series' values is looked at. */
export type Wanted = "last" | "highest";

/**
 * Reads the series of an answer: of each its tags and the value that is wanted, without those that have none. Undefined
 * where the answer is not a query's.
 */
export function readAnswer(body: unknown, wanted: Wanted = "last"): readonly PastSeries[] | undefined {
  if (!isRecord(body) || body["status"] !== "ok" || !Array.isArray(body["series"])) return undefined;
  const found: PastSeries[] = [];
  for (const one of body["series"]) {
    const read = readSeries(one, wanted);
    if (read === undefined) return undefined;
    if (read.value !== null) found.push({ tags: read.tags, value: read.value });
  }
  return found;
}

function readSeries(
  one: unknown,
  wanted: Wanted,
): { readonly tags: readonly string[]; readonly value: number | null } | undefined {
  if (!isRecord(one)) return undefined;
  const { tagSet, pointlist } = one;
  if (!Array.isArray(tagSet) || !tagSet.every(isText) || !Array.isArray(pointlist)) return undefined;
  const values = pointlist.map((point: unknown) => (Array.isArray(point) ? point[1] : undefined));
  if (!values.every(isValue)) return undefined;
  const known = values.filter((each) => each !== null);
  const value = wanted === "last" ? known.at(-1) : known.sort((a, b) => a - b).at(-1);
  return { tags: tagSet.filter((tag) => !tag.endsWith(MISSING)), value: value ?? null };
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
