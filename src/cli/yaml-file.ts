import { constants, open } from "node:fs/promises";
import { type Parsed, right, wrong } from "../config/parsed.ts";
import { type Environment, given } from "../config/reader.ts";
import { SETTINGS } from "../config/settings.ts";
import type { Tree } from "../config/tags-file.ts";

/** Far above any list of people and repositories: 20,000 of them take some 700 kB. */
const MOST_BYTES = 1_000_000;

/** Reads the file that TAGS_FILE names, where it is set. What is wrong with it reads on from "where". */
export async function readTagsFile(env: Environment): Promise<Parsed<Tree> | undefined> {
  const path = given(env, SETTINGS.tagsFile)?.text;
  return path === undefined ? undefined : await readYamlFile(path);
}

/**
 * Reads a file of YAML. A path may lead anywhere, by a link too: only a regular file of at most 1 MB is read, and what is wrong with it is
 * told by its line, never by its text. The problem reads on from "where". Throws nothing.
 */
export async function readYamlFile(path: string): Promise<Parsed<Tree>> {
  const text = await readText(path);
  if (!text.ok) return text;
  // Loaded late: only those who have such a file need the parser.
  const { readYaml } = await import("./yaml-tree.ts");
  return readYaml(text.value);
}

async function readText(path: string): Promise<Parsed<string>> {
  try {
    // A pipe without a writer would keep a blocking open waiting.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return wrong("there is a directory, a device or a pipe, not a file");
      // What the file system says of its size need not be what is read.
      const buffer = Buffer.alloc(MOST_BYTES + 1);
      let length = 0;
      for (let more = 1; more > 0; length += more) {
        more = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
      }
      if (length > MOST_BYTES) return wrong("there is a file of more than 1 MB");
      return right(buffer.toString("utf8", 0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    return wrong(`nothing can be read: ${describe(error)}`);
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "there is no such file"],
  ["EACCES", "the permission is missing"],
  ["EPERM", "the permission is missing"],
  ["ENXIO", "there is a socket or a pipe, not a file"],
  ["ERR_INVALID_ARG_VALUE", "the path is not right"],
]);

/** Without the path, which the message quotes itself. */
function describe(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return REASONS.get(code) ?? String(code ?? "an error without a code");
}
