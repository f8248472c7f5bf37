import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, trusted } from "../../src/cli/report/html.ts";

describe("HTML", () => {
  it("is made of templates: what is put in is text, unless it was made here", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(html`<p>${inner}${[inner]}${3}${trusted("<br>")}</p>`.html).toBe(
      "<p><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3<br></p>",
    );
  });

  it("never has a mark of markup from a text, nor a control character, in an element or in an attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { html: made } = html`${text}`;
        expect(made).not.toMatch(/[<>"']|\p{Cc}/u);
        expect(made.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
  });
});
