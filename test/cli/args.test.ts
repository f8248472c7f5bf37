import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArguments } from "../../src/cli/args.ts";

describe("arguments", () => {
  it.each([
    { argv: [], asked: { kind: "command", command: "run", json: false } },
    { argv: ["run"], asked: { kind: "command", command: "run", json: false } },
    { argv: ["plan"], asked: { kind: "command", command: "plan", json: false } },
    { argv: ["plan", "--json"], asked: { kind: "command", command: "plan", json: true } },
    { argv: ["--json", "plan"], asked: { kind: "command", command: "plan", json: true } },
    { argv: ["--help"], asked: { kind: "help" } },
    { argv: ["-h"], asked: { kind: "help" } },
    { argv: ["help"], asked: { kind: "help" } },
    { argv: ["plan", "--help"], asked: { kind: "help" } },
    { argv: ["--version"], asked: { kind: "version" } },
    { argv: ["-v"], asked: { kind: "version" } },
    { argv: ["--help", "--version"], asked: { kind: "help" } },
  ])("$argv ask for $asked", ({ argv, asked }) => {
    expect(readArguments(argv)).toEqual(asked);
  });

  it.each([
    { argv: ["export"], problem: "Unknown command 'export'" },
    { argv: ["RUN"], problem: "Unknown command 'RUN'" },
    { argv: ["plan", "acme/api"], problem: "Unexpected argument 'acme/api'" },
    { argv: ["--dry-run"], problem: "Unknown option '--dry-run'" },
    { argv: ["-x"], problem: "Unknown option '-x'" },
    { argv: ["plan", "--json=yes"], problem: "Option '--json' does not take an argument" },
    { argv: ["run", "--json"], problem: "'--json' belongs to the commands 'plan' and 'check'" },
    { argv: ["--json"], problem: "'--json' belongs to the commands 'plan' and 'check'" },
  ])("$argv are wrong: $problem", ({ argv, problem }) => {
    expect(readArguments(argv)).toEqual({ kind: "wrong", problem });
  });

  it("of any kind are understood or called wrong, never a crash", () => {
    const kinds = new Set(["command", "help", "version", "wrong"]);
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        expect(kinds).toContain(readArguments(argv).kind);
      }),
    );
  });
});
