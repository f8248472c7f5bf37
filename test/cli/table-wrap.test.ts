import { describe, expect, it } from "vitest";
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
