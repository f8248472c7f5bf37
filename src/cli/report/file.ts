import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file that is there whole or, as long as it is not written, as it was before. */
export interface WholeFile {
  write(text: string): Promise<void>;
  /** Leaves what was there before. */
  giveUp(): Promise<void>;
}

/**
 * Makes sure that the file can be written, before anything is worked out for it; where the path is a link, the file that it leads to.
 * Throws what the file system says where it cannot, and whatever is no file: a draft that takes the place of a device, such as
 * /dev/null, would take it away from everybody.
 */
export async function openWhole(asked: string): Promise<WholeFile> {
  const there = await look(asked);
  if (there?.isDirectory()) throw new Error("it is a directory");
  if (/(?:^|\/)$/.test(asked)) throw new Error("that is the name of no file");
  if (there !== undefined && !there.isFile())
    throw new Error("it is a device, a pipe or a socket, not a file");
  const path = there === undefined ? asked : await realpath(asked);
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  const file = await openDraft(draft);
  return {
    async write(text) {
      try {
        await file.writeFile(text);
        await file.close();
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async giveUp() {
      await file.close();
      await rm(draft, { force: true });
    },
  };
}

/** The draft has a name that nobody asked for, so what is missing is told by the name of its directory. */
async function openDraft(draft: string): Promise<FileHandle> {
  try {
    return await open(draft, "wx");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing ? new Error(`there is no directory ${dirname(draft)}`, { cause: error }) : error;
  }
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch {
    // Not there, or not to be seen: opening it will tell.
    return undefined;
  }
}
