import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generated, withBlock } from "../scripts/generate.ts";

const ROOT = join(import.meta.dirname, "..");

describe("a generated file", () => {
  it.each(generated().map(({ path, content }) => [path, content] as const))(
    "%s is as its table says",
    (path, content) => {
      expect(readFileSync(join(ROOT, path), "utf8")).toBe(content);
    },
  );
});

describe("a generated block", () => {
  const around = (block: string) => `a\n<!-- settings:start -->\n${block}<!-- settings:end -->\nb\n`;

  it("is replaced between its marks, and nothing else is", () => {
    expect(withBlock(around("old\n"), "settings", "new\n")).toBe(around("new\n"));
  });

  it.each(["", "<!-- settings:start -->", "<!-- settings:end --><!-- settings:start -->"])(
    "cannot be put into %j",
    (text) => {
      expect(() => withBlock(text, "settings", "new\n")).toThrow("the file needs");
    },
  );
});
