import type { JsonObject } from "./json.ts";
import { idOf } from "./remote.ts";

/** The oldest first: a copy is younger than what it was made from. */
export function byAge(one: JsonObject, other: JsonObject): number {
  const [a, b] = [bornAt(one), bornAt(other)];
  if (a !== b) return a < b ? -1 : 1;
  return Number(idOf(one)) - Number(idOf(other));
}

/** Dashboards and monitors have a date, objectives seconds; either sorts as text. */
function bornAt(piece: JsonObject): string {
  return String(piece["created_at"] ?? piece["created"] ?? "");
}
