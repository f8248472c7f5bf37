import { isAlias, isMap, isNode, isScalar, LineCounter, parse, parseDocument } from "yaml";
import { type Parsed, right, wrong } from "../config/parsed.ts";
import type { Tree, TreeEntry } from "../config/tags-file.ts";

/** Further down nothing has a meaning, and an alias that holds itself comes to an end. */
const DEEPEST = 3;

/** Gives YAML as plain values; throws where it is not right. In the bundle only a file of ours can be loaded late by name. */
export function parseYaml(text: string): unknown {
  return parse(text);
}

/** Gives YAML as a tree with lines; every scalar is the text that is written. */
export function readYaml(text: string): Parsed<Tree> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, schema: "failsafe" });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const [error] = document.errors;
  if (error !== undefined) return wrong(`line ${lineAt(error.pos[0])} is not right YAML: ${error.message}`);
  const toTree = (node: unknown, above: number, depth: number): Tree => {
    if (isAlias(node)) return toTree(node.resolve(document), above, depth);
    const line = isNode(node) && node.range ? lineAt(node.range[0]) : above;
    if (isMap(node) && depth < DEEPEST) {
      const entries = node.items.map(({ key, value }) => toEntry(key, value, line, depth + 1));
      return { kind: "map", line, entries };
    }
    if (node !== null && node !== undefined && !isScalar(node)) return { kind: "other", line };
    const written = isScalar(node) ? String(node.value ?? "") : "";
    return written === "" ? { kind: "nothing", line } : { kind: "text", line, text: written };
  };
  const toEntry = (key: unknown, value: unknown, above: number, depth: number): TreeEntry => {
    const name = toTree(key, above, depth);
    const written = name.kind === "text" ? name.text : "";
    return { key: written, line: name.line, value: toTree(value, name.line, depth) };
  };
  return right(toTree(document.contents, 1, 0));
}
