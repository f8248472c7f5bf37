import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Parsed, right, wrong } from "./parsed.ts";

/** A PEM block: its label, and what is between the lines that begin and end it. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/;

const COPY = "copy the content of the .pem file that GitHub gave, whole";

/** What else people have at hand in this form, by its label. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^ENCRYPTED /, "is encrypted with a passphrase; `openssl pkey -in key.pem` writes it without"],
  [/PUBLIC KEY$/, `is a public key, which signs nothing; ${COPY}`],
  [/^CERTIFICATE/, `is a certificate, not a private key; ${COPY}`],
  [/^OPENSSH /, `is a key for SSH; ${COPY}`],
];

/**
 * The private key of a GitHub App, in whatever way it came into a variable: as PEM (PKCS#1 or PKCS#8), with line breaks of any kind, with `\n`
 * or spaces for them, quoted, or all of it in base64. Gives PKCS#8 as PEM. Nothing of the value is ever in a problem.
 */
export function parsePrivateKey(text: string): Parsed<string> {
  const pem = toPem(text);
  if (pem === undefined) return wrong(describe(text));
  const [, label = "", body = ""] = BLOCK.exec(pem) ?? [];
  if (label === "") return wrong(`begins like a key and does not end like one: it was cut off; ${COPY}`);
  if (/Proc-Type:[^\n]*ENCRYPTED/.test(body)) return wrong(OTHERS[0]?.[1] ?? "");
  const [, other] = OTHERS.find(([pattern]) => pattern.test(label)) ?? [];
  if (other !== undefined) return wrong(other);
  if (!label.endsWith("PRIVATE KEY")) return wrong(`is PEM, but no private key; ${COPY}`);
  const key = readKey(label, body);
  if (key === undefined) return wrong(`is a private key with something missing or changed in it; ${COPY}`);
  if (key.asymmetricKeyType !== "rsa") return wrong(`is no RSA key, which those of GitHub Apps are; ${COPY}`);
  return right(String(key.export({ type: "pkcs8", format: "pem" })));
}

/** What must not be printed of a key: its text, the PEM in it, and each of the lines, which an echo could show alone. */
export function spellingsOfKey(text: string): readonly string[] {
  const parsed = parsePrivateKey(text);
  const forms = [text, toPem(text) ?? "", ...(parsed.ok ? [parsed.value] : [])];
  const lines = forms.flatMap((form) => form.split(/\s+|\\r|\\n/)).filter((line) => line.length >= 32);
  return [...new Set([...forms, ...lines])].filter((form) => form !== "");
}

function toPem(text: string): string | undefined {
  const plain = withBreaks(text);
  if (plain.includes("-----BEGIN ")) return plain;
  const joined = plain.replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/_-]{64,}=*$/.test(joined)) return undefined;
  const decoded = withBreaks(Buffer.from(joined, "base64").toString("latin1"));
  return decoded.includes("-----BEGIN ") ? decoded : undefined;
}

function withBreaks(text: string): string {
  return text
    .replaceAll(/\\r|\r/g, "")
    .replaceAll("\\n", "\n")
    .replaceAll(/["']/g, "");
}

function readKey(label: string, body: string): KeyObject | undefined {
  const lines = body.replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
  try {
    return createPrivateKey([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n"));
  } catch {
    // OpenSSL's words would tell nobody what to do, and might show what it read.
    return undefined;
  }
}

/** What a text is that holds no PEM. */
function describe(text: string): string {
  if (/^SHA256:/.test(text)) return `is the fingerprint of a key, not the key; ${COPY}`;
  if (/^(~|\.{0,2}\/|[A-Za-z]:\\)|\.(pem|key|txt)$/.test(text))
    return "is the path of a file; what is in the file belongs here";
  return `is no private key: it begins with -----BEGIN, or is the base64 of that; ${COPY}`;
}
