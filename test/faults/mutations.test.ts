import fc from "fast-check";
import { expect, it } from "vitest";
import { edgeCases } from "../../sandbox/edge-cases.ts";
import { START } from "../support/clock.ts";
import { APIS, townOf } from "../support/town.ts";
import { expectTruth } from "./expect.ts";
import { play } from "./stage.ts";
import { names, PATTERNS } from "./town.ts";

/** Pull requests of every kind there is. */
const kinds = edgeCases(START).repositories.flatMap(({ pullRequests }) => pullRequests);
const town = townOf(
  Object.fromEntries(
    names.map((name, index) => [
      name,
      { pullRequests: kinds.slice(0, index * 9).map((one, place) => ({ ...one, number: place + 1 })) },
    ]),
  ),
);

/** What an answer may lack: it means what it means where GitHub leaves it out. */
const MAY_LACK = ["draft", "archived", "fork", "disabled", "topics", "type"];

interface Mutation {
  /** Which child is taken, level by level. */
  readonly path: readonly number[];
  readonly how: "lost" | "of another type";
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  path: fc.array(fc.nat(200), { minLength: 1, maxLength: 9 }),
  how: fc.constantFrom("lost", "of another type"),
});

/** Spoils one value of an answer; entries of lists are never just left out, which would be another true answer. */
function mutate({ path: [step = 0, ...rest], how }: Mutation, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return { spoilt: true };
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return { spoilt: true };
  const child: unknown = Reflect.get(value, key);
  const goesOn = rest.length > 0 && typeof child === "object" && child !== null;
  const spoilt = goesOn ? mutate({ path: rest, how }, child) : { spoilt: true };
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? spoilt : one));
  const loses = !goesOn && how === "lost" && !MAY_LACK.includes(key);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      if (name !== key) return [[name, one]];
      return loses ? [] : [[name, spoilt]];
    }),
  );
}

const cases = fc.record({
  mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
  skip: fc.nat(6),
  once: fc.boolean(),
});

it.each(APIS)(
  "by %s, a true answer that was spoilt anywhere makes no false number: right, or failed",
  async (api) => {
    let whole = 0;
    let failed = 0;
    const holds = fc.asyncProperty(cases, async ({ mutations, skip, once }) => {
      const alter = (body: unknown) => mutations.reduce((spoilt, one) => mutate(one, spoilt), body);
      const played = await play({
        population: town,
        env: { GITHUB_API: api, GITHUB_REPOSITORIES: PATTERNS },
        prepare: ({ github }) =>
          github.fault({ skip, ...(once && { times: 1 }), fault: { kind: "altered", alter } }),
      });
      expectTruth(played, api);
      if (played.own["run.success{}"] === 1) whole += 1;
      else failed += 1;
    });
    await fc.assert(holds, { numRuns: 60, endOnFailure: true });
    expect(Math.min(whole, failed)).toBeGreaterThan(0);
  },
  120_000,
);
