import type { Api } from "../support/town.ts";
import type { Ending, Row } from "./rows.ts";
import { POSITIONS, type Position } from "./town.ts";

/** One run of the matrix. */
export interface Cell<Wrong> {
  readonly name: string;
  readonly api: Api;
  readonly position: Position;
  readonly wrong: Wrong;
  readonly lasts: Row<Wrong>["lasts"];
  readonly ending: Ending;
  readonly within: number;
}

/** Every run that the rows ask for. */
export function cellsOf<Wrong>(rows: readonly Row<Wrong>[]): readonly Cell<Wrong>[] {
  return rows.flatMap(({ what, lasts, by, wrong, ends, within }) =>
    by.flatMap((api) =>
      POSITIONS.flatMap((position, place) =>
        wrong.map((one, index) => ({
          name: `${what} (${index + 1}), ${lasts}, at the ${position} request by ${api}`,
          api,
          position,
          wrong: one,
          lasts,
          ending: ends[place]!,
          within,
        })),
      ),
    ),
  );
}

/** Whether a request is struck, of a cell whose first that is has the number `from`. */
export function isStruck(number: number, { lasts }: Pick<Cell<unknown>, "lasts">, from: number): boolean {
  return number === from || (lasts === "for good" && number > from);
}
