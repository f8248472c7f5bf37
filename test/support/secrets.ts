import { inspect } from "node:util";
import { expect } from "vitest";
import { fullToken } from "../../sandbox/tokens.ts";
import { API_KEY, APP_KEY } from "./house.ts";

/** What a run of the tests has that nobody else may see: what is added here is looked for after each of them. */
export const CANARIES = {
  github: [fullToken.token],
  datadog: [API_KEY, APP_KEY],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const ALL: readonly string[] = Object.values(CANARIES).flat();

/** How a secret could be written, the base64 of it inside a longer text included. */
export function spellings(secret: string): readonly string[] {
  const base64 = ["", "a", "ab"].map((before) => {
    const whole = Buffer.from(`${before}${secret}`).toString("base64");
    return whole.slice(4, 24);
  });
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64];
}

/** Holds a text against secrets, in whatever spelling; `what` is for the message. */
export function expectNoneIn(what: string, text: string, secrets: readonly string[] = ALL): void {
  const found = secrets.flatMap(spellings).filter((spelling) => text.includes(spelling));
  expect({ what, found }).toEqual({ what, found: [] });
}

/** Everything that can be told of a value: its fields to any depth, hidden ones and causes too, its text, and its JSON. */
export function everythingOf(value: unknown): string {
  const whole = inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null });
  return [whole, String(value), JSON.stringify(value), ...causesOf(value)].join("\n");
}

function causesOf(value: unknown): readonly string[] {
  if (!(value instanceof Error)) return [];
  return [String(value.stack), JSON.stringify(value), ...causesOf(value.cause)];
}

/** A request as a sandbox has it in its log. */
interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** No secret went in an address, nor to the other side. */
export function expectAtHome(github: readonly Sent[], datadog: readonly Sent[]): void {
  expectNoneIn("addresses", [...github, ...datadog].map(({ path }) => path).join("\n"));
  expectNoneIn("headers to GitHub", JSON.stringify(github.map(({ headers }) => headers)), CANARIES.datadog);
  expectNoneIn("headers to Datadog", JSON.stringify(datadog.map(({ headers }) => headers)), CANARIES.github);
}
