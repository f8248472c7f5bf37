import { describe, expect, it } from "vitest";
import { paintFor } from "../../src/cli/paint.ts";
import { renderTable } from "../../src/cli/table.ts";

const columns = [{ title: "metric" }, { title: "tags", wrap: 13 }];

describe("a column that is wrapped", () => {
  it.each([
    { what: "goes on below, between words", tags: "author, team, repo", lines: ["author, team,", "repo"] },
    { what: "leaves the word that would be too long", tags: "label, repo, x", lines: ["label, repo,", "x"] },
    { what: "stays on one line where it is shorter", tags: "label, repo", lines: ["label, repo"] },
    {
      what: "does not break a word",
      tags: "author_and_reviewer repo",
      lines: ["author_and_reviewer", "repo"],
    },
    { what: "is empty where the cell is", tags: "", lines: [""] },
  ])("$what", ({ tags, lines }) => {
    const [, first = "", ...rest] = renderTable(columns, [["open", tags]]).split("\n");
    const shown = [first.slice(8), ...rest.slice(0, -1).map((line) => line.trim())];
    expect(shown).toEqual(lines);
  });

  it("breaks no other column", () => {
    expect(renderTable(columns, [["one two three four five", "repo"]])).toContain("one two three four five");
  });
});

describe("at a terminal", () => {
  const paint = (width: number) => paintFor({ isTTY: true, columns: width, write() {} }, { NO_COLOR: "1" });
  const columns = [{ title: "metric" }, { title: "tags", wrap: 40 }, { title: "what happened" }];
  const words = "one two three four five six seven eight nine ten";
  const rows = [["open", words, words]];

  it.each([60, 80, 100])("a table is as wide as the terminal, %i characters, and loses no word", (width) => {
    const lines = renderTable(columns, rows, paint(width)).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    const found = lines.join(" ").match(/\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b/g);
    expect(found).toHaveLength(20);
  });

  it("a table that has room stays as it is", () => {
    expect(renderTable(columns, rows, paint(200))).toBe(renderTable(columns, rows));
  });

  it("a table becomes no narrower than it can be read", () => {
    const lines = renderTable(columns, rows, paint(10)).split("\n");
    expect(lines[1]).toBe("open    one two     one two");
  });
});
