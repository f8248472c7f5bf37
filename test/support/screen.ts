/** What is left on a terminal that understands line feeds and carriage returns; without blanks at the ends, and empty last lines. */
export function screenOf(written: string): readonly string[] {
  const lines = written.split("\n").map((line) =>
    line
      .split("\r")
      .reduce((shown, text) => text + shown.slice(text.length), "")
      .trimEnd(),
  );
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
