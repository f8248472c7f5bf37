import { isAlias, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { type Parsed, right, wrong } from "../config/parsed.ts";
import type { Tree, TreeEntry } from "../config/tags-file.ts";

/** Further down nothing has a meaning, and an alias that holds itself comes to an end. */
const DEEPEST = 3;
/** How many nodes aliases may stand for in all: 20,000 people with five tags each. */
const MOST_REPEATED = 300_000;

/** What the parser takes and we do not; its message is for the operator. */
class Refusal extends Error {}

/** Gives YAML as a tree with lines; every scalar is the text that is written. Problems name the line, not what stands there. */
export function readYaml(text: string): Parsed<Tree> {
  try {
    return toTree(text);
  } catch (error) {
    if (error instanceof Refusal) return wrong(error.message);
    throw error;
  }
}

interface Sized {
  readonly tree: Tree;
  /** Nodes in it. */
  readonly size: number;
}

function toTree(text: string): Parsed<Tree> {
  const lineCounter = new LineCounter();
  // The parser compares each key with each other one; ours are looked up instead.
  const options = { lineCounter, prettyErrors: false, schema: "failsafe", uniqueKeys: false } as const;
  const document = parseDocument(text, options);
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const [error] = document.errors;
  if (error !== undefined) {
    const kind = error.code.toLowerCase().replaceAll("_", " ");
    return wrong(`line ${lineAt(error.pos[0])} is not right YAML (${kind})`);
  }
  // The parser looks for an anchor in the whole document, for each alias again.
  const anchors = new Map<string, unknown>();
  let repeated = 0;
  const read = (node: unknown, above: number, depth: number): Sized => {
    if (isAlias(node)) {
      const line = node.range ? lineAt(node.range[0]) : above;
      const anchored = anchors.get(node.source);
      if (anchored === undefined) throw new Refusal(`line ${line} has an alias without an anchor`);
      const { tree, size } = read(anchored, line, depth);
      repeated += size;
      if (repeated > MOST_REPEATED)
        throw new Refusal(`line ${line} has an alias too many: they repeat too much`);
      return { tree, size };
    }
    const line = isNode(node) && node.range ? lineAt(node.range[0]) : above;
    if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node) && depth < DEEPEST) {
      const seen = new Set<string>();
      let size = 1;
      const entries = node.items.map(({ key, value }): TreeEntry => {
        const name = read(key, line, depth + 1);
        const content = read(value, name.tree.line, depth + 1);
        const written = name.tree.kind === "text" ? name.tree.text : "";
        if (seen.has(written)) throw new Refusal(`line ${name.tree.line} repeats a key`);
        seen.add(written);
        size += name.size + content.size;
        return { key: written, line: name.tree.line, value: content.tree };
      });
      return { tree: { kind: "map", line, entries }, size };
    }
    if (node !== null && node !== undefined && !isScalar(node))
      return { tree: { kind: "other", line }, size: 1 };
    const written = isScalar(node) ? String(node.value ?? "") : "";
    return {
      tree: written === "" ? { kind: "nothing", line } : { kind: "text", line, text: written },
      size: 1,
    };
  };
  return right(read(document.contents, 1, 0).tree);
}
