import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../../src/datadog/setup/json.ts";
import { codeOf, readMemory, writeMemory } from "../../../src/datadog/setup/memory.ts";
import { type Fields, merge, rememberAll } from "../../../src/datadog/setup/merge.ts";
import { monitorFields } from "../../../src/datadog/setup/monitor-fields.ts";
import { SHIPPED_DASHBOARD, SHIPPED_MONITORS, SHIPPED_SLO } from "../../../src/datadog/setup/templates.ts";
import { MONITORS } from "../../deploy/monitors.ts";

const fieldsOf = (piece: object): Fields => ({ ...piece });
const NAMES = ["name", "query", "message"] as const;
const fields = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom("a", "b", "c", null)])),
);

describe("a wish, what is there and what was last written", () => {
  it("together decide field by field", () => {
    const memory = rememberAll({ name: "old", query: "old", message: "old" });
    const wanted = { name: "new", query: "new", message: "old", priority: 3 };
    const current = { name: "old", query: "theirs", message: "theirs" };
    expect(merge(wanted, current, { memory, force: false })).toMatchObject({
      fields: { name: "new", query: "theirs", message: "theirs", priority: null },
      changes: [{ field: "name", from: "old", to: "new" }],
      kept: [
        { field: "query", wishChanged: true },
        { field: "message", wishChanged: false },
        { field: "priority", wishChanged: true },
      ],
    });
  });

  it("never overwrite what somebody changed, settle at once, and do overwrite it by force", () => {
    fc.assert(
      fc.property(fields, fields, fields, (written, current, wanted) => {
        const memory = rememberAll(written);
        const merged = merge(wanted, current, { memory, force: false });
        for (const { field } of merged.changes) expect(current[field] ?? null).toBe(written[field]);
        for (const { field } of merged.kept) expect(merged.fields[field]).toBe(current[field]);
        const again = merge(wanted, merged.fields, { memory: merged.memory, force: false });
        expect(again.changes).toEqual([]);
        expect(again.kept).toEqual(merged.kept);
        expect(merge(wanted, current, { memory, force: true }).fields).toEqual(wanted);
      }),
    );
  });
});

describe("what was last written", () => {
  it.each<readonly [string, Fields]>([
    ...Object.entries(SHIPPED_MONITORS).map(([id, monitor]) => [id, monitorFields(monitor)] as const),
    ["dashboard", fieldsOf(SHIPPED_DASHBOARD)],
    ["slo", fieldsOf(SHIPPED_SLO)],
  ])("of %s fits into a tag, and tells its fields apart", (_, known) => {
    const codes = Object.keys(known).map(codeOf);
    expect(new Set(codes).size).toBe(codes.length);
    const memory = rememberAll(Object.fromEntries(Object.keys(known).map((field) => [field, "value"])));
    const tag = `exporter_wrote:${writeMemory(memory)}`;
    expect(tag.length).toBeLessThanOrEqual(200);
    expect(tag).toMatch(/^[a-z0-9_:.-]+$/);
    expect(readMemory(tag.toLowerCase())).toEqual(memory);
  });

  it("is nothing where there is none", () => {
    expect(readMemory("Wrote nothing at all.").size).toBe(0);
  });
});

describe("values that mean the same", () => {
  it.each([
    [
      { a: 1, b: [true, null] },
      { b: [true, null], a: 1 },
    ],
    [{ a: 1, b: null }, { a: 1 }],
    [20, 20.0],
  ])("%o and %o are the same text", (one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  it.each([
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: "1" }, { a: 1 }],
    ["", null],
  ])("%o and %o are not", (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });
});

it("every shipped monitor is set up", () => {
  expect(Object.keys(SHIPPED_MONITORS).sort()).toEqual([...MONITORS.keys()].sort());
});
