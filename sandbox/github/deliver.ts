import type { ServerResponse } from "node:http";
import { drip } from "../drip.ts";
import { inflating } from "../inflating.ts";
import type { Answer } from "./answer.ts";

/** Writes an answer to the wire, or as much of it as its delivery allows. */
export function deliver(response: ServerResponse, answer: Answer): void {
  if (response.destroyed || answer.delivery === "never") return;
  if (answer.delivery === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (answer.inflatesBy !== undefined && answer.body !== "") {
    response.writeHead(answer.status, { ...answer.headers, "content-encoding": "gzip" });
    response.end(inflating(answer.body, answer.inflatesBy));
    return;
  }
  const body = Buffer.from(answer.body);
  const length = answer.status === 304 ? {} : { "content-length": String(body.length) };
  if (answer.delivery === "whole") {
    response.writeHead(answer.status, { ...answer.headers, ...length }).end(body);
    return;
  }
  if (answer.delivery === "drip") {
    response.writeHead(answer.status, { ...answer.headers, ...length });
    drip(response, body);
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, ...(answer.delivery === "cut" && length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
