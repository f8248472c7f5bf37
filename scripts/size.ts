import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import ts from "typescript";

/** Files below this many lines are too small to be a topic that somebody looks for by name. */
const TINY = 25;
/** How many of the longest functions are listed. */
const LONGEST = 5;

interface SourceFile {
  readonly path: string;
  readonly lines: number;
}

interface SizedFunction {
  readonly name: string;
  readonly place: string;
  readonly lines: number;
}

const countLines = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

function listFiles(...patterns: readonly string[]): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--", ...patterns], { encoding: "utf8" });
  return listed.split("\0").filter((path) => path !== "");
}

/** Lists the functions of a file that have a body, nested ones included. */
function functionsOf(path: string, text: string): readonly SizedFunction[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: SizedFunction[] = [];
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const start = lineAt(node.getStart(source));
      found.push({
        name: nameOf(node, source),
        place: `${path}:${start}`,
        lines: lineAt(node.getEnd()) - start + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.SignatureDeclaration, source: ts.SourceFile): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText(source) ?? "(anonymous)";
}

/** The least value that `percent` of all do not exceed; 0 of none. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

const texts = new Map(listFiles("src/*.ts").map((path) => [path, readFileSync(path, "utf8")]));
const files: readonly SourceFile[] = [...texts].map(([path, text]) => ({ path, lines: countLines(text) }));
const functions = [...texts].flatMap(([path, text]) => functionsOf(path, text));
const sizes = functions.map(({ lines }) => lines);
const fileSizes = files.map(({ lines }) => lines);
const readme = readFileSync("README.md", "utf8");
const longest = functions.toSorted((one, other) => other.lines - one.lines).slice(0, LONGEST);

const rows: readonly (readonly [what: string, now: string, target: string])[] = [
  ["`src`, lines", String(fileSizes.reduce((sum, lines) => sum + lines, 0)), "14,500 before new features"],
  ["`src`, files", String(files.length), "about 130"],
  [
    `\`src\`, files below ${TINY} lines`,
    String(fileSizes.filter((lines) => lines < TINY).length),
    "at most 10",
  ],
  ["`src`, median and longest file", `${percentile(fileSizes, 50)}, ${Math.max(...fileSizes)}`, "80 to 300"],
  [
    "functions: median, p90, longest",
    `${percentile(sizes, 50)}, ${percentile(sizes, 90)}, ${Math.max(...sizes)}`,
    "10, 40, –",
  ],
  ["README, lines", String(countLines(readme)), "about 150"],
  ["README, words", String(readme.split(/\s+/).filter((word) => word !== "").length), "–"],
];
console.log("| what | now | target |\n| --- | --- | --- |");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
console.log("\nLongest functions:");
for (const { name, place, lines } of longest) console.log(`  ${lines} lines  ${name}  ${place}`);
