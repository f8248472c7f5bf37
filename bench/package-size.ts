import { execFileSync } from "node:child_process";
import { z } from "zod";

const packed = z.array(z.object({ unpackedSize: z.int() })).length(1);

/** Bytes that the package takes once it is installed; it has no dependencies. Asks npm, without the network. */
export function packageSize(): number {
  const text = execFileSync("npm", ["pack", "--dry-run", "--json", "--offline"], { encoding: "utf8" });
  const [only] = packed.parse(JSON.parse(text));
  return only?.unpackedSize ?? Number.NaN;
}
