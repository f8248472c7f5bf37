import type { Stream } from "./paint.ts";

/** Often enough to be followed, seldom enough to cost nothing. */
const EVERY_MS = 200;
/** Of a terminal that does not tell its width. */
const USUAL_COLUMNS = 80;

/** The last line of a terminal, which is written anew while a person waits. */
export interface StatusLine {
  /** Shows what `text` gives at each moment, cut to the terminal's width, until something else is shown or the line ends. */
  show(text: () => string): void;
  /** Takes the line away for good. */
  end(): void;
  /** What is written to it stands above the line; to be used instead of the terminal's own stream. */
  readonly stream: Stream;
}

/** Makes the line; nothing of it is ever written where it is not `wanted`. */
export function createStatusLine(stream: Stream, wanted: boolean): StatusLine {
  if (!wanted) return { show() {}, end() {}, stream };
  let current: (() => string) | undefined;
  let shown = "";
  let timer: NodeJS.Timeout | undefined;
  // Blanks, not an escape sequence: they are right at every terminal. The cursor waits at the beginning, so that
  // whatever somebody else writes is not appended to the line.
  const clear = () => {
    if (shown !== "") stream.write(`\r${" ".repeat(shown.length)}\r`);
    shown = "";
  };
  const draw = () => {
    const text = (current?.() ?? "").slice(0, (stream.columns ?? USUAL_COLUMNS) - 1);
    if (text === shown) return;
    stream.write(`\r${text.padEnd(shown.length)}\r`);
    shown = text;
  };
  return {
    show(text) {
      current = text;
      timer ??= setInterval(draw, EVERY_MS).unref();
      draw();
    },
    end() {
      clearInterval(timer);
      current = undefined;
      clear();
    },
    stream: {
      isTTY: true,
      write(text) {
        clear();
        stream.write(text);
        // What comes at once belongs together, and the line goes below all of it.
        setImmediate(draw);
      },
    },
  };
}
