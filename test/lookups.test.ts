import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
/** The one function that may: it looks at own properties alone. */
const ALLOWED = "src/domain/own.ts";

/**
 * Gives the expressions that look a name up on a plain object, by a key that is not known when the program is compiled:
 * `{}["constructor"]` is a function. Arrays, and keys that the type of the object lists one by one, are none.
 */
function lookupsIn(program: ts.Program, file: ts.SourceFile): readonly string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const isKnown = (key: ts.Type): boolean =>
    key.isUnion()
      ? key.types.every(isKnown)
      : key.isStringLiteral() || (key.flags & ts.TypeFlags.NumberLike) !== 0;
  const isOpen = (object: ts.Expression): boolean => {
    const type = checker.getTypeAtLocation(object);
    const parts = type.isUnionOrIntersection() ? type.types : [type];
    const vague = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
    return parts.some(
      (part) =>
        (part.flags & vague) !== 0 ||
        checker.getIndexTypeOfType(checker.getApparentType(part), ts.IndexKind.String),
    );
  };
  const visit = (node: ts.Node): void => {
    const foreign = (key: ts.Expression) => !isKnown(checker.getTypeAtLocation(key));
    const isLookup =
      (ts.isElementAccessExpression(node) && isOpen(node.expression) && foreign(node.argumentExpression)) ||
      (ts.isBindingElement(node) &&
        node.propertyName !== undefined &&
        ts.isComputedPropertyName(node.propertyName)) ||
      (ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.InKeyword &&
        foreign(node.left)) ||
      ts.isForInStatement(node);
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    if (isLookup) found.push(`${relative(ROOT, file.fileName)}:${line + 1} ${node.getText(file)}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/**
 * Gives the calls that a list of any length is spread into as arguments: they are put on the stack, which some 120,000 overflow. Tuples
 * have a length that is known.
 */
function spreadsIn(program: ts.Program, file: ts.SourceFile): readonly string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isSpreadElement(node) && (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent))) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      const isTuple = checker.isTupleType(checker.getTypeAtLocation(node.expression));
      if (!isTuple) found.push(`${relative(ROOT, file.fileName)}:${line + 1} ${node.parent.getText(file)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function compile(config: string): ts.Program {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(ROOT, config), {}, host);
  if (parsed === undefined) throw new Error(`no ${config}`);
  const files = parsed.fileNames.filter((name) => relative(ROOT, name).startsWith("src/"));
  return ts.createProgram(files, parsed.options);
}

/** The lookups of a text that is a file of its own. */
function lookupsOf(text: string): readonly string[] {
  const name = join(ROOT, "src/example.ts");
  const options = { strict: true, noUncheckedIndexedAccess: true, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const program = ts.createProgram([name], options, {
    ...host,
    getSourceFile: (path, ...rest) => (path === name ? file : host.getSourceFile(path, ...rest)),
  });
  return lookupsIn(program, file);
}

describe("a name from outside", () => {
  it.each(["tsconfig.json", "src/browser/tsconfig.json"])(
    "is looked up on no plain object in src, and no list is spread into a call (%s)",
    (config) => {
      const program = compile(config);
      const sources = program
        .getSourceFiles()
        .filter(
          ({ fileName }) =>
            relative(ROOT, fileName).startsWith("src/") && relative(ROOT, fileName) !== ALLOWED,
        );
      expect(sources.length).toBeGreaterThan(1);
      expect(sources.flatMap((file) => lookupsIn(program, file))).toEqual([]);
      expect(sources.flatMap((file) => spreadsIn(program, file))).toEqual([]);
    },
    120_000,
  );

  it.each([
    ["a table", "declare const t: Readonly<Record<string, string>>; declare const k: string; t[k];", 1],
    ["a table, written to", "declare const t: Record<string, string>; declare const k: string; t[k] = k;", 1],
    [
      "a table that may be missing",
      "declare const t: Record<string, string> | undefined; declare const k: string; t?.[k];",
      1,
    ],
    [
      "a text put together",
      'declare const t: Record<string, string>; declare const k: string; t["x" + k];',
      1,
    ],
    [
      "a parameter of any kind of text",
      "const f = <K extends string>(t: Record<string, K>, k: K) => t[k];",
      1,
    ],
    ["in", "declare const t: object; declare const k: string; k in t;", 1],
    ["for in", "declare const t: object; for (const k in t) k;", 1],
    [
      "a pattern",
      "declare const t: Record<string, string>; declare const k: string; const { [k]: v } = t;",
      1,
    ],
    ["not an array", "declare const t: readonly string[]; declare const k: number; t[k];", 0],
    ["not a known key", 'declare const t: { a: 1; b: 2 }; declare const k: "a" | "b"; t[k];', 0],
    ["not our own name", 'declare const t: Record<string, string>; t["series"];', 0],
    ["not a map", "declare const t: Map<string, string>; declare const k: string; t.get(k);", 0],
  ] as const)(
    "is found where it is: %s",
    (_, text, count) => {
      expect(lookupsOf(text)).toHaveLength(count);
    },
    60_000,
  );
});

it("compares sets of tags as texts in one file alone, which puts them in order", () => {
  const files = readdirSync(join(ROOT, "src/metrics")).map((name) => `src/metrics/${name}`);
  const all = [...files, "src/recall.ts", "src/export.ts", "src/collect.ts"];
  // Sets are joined by commas alone; pages of the documentation are not.
  const joining = all.filter((name) =>
    /tags\b[^;\n]*\.join\((\)|","|SEPARATOR)/i.test(readFileSync(join(ROOT, name), "utf8")),
  );
  expect(joining).toEqual(["src/metrics/tag-sets.ts"]);
});
