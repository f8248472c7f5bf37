import { describe, expect, it } from "vitest";
import { describeBug } from "../../src/domain/internal-error.ts";

describe("a bug", () => {
  it("is one line that says what and where", () => {
    const error = new TypeError("cannot read\nthe rest of a long story");
    expect(describeBug(error)).toMatch(
      /^This is a bug in github-datadog-exporter: TypeError: cannot read at .*internal-error\.test\.ts:\d+:\d+\)?$/,
    );
  });

  it.each([
    { what: "a text", thrown: "out of order", said: "Error: out of order" },
    { what: "nothing", thrown: undefined, said: "Error: undefined" },
    {
      what: "an error without a stack",
      thrown: Object.assign(new Error("bare"), { stack: undefined }),
      said: "Error: bare",
    },
  ])("that throws $what is one line too", ({ thrown, said }) => {
    const line = describeBug(thrown);
    expect(line).toContain(`This is a bug in github-datadog-exporter: ${said}`);
    expect(line.split("\n")).toHaveLength(1);
  });
});
