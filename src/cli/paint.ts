import { styleText } from "node:util";

/** Puts a little weight on some words; leaves them alone where colours are not wanted. */
export interface Paint {
  /** How many characters a line has room for; undefined where lines may be as long as they like. */
  readonly width?: number;
  title(text: string): string;
  quiet(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

/** Where a text goes, and whether a person sees it there. */
export interface Stream {
  readonly isTTY?: boolean;
  /** The terminal's width in characters. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Whether what is written to the stream may have colours: at a terminal that has them, without NO_COLOR (https://no-color.org). */
export function hasColours({ isTTY }: Stream, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** For what is written to the stream: plain, and of any width, but at a terminal. */
export function paintFor(stream: Stream, env: Readonly<Record<string, string | undefined>>): Paint {
  const { isTTY, columns } = stream;
  return createPaint(hasColours(stream, env), isTTY ? columns : undefined);
}

function createPaint(colours: boolean, width?: number): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    title: style("bold"),
    quiet: style("dim"),
    good: style("green"),
    warning: style("yellow"),
    bad: style("red"),
    ...(width === undefined ? {} : { width }),
  };
}

/** For a pipe, a file, and tests. */
export const PLAIN: Paint = createPaint(false);
