import type { ServerResponse } from "node:http";

/** Milliseconds between two bytes: a client's own time-out per byte would never notice. */
const pace = 20;

/** Writes a body whose head was sent a byte at a time, until it ends or the client is gone. */
export function drip(response: ServerResponse, body: Buffer): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, ++sent));
    if (sent >= body.length) response.end();
  }, pace);
  response.once("close", () => clearInterval(timer));
}
