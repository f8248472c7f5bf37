import { randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file that is there whole or, as long as it is not written, as it was before. */
export interface WholeFile {
  write(text: string): Promise<void>;
  /** Leaves what was there before. */
  giveUp(): Promise<void>;
}

/**
 * Makes sure that the file can be written, before anything is worked out for it. Throws what the file system says where it
 * cannot.
 */
export async function openWhole(path: string): Promise<WholeFile> {
  if (await isDirectory(path)) throw new Error("it is a directory");
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  const file = await open(draft, "wx");
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

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Not there, or not to be seen: opening it will tell.
    return false;
  }
}
