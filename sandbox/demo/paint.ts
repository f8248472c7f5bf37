import { styleText } from "node:util";

/** Puts a little weight on some words; leaves them alone where colours are not wanted. */
export interface Paint {
  title(text: string): string;
  quiet(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** `colours`: a person is at a terminal and has not set NO_COLOR (https://no-color.org). */
export function createPaint(colours: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return { title: style("bold"), quiet: style("dim"), good: style("green"), bad: style("red") };
}
