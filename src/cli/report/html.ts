import { visible } from "../../config/redact.ts";
import { own } from "../../domain/own.ts";

/** A text that is HTML already. Everything else is escaped on its way into one. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

/** Makes HTML of a template: what is put into it is text, wherever it comes from, unless it was made here itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = parts.map((part, index) => `${render(part)}${strings[index + 1] ?? ""}`).join("");
  return { html: `${strings[0] ?? ""}${text}` };
}

/** HTML of our own that comes from a file. Not for anything that somebody else wrote. */
export function trusted(text: string): Html {
  return { html: text };
}

function render(part: Part): string {
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escapeText(part);
  return "html" in part ? part.html : part.map(render).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Right in the content of an element and in an attribute that stands in quotes. */
function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (found) => own(ENTITIES, found) ?? "");
}
