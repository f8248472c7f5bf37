import type { Change } from "./merge.ts";

/** What became of a piece; in a dry run, what would have become of it. */
export type Action =
  | "created"
  | "updated"
  | "unchanged"
  /** Somebody changed it in Datadog, and nothing of it was written. */
  | "kept"
  | "left out"
  | "not yet"
  | "left alone"
  | "removed"
  | "refused";

/** One line of what `setup` tells. */
export interface Piece {
  /** `monitor backlog-too-high`. */
  readonly piece: string;
  readonly action: Action;
  /** For a person; empty where there is nothing to say. */
  readonly note: string;
  /** What was written, or would have been. */
  readonly changes: readonly Change[];
}

export function tell(piece: string, action: Action, note = "", changes: readonly Change[] = []): Piece {
  return { piece, action, note, changes };
}
