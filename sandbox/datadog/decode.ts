import { gunzipSync, inflateSync } from "node:zlib";

/** https://docs.datadoghq.com/api/latest/metrics/#submit-metrics: 500 kilobytes as sent, 5 megabytes decompressed. */
const maxWireBytes = 512_000;
const maxBodyBytes = 5_242_880;

/** Either the decompressed body, or the status that refuses it and why. */
export type Decoded =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly reason: string };

/** Undoes `Content-Encoding` within the intake's two limits. Never throws. */
export function decodeBody(wire: Buffer, encoding: string | undefined): Decoded {
  if (wire.length > maxWireBytes) return tooLarge(`${wire.length} bytes on the wire`);
  const decompress = decompressors[(encoding ?? "identity").toLowerCase()];
  if (!decompress) return { ok: false, status: 415, reason: `unknown content encoding ${encoding}` };
  try {
    return { ok: true, body: decompress(wire) };
  } catch (error) {
    if (hasCode(error) && error.code === "ERR_BUFFER_TOO_LARGE")
      return tooLarge("too many bytes decompressed");
    return { ok: false, status: 400, reason: "the body cannot be decompressed" };
  }
}

const decompressors: Readonly<Record<string, (wire: Buffer) => Buffer>> = {
  identity: (wire) => wire,
  gzip: (wire) => gunzipSync(wire, { maxOutputLength: maxBodyBytes }),
  deflate: (wire) => inflateSync(wire, { maxOutputLength: maxBodyBytes }),
};

function tooLarge(reason: string): Decoded {
  return { ok: false, status: 413, reason };
}

function hasCode(error: unknown): error is { code: unknown } {
  return typeof error === "object" && error !== null && "code" in error;
}
