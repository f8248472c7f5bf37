import { describe, expect, it } from "vitest";
import { renderSetupText } from "../../src/cli/setup-text.ts";
import { tell } from "../../src/datadog/setup/report.ts";

describe("the differences of a dry run", () => {
  it("are the lines that differ, and no more", () => {
    const change = { field: "message", from: "one\ntwo\nthree", to: "one\n2\nthree" };
    expect(renderSetupText([tell("monitor a", "updated", "", [change])], true)).toBe(
      [
        "piece      result         note",
        "monitor a  to be updated",
        "",
        "monitor a",
        "  message",
        "    - two",
        "    + 2",
        "",
        "Nothing was written.",
        "",
      ].join("\n"),
    );
  });

  it("of a long field are cut", () => {
    const change = { field: "widgets", from: null, to: Array.from({ length: 50 }, (_, index) => index) };
    const text = renderSetupText([tell("dashboard", "created", "", [change])], true);
    expect(text).toContain("\n      and 32 more lines\n");
  });

  it.each([true, false])("of nothing at all are nothing to remove (dry run: %s)", (dryRun) => {
    expect(renderSetupText([], dryRun)).toBe("Nothing that setup made is there: nothing to remove.\n");
  });

  it("are only told of in a dry run", () => {
    const change = { field: "priority", from: null, to: 3 };
    const text = renderSetupText([tell("monitor a", "updated", "", [change])], false);
    expect(text).toBe("piece      result   note\nmonitor a  updated\n");
  });

  it("show what is neither text nor list as it is", () => {
    const change = { field: "priority", from: null, to: 3 };
    expect(renderSetupText([tell("a", "updated", "", [change])], true)).toContain("  priority\n    + 3\n");
  });
});
