import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The path of a file with this text, which goes with the test. */
export function fileWith(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), "exporter-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "tags.yaml");
  writeFileSync(path, text);
  return path;
}
