import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parsePrivateKey, spellingsOfKey } from "../../src/config/private-key.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs1 = String(privateKey.export({ type: "pkcs1", format: "pem" }));
const pkcs8 = String(privateKey.export({ type: "pkcs8", format: "pem" }));
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** What a key goes through on its way into a variable. */
const ways: readonly (readonly [string, (pem: string) => string])[] = [
  ["as GitHub gives it", (pem) => pem],
  ["without the last line break", (pem) => pem.trim()],
  ["with CRLF", (pem) => pem.replaceAll("\n", "\r\n")],
  ["with \\n", (pem) => pem.replaceAll("\n", "\\n")],
  ["with \\r\\n", (pem) => pem.replaceAll("\n", "\\r\\n")],
  ["with spaces for line breaks", (pem) => pem.replaceAll("\n", " ")],
  ["in quotes", (pem) => `"${pem.replaceAll("\n", "\\n")}"`],
  ["in single quotes", (pem) => `'${pem}'`],
  ["indented, as YAML has it", (pem) => pem.replaceAll("\n", "\n    ")],
  ["in base64", base64],
  ["in base64 of several lines", (pem) => (base64(pem).match(/.{1,76}/g) ?? []).join("\n")],
  ["in base64 for addresses", (pem) => Buffer.from(pem).toString("base64url")],
  ["in base64 of what has CRLF", (pem) => base64(pem.replaceAll("\n", "\r\n"))],
  ["after words of OpenSSL's", (pem) => `Bag Attributes: <No Attributes>\n${pem}`],
];

describe.each([
  ["PKCS#1", pkcs1],
  ["PKCS#8", pkcs8],
])("a key of %s", (_, pem) => {
  it.each(ways)("is read %s", (_way, spell) => {
    expect(parsePrivateKey(spell(pem))).toEqual({ ok: true, value: pkcs8 });
  });

  it.each(ways)("is not to be shown, nor a line of it: %s", (_way, spell) => {
    const text = spell(pem);
    const spellings = spellingsOfKey(text);
    expect(spellings).toContain(text);
    for (const line of pem.split("\n").slice(1, -3)) expect(spellings).toContain(line);
    expect(spellings.every(({ length }) => length >= 32)).toBe(true);
  });
});

const encrypted = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const;
const old = { type: "pkcs1", format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const;
const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const lines = pkcs1.split("\n");

describe("what is no such key is told, and not shown:", () => {
  it.each([
    ["a public key", String(publicKey.export({ type: "spki", format: "pem" })), "is a public key"],
    ["one of PKCS#1", String(publicKey.export({ type: "pkcs1", format: "pem" })), "is a public key"],
    ["an encrypted key", String(privateKey.export(encrypted)), "encrypted with a passphrase"],
    ["an encrypted key of the old form", String(privateKey.export(old)), "encrypted with a passphrase"],
    ["a key of another kind", String(curve.export({ type: "pkcs8", format: "pem" })), "is no RSA key"],
    ["one in its own form", String(curve.export({ type: "sec1", format: "pem" })), "is no RSA key"],
    [
      "a key for SSH",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----",
      "for SSH",
    ],
    ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "is a certificate"],
    ["its first line", lines[0] ?? "", "was cut off"],
    ["a key that was cut", pkcs1.slice(0, 900), "was cut off"],
    ["the base64 of one that was cut", base64(pkcs1.slice(0, 900)), "was cut off"],
    ["a key that lacks a line", lines.filter((_, i) => i !== 5).join("\n"), "missing or changed"],
    ["a path", "/etc/keys/backlog.pem", "is the path of a file"],
    ["a path at home", "~/Downloads/backlog.2026-01-01.private-key.pem", "is the path of a file"],
    ["a fingerprint", "SHA256:C0FFEEc0ffeeC0FFEEc0ffeeC0FFEEc0ffeeC0FFEE=", "is the fingerprint"],
    ["a client's secret", "0123456789abcdef0123456789abcdef01234567", "is no private key"],
    [
      "the base64 of something else",
      base64("something else, and as long as such a thing is, or longer"),
      "is no private key",
    ],
    ["nothing but words", "hunter2 hunter2", "is no private key"],
  ])("%s", (_, text, words) => {
    const parsed = parsePrivateKey(text);
    const told = parsed.ok ? "" : parsed.problems.map(({ problem }) => problem).join("\n");
    expect(told).toContain(words);
    for (const part of text.split(/\s+/).filter(({ length }) => length > 8)) {
      if (!/^-----|PRIVATE|BEGIN/.test(part)) expect(told).not.toContain(part);
    }
  });
});
