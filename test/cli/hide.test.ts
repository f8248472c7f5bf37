import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHider } from "../../src/cli/hide.ts";

const SECRET = 'canary"/+?=0123';

describe("a secret", () => {
  it.each([
    { spelling: "as it is", text: SECRET },
    { spelling: "in JSON", text: JSON.stringify({ header: SECRET }) },
    { spelling: "in an address", text: `https://x.example/?key=${encodeURIComponent(SECRET)}` },
    { spelling: "in base64", text: `Basic ${Buffer.from(SECRET).toString("base64")}` },
    { spelling: "in base64 for addresses", text: `?key=${Buffer.from(SECRET).toString("base64url")}` },
    { spelling: "several times", text: `${SECRET}${SECRET} ${SECRET}` },
  ])("is taken out $spelling", ({ text }) => {
    const hidden = createHider([SECRET])(text);
    expect(hidden).toContain("***");
    expect(hidden).not.toMatch(/canary|0123|Y2FuYXJ5/);
  });

  it("that begins with another one leaves nothing over", () => {
    const hide = createHider(["canary", "canary-and-more"]);
    expect(hide("token canary-and-more, key canary.")).toBe("token ***, key ***.");
  });

  it.each([
    "github_pat_canary/and+more==",
    "proxy-password%and-more",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary+/=\nand-more\n-----END RSA PRIVATE KEY-----",
  ])("that is longer in another spelling leaves nothing over: %j", (secret) => {
    const hide = createHider([secret]);
    for (const text of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(hide(`with ${text}!`)).toBe("with ***!");
    }
  });

  it("that overlaps with another one leaves nothing over", () => {
    const hide = createHider(["abcdefghijkl-one", "ijkl-two-and-more"]);
    expect(hide("so abcdefghijkl-two-and-more is")).toBe("so *** is");
  });

  it("that was cut is taken out as far as it goes", () => {
    const secret = "github_pat_11AAAAAAAA0123456789";
    const hide = createHider([secret]);
    expect(hide(`token ${secret.slice(0, 20)}`)).toBe("token ***");
    expect(hide(`token ${secret.slice(0, 20)}… and ${secret}!`)).toBe("token ***… and ***!");
    expect(hide("a github_pat_ is a token")).toBe("a github_pat_ is a token");
  });

  it.each(["", "a", "true", "12345"])("as short as %j is left: it would garble every line", (short) => {
    expect(createHider([short])("a line with true and 12345")).toBe("a line with true and 12345");
  });

  it("of any kind is in no text that was hidden", () => {
    // Asterisks are what is written instead.
    const secrets = fc.string({ minLength: 6, unit: "grapheme-ascii" }).filter((text) => !text.includes("*"));
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        expect(createHider([secret])(`${before}${secret}${after}`)).not.toContain(secret);
      }),
    );
  });
});
