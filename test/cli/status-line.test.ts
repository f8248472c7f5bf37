import { setImmediate as soon } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createStatusLine } from "../../src/cli/status-line.ts";
import { screenOf } from "../support/screen.ts";

function open(columns = 40, wanted = true) {
  const parts: string[] = [];
  const stream = { isTTY: true, columns, write: (text: string) => parts.push(text) };
  const line = createStatusLine(stream, wanted);
  onTestFinished(() => line.end());
  return { line, parts, screen: () => screenOf(parts.join("")) };
}

describe("the status line", () => {
  it("shows a text, and another one in its place", () => {
    const { line, screen } = open();
    line.show(() => "read 10 of 20");
    expect(screen()).toEqual(["read 10 of 20"]);
    line.show(() => "done");
    expect(screen()).toEqual(["done"]);
  });

  it("asks for its text again and again", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { line, screen } = open();
    let read = 1;
    line.show(() => `read ${read}`);
    read = 2;
    expect(screen()).toEqual(["read 1"]);
    vi.advanceTimersByTime(1000);
    expect(screen()).toEqual(["read 2"]);
  });

  it("is never wider than the terminal, which would break it", () => {
    const { line, screen } = open(12);
    line.show(() => "read 10 of 20 repositories");
    expect(screen()).toEqual(["read 10 of"]);
  });

  it("stands below what is written meanwhile, which it does not tear", async () => {
    const { line, screen } = open();
    line.show(() => "a line that is longer than the others");
    line.stream.write("first\n");
    line.stream.write("second\n");
    expect(screen()).toEqual(["first", "second"]);
    await soon();
    expect(screen()).toEqual(["first", "second", "a line that is longer than the others"]);
  });

  it("leaves nothing when it ends, also of what was still to be drawn", async () => {
    const { line, parts, screen } = open();
    line.show(() => "working");
    line.stream.write("told\n");
    line.end();
    await soon();
    expect(screen()).toEqual(["told"]);
    const count = parts.length;
    line.end();
    expect(parts).toHaveLength(count);
  });

  it("waits with the cursor at its beginning, so that nothing is appended to it", () => {
    const { line, parts } = open();
    line.show(() => "working");
    expect(parts.at(-1)).toMatch(/\r$/);
  });

  it("is not there where nobody wants it", () => {
    const { line, parts } = open(80, false);
    line.show(() => "working");
    line.stream.write("told\n");
    line.end();
    expect(parts).toEqual(["told\n"]);
  });
});
