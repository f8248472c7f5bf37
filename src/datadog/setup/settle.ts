import { own } from "../../domain/own.ts";
import type { Answer } from "./answers.ts";
import { canonical, type JsonObject } from "./json.ts";
import type { Memory } from "./memory.ts";
import { type Change, type Fields, type Kept, merge, rememberAll } from "./merge.ts";
import { idOf, type Shelf } from "./remote.ts";
import { type Piece, tell } from "./report.ts";

/** How one kind of piece is read and written. */
export interface Kind {
  readonly shelf: Pick<Shelf, "create" | "update">;
  fieldsOf(piece: JsonObject): Fields;
  memoryOf(piece: JsonObject): Memory;
  /** `base` with these fields, with what the wish has besides them, and with this memory. */
  compose(
    base: JsonObject,
    fields: Fields,
    marks: { readonly wish: JsonObject; readonly memory: Memory },
  ): JsonObject;
  /** Tags of the wish that a piece lacks. */
  missingTags(piece: JsonObject, wish: JsonObject): readonly string[];
  /** Whether Datadog would take it, where that can be asked. */
  check?(body: JsonObject, id: string | undefined): Promise<Answer<JsonObject>>;
  /** Whether a piece is the one that is wished for. */
  isIt(piece: JsonObject): boolean;
}

export interface Settling {
  /** For the report: `monitor backlog-too-high`. */
  readonly name: string;
  readonly wish: JsonObject;
  readonly found?: JsonObject;
  /** Why it has to be made though it may have been there, for the report. */
  readonly remark: string;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** The report, and the piece as it is now; undefined where it is not there. */
export interface Settled {
  readonly report: Piece;
  readonly piece?: JsonObject;
}

/** Makes a piece what is wished for, as far as nobody changed it. Never throws. */
export async function settle(kind: Kind, settling: Settling): Promise<Settled> {
  const { found } = settling;
  return found === undefined ? await make(kind, settling) : await adapt(kind, settling, found);
}

async function make(kind: Kind, { name, wish, remark, dryRun }: Settling): Promise<Settled> {
  const fields = kind.fieldsOf(wish);
  const body = kind.compose(wish, fields, { wish, memory: rememberAll(fields) });
  const changes = Object.entries(fields).map(([field, to]) => ({ field, from: null, to }));
  const checked = await kind.check?.(body, undefined);
  if (checked !== undefined && checked.kind !== "answered") return refused(name, checked);
  if (dryRun) return { report: tell(name, "created", remark, changes) };
  const answer = await kind.shelf.create(body, (piece) => kind.isIt(piece));
  if (answer.kind !== "answered") return refused(name, answer);
  return { report: tell(name, "created", remark, changes), piece: answer.body };
}

async function adapt(kind: Kind, settling: Settling, found: JsonObject): Promise<Settled> {
  const { name, wish, dryRun, force } = settling;
  const memory = kind.memoryOf(found);
  const current = kind.fieldsOf(found);
  const merged = merge(kind.fieldsOf(wish), current, { memory, force });
  const changes = [...merged.changes, ...tagChanges(kind, found, wish)];
  const note = describeKept(merged.kept);
  if (changes.length === 0) {
    return { report: tell(name, merged.kept.length > 0 ? "kept" : "unchanged", note), piece: found };
  }
  const body = kind.compose(found, onlyChanged(merged.fields, current), { wish, memory: merged.memory });
  const checked = await kind.check?.(body, idOf(found));
  if (checked !== undefined && checked.kind !== "answered")
    return { ...refused(name, checked), piece: found };
  if (dryRun) return { report: tell(name, "updated", note, changes), piece: found };
  const answer = await kind.shelf.update(idOf(found), body);
  if (answer.kind !== "answered") return { ...refused(name, answer), piece: found };
  return { report: tell(name, "updated", note, changes), piece: answer.body };
}

/** Fields as they are to be written: one that means the same stays as Datadog has it. */
function onlyChanged(fields: Fields, current: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      const now = own(current, field) ?? null;
      return [field, canonical(now) === canonical(value) ? now : value];
    }),
  );
}

function tagChanges(kind: Kind, found: JsonObject, wish: JsonObject): readonly Change[] {
  const missing = kind.missingTags(found, wish);
  return missing.length === 0 ? [] : [{ field: "tags", from: null, to: missing }];
}

function describeKept(kept: readonly Kept[]): string {
  const both = kept.filter(({ wishChanged }) => wishChanged).map(({ field }) => field);
  const only = kept.filter(({ wishChanged }) => !wishChanged).map(({ field }) => field);
  return [
    ...(only.length > 0 ? [`changed in Datadog and kept: ${only.join(", ")}`] : []),
    ...(both.length > 0
      ? [
          `changed in Datadog and kept, though setup has another wish now (--force writes it): ${both.join(", ")}`,
        ]
      : []),
  ].join("; ");
}

function refused(name: string, { reason }: { readonly reason: string }): Settled {
  return { report: tell(name, "refused", reason) };
}
