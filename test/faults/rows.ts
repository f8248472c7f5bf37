/** What must come of a run. */
export interface Ending {
  /** Whose numbers arrive: of every repository, of some, of none. */
  readonly delivered: "all" | "some" | "none";
  /** Why repositories have none, or what else is reported: the first at any rate, no others than these. */
  readonly reported: readonly string[];
  /** Null where it cannot arrive. */
  readonly heartbeat: 0 | 1 | null;
  readonly exitCode: 0 | 1;
}

/** Of what strikes at the first request of a run, at a middle one, and at the last. */
export type Ends = readonly [first: Ending, middle: Ending, last: Ending];

/** One line of the matrix. */
export interface Row<Wrong> {
  readonly what: string;
  readonly lasts: "once" | "for good";
  readonly by: readonly ("graphql" | "rest")[];
  /** Each of them ends like this. */
  readonly wrong: readonly Wrong[];
  readonly ends: Ends;
  /** Most seconds that the run waits between its requests. */
  readonly within: number;
}

/** What a row is about. */
export type Part<Wrong> = Pick<Row<Wrong>, "what" | "wrong">;

export const BOTH = ["graphql", "rest"] as const;

/** As if nothing had happened. */
export const ALL: Ending = { delivered: "all", reported: [], heartbeat: 1, exitCode: 0 };
export const HEALED: Ends = [ALL, ALL, ALL];

/** More than FAIL_RATIO of so few repositories failed. */
export function some(...reported: readonly string[]): Ending {
  return { delivered: "some", reported, heartbeat: 0, exitCode: 0 };
}

export function none(...reported: readonly string[]): Ending {
  return { delivered: "none", reported, heartbeat: 0, exitCode: 1 };
}

/** What fails where it strikes, and what follows is as ever. */
export function lostAt(...reported: readonly string[]): Ends {
  return [some(...reported), some(...reported), some(...reported)];
}

/** What fails from there on. */
export function lostFrom(...reported: readonly string[]): Ends {
  return [none(...reported), some(...reported), some(...reported)];
}
