import { readFile } from "node:fs/promises";
import { type Parsed, wrong } from "../config/parsed.ts";
import { type Environment, given } from "../config/reader.ts";
import { SETTINGS } from "../config/settings.ts";
import type { Tree } from "../config/tags-file.ts";

/**
 * Reads the file that TAGS_FILE names, where it is set; only then is the parser loaded. What is wrong with it reads on
 * from "where".
 */
export async function readTagsFile(env: Environment): Promise<Parsed<Tree> | undefined> {
  const path = given(env, SETTINGS.tagsFile)?.text;
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return wrong(`nothing can be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const { readYaml } = await import("./yaml-tree.ts");
  return readYaml(text);
}
