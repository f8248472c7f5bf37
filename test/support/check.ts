import { expect } from "vitest";
import type { CheckRow } from "../../src/cli/check-row.ts";
import type { House, Outcome, Variables } from "./house.ts";

/** What `check --json` left behind. */
export interface Checked {
  readonly outcome: Outcome;
  readonly ok: boolean;
  readonly rows: readonly CheckRow[];
  /** The one row about this, as `Datadog: API key`; throws where there is not exactly one. */
  row(name: string): CheckRow;
}

/** Runs `check --json`. Whatever comes of it, nothing was submitted, and a row that is not right says what to do. */
export async function runCheck(house: House, env: Variables = {}): Promise<Checked> {
  const outcome = await house.run({ GITHUB_REPOSITORIES: "acme/*", ...env }, "check", "--json");
  const { ok, rows } = JSON.parse(outcome.stdout) as { ok: boolean; rows: CheckRow[] };
  expect(house.datadog.log.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(house.datadog.points).toEqual([]);
  for (const row of rows) if (row.result === "fail") expect(row.advice).toMatch(/^\S.*\S$/);
  const failed = rows.some(({ result }) => result === "fail");
  expect({ ok, failing: outcome.exitCode !== 0 }).toEqual({ ok: !failed, failing: failed });
  return {
    outcome,
    ok,
    rows,
    row(name) {
      const found = rows.filter(({ area, tried }) => `${area}: ${tried}` === name);
      if (found.length !== 1) throw new Error(`${found.length} rows are ${name}: ${JSON.stringify(rows)}`);
      return found[0]!;
    },
  };
}

/** The results by `area: tried`, for a look at all of them. */
export function resultsOf({ rows }: Checked): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map(({ area, tried, result }) => [`${area}: ${tried}`, result]));
}
