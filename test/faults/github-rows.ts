import type { Fault } from "../../sandbox/github/types.ts";
import { BOTH, type Ends, HEALED, lostAt, lostFrom, none, type Part, type Row, some } from "./rows.ts";

export type GitHubRow = Row<Fault>;

export const INVALID = "invalid_answer";

export const status = (...numbers: readonly number[]): readonly Fault[] =>
  numbers.map((number) => ({ kind: "status", status: number }));

/** What is mended by asking again. Where it lasts, four attempts at a request are made. */
export function passing(part: Part<Fault>, reason: string, within = 80): GitHubRow[] {
  return [
    { ...part, lasts: "once", by: BOTH, ends: HEALED, within: 2 },
    { ...part, lasts: "for good", by: BOTH, ends: lostFrom(reason), within },
  ];
}

/** The same where a query is made smaller before it is given up; pauses draw that out, until the time for reading ends. */
export function heavy(part: Part<Fault>, reason: string, last = some(reason)): GitHubRow[] {
  const ends: Ends = [none(reason), some("deadline", reason), some(reason, "deadline")];
  return [
    { ...part, lasts: "once", by: BOTH, ends: HEALED, within: 2 },
    { ...part, lasts: "for good", by: ["graphql"], ends, within: 238 },
    { ...part, lasts: "for good", by: ["rest"], ends: [none(reason), some(reason), last], within: 80 },
  ];
}

/** What asking again would not mend: the repositories of that request have no numbers. */
export function final(part: Part<Fault>, reason: string): GitHubRow[] {
  return [
    { ...part, lasts: "once", by: BOTH, ends: lostAt(reason), within: 0 },
    { ...part, lasts: "for good", by: BOTH, ends: lostFrom(reason), within: 0 },
  ];
}

/** A limit that ends, or is taken to end, after so many seconds. */
export function limit(part: Part<Fault>, seconds: number, by: GitHubRow["by"] = BOTH): GitHubRow[] {
  return [
    { ...part, lasts: "once", by, ends: HEALED, within: seconds },
    { ...part, lasts: "for good", by, ends: lostFrom("rate_limited"), within: 216 },
  ];
}

/** A limit that ends after the run. */
export function tooLong(part: Part<Fault>): GitHubRow {
  return { ...part, lasts: "once", by: BOTH, ends: lostFrom("rate_limited"), within: 0 };
}

export function harmless(part: Part<Fault>, by: GitHubRow["by"] = BOTH, within = 0): GitHubRow {
  return { ...part, lasts: "for good", by, ends: HEALED, within };
}
