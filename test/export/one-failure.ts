import { expect, type TestContext } from "vitest";
import type { FaultRule } from "../../sandbox/github/types.ts";
import { tokenRecord } from "../../sandbox/tokens.ts";
import { events, type House, openHouse, type Variables } from "../support/house.ts";
import { aboutTheRun, expectHeartbeatLast, expectNoProblems, expectNumbers } from "../support/received.ts";
import { type Api, isAbout, readsPulls, type Special, townOf } from "../support/town.ts";

/** One of them fills a query of its own by GraphQL, as the bad one does in most cases: a query fails as a whole. */
const OTHERS = { "acme/alpha": 58, "acme/beta": 2, "acme/gamma": 0 };
const BAD = "acme/delta";
/** Whether a request is about the bad repository. */
export const aboutBad = isAbout("delta");

/** One way to fail, by one API. */
export interface Case {
  readonly api: Api;
  readonly what: string;
  readonly reason: string;
  /** What the bad repository is; it does not exist where that is missing. */
  readonly record?: Special;
  readonly fault?: FaultRule["fault"];
  /** Which of the requests about it go wrong; all where it is missing. */
  readonly when?: FaultRule["when"];
  readonly prepare?: (house: House) => void;
  readonly env?: Variables;
}

/** The bad repository fails for its reason; all the others have their numbers; it has none. */
export async function expectFailure(one: Case, { onTestFinished }: TestContext): Promise<void> {
  const { api, when = () => true, fault } = one;
  const bad = one.record === undefined ? {} : { [BAD]: one.record };
  const population = townOf({ ...OTHERS, ...bad }, [tokenRecord("sees-public", { privateRepositories: [] })]);
  const house = await openHouse({ population, onTestFinished });
  if (fault)
    house.github.fault({ when: (entry) => aboutBad(entry) && readsPulls(entry) && when(entry), fault });
  one.prepare?.(house);
  const outcome = await house.run({
    GITHUB_TOKEN: "sees-public",
    GITHUB_API: api,
    GITHUB_REPOSITORIES: [...Object.keys(OTHERS), BAD].join(),
    FAIL_RATIO: "25%",
    ...one.env,
  });
  expectNumbers(house, population, { repositories: Object.keys(OTHERS), api });
  expect(aboutTheRun(house)).toMatchObject({
    "repositories{status:read}": 3,
    "repositories{status:failed}": 1,
    [`repository.failed{reason:${one.reason},repo:${BAD}}`]: 1,
    "run.success{}": 1,
  });
  expect(events(outcome, "repositories_failed")).toMatchObject([
    { level: "warn", reason: one.reason, repositories: [BAD] },
  ]);
  expect(outcome.exitCode).toBe(0);
  expectHeartbeatLast(house);
  expectNoProblems(house);
}
