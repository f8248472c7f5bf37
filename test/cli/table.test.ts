import { describe, expect, it } from "vitest";
import { renderTable } from "../../src/cli/table.ts";

const columns = [{ title: "metric" }, { title: "series", align: "right" as const }, { title: "tags" }];

describe("a table", () => {
  it("lines its columns up, numbers to the right, without lines, colours or ragged ends", () => {
    const rows = [
      ["pull_requests.open", 5, "repo"],
      ["exporter.run.success", 12_345, ""],
    ];
    expect(renderTable(columns, rows)).toBe(
      [
        "metric                series  tags",
        "pull_requests.open         5  repo",
        "exporter.run.success   12345",
        "",
      ].join("\n"),
    );
  });

  it("without rows is its head", () => {
    expect(renderTable(columns, [])).toBe("metric  series  tags\n");
  });

  it("measures characters as a terminal shows them", () => {
    const lines = renderTable(
      [{ title: "a" }, { title: "b" }],
      [
        ["长长", "x"],
        ["four", "y"],
      ],
    ).split("\n");
    expect(lines.slice(1, 3)).toEqual(["长长  x", "four  y"]);
  });

  it.each([
    { what: "a line break", cell: "one\r\ntwo", shown: "one two" },
    { what: "a colour", cell: "\u001b[31mred", shown: "\\u001b[31mred" },
    { what: "a bell", cell: "a\u0007b", shown: "a\\u0007b" },
    { what: "another direction of writing", cell: "a\u202eb", shown: "a\\u202eb" },
    { what: "a joined emoji", cell: "👩‍👧", shown: "👩‍👧" },
  ])("shows $what in a cell", ({ cell, shown }) => {
    expect(renderTable([{ title: "" }], [[cell]])).toBe(`\n${shown}\n`);
  });
});
