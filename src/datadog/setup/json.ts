import { own } from "../../domain/own.ts";
/** JSON as it is on the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The text under a key; empty where there is none. */
export function textAt(object: JsonObject, key: string): string {
  const value = own(object, key);
  return typeof value === "string" ? value : "";
}

/** The object under a key; empty where there is none. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** The texts of a list under a key. */
export function textsAt(object: JsonObject, key: string): readonly string[] {
  const value = own(object, key);
  return isList(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The same text for values that mean the same: keys sorted, without those that hold nothing. */
export function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const parts = Object.keys(value)
    .filter((key) => own(value, key) !== undefined && own(value, key) !== null)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(own(value, key))}`);
  return `{${parts.join(",")}}`;
}

/** The value with every text in it, however deep, replaced. */
export function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (isList(value)) return value.map((item) => mapTexts(item, change));
  return isObject(value) ? mapObject(value, (item) => mapTexts(item, change)) : value;
}

/** The value without certain keys, however deep. */
export function withoutKeys(value: Json, keys: ReadonlySet<string>): Json {
  if (isList(value)) return value.map((item) => withoutKeys(item, keys));
  if (!isObject(value)) return value;
  const left = Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
  return mapObject(left, (item) => withoutKeys(item, keys));
}

function mapObject(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, value === undefined ? value : change(value)]),
  );
}
