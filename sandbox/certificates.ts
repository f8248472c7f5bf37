import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A private authority, and the certificate of a server on this machine that it signed; all as PEM. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/**
 * Makes both anew, as an organisation with an authority of its own has them: for both addresses of this machine, until
 * `ends`, in ms since 1970, or for a day. Source: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function makeCertificates(ends = Date.now() + DAY_MS): Certificates {
  const [root, server] = [newKey(), newKey()];
  const from = { issuer: "Sandbox authority", signer: root, ends };
  const authority = issue({ ...from, subject: from.issuer, key: root, extension: IS_AUTHORITY });
  const certificate = issue({ ...from, subject: "Sandbox server", key: server, extension: ADDRESSES });
  return { authority, certificate, key: server.export({ type: "pkcs8", format: "pem" }).toString() };
}

function newKey(): KeyObject {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

interface Request {
  readonly issuer: string;
  readonly signer: KeyObject;
  readonly subject: string;
  readonly key: KeyObject;
  readonly ends: number;
  readonly extension: Buffer;
}

function issue({ issuer, signer, subject, key, ends, extension }: Request): string {
  const signed = sequence(
    tagged(0xa0, integer(2)),
    // Its own for each: what has the same issuer and number is taken for the same certificate.
    integer(subject.length),
    ECDSA_SHA256,
    nameOf(issuer),
    sequence(utcTime(ends - 30 * DAY_MS), utcTime(ends)),
    nameOf(subject),
    createPublicKey(key).export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(extension)),
  );
  const signature = tagged(0x03, Buffer.of(0), sign("sha256", signed, signer));
  const text = sequence(signed, ECDSA_SHA256, signature).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${text.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

/** A value of DER: what it is, how long it is, and what is in it. */
function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const long =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...long), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return tagged(0x30, ...content);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value));
}

/** An object identifier, given as it is encoded. */
function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

/** A name of a common name alone. */
function nameOf(text: string): Buffer {
  const commonName = sequence(identifier("550403"), tagged(0x0c, Buffer.from(text)));
  return sequence(tagged(0x31, commonName));
}

const ECDSA_SHA256 = sequence(identifier("2a8648ce3d040302"));
const IS_AUTHORITY = sequence(
  identifier("551d13"),
  tagged(0x01, Buffer.of(0xff)),
  tagged(0x04, sequence(tagged(0x01, Buffer.of(0xff)))),
);

const ADDRESSES = sequence(
  identifier("551d11"),
  tagged(
    0x04,
    sequence(
      tagged(0x87, Buffer.of(127, 0, 0, 1)),
      tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)])),
    ),
  ),
);
