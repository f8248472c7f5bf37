import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certificates } from "./certificates.ts";

export interface FrontOptions {
  /** The address in front of which it stands: `http://127.0.0.1:PORT`. */
  readonly of: string;
  /** Where it listens. */
  readonly host?: "127.0.0.1" | "::1";
  /** What it shows; without it, it speaks no TLS. */
  readonly certificates?: Certificates;
}

/** Another door to a server of the sandbox: with TLS, or at the other address of this machine. */
export interface Front {
  /** `https://127.0.0.1:PORT`, `http://[::1]:PORT`. */
  readonly url: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** How many connections came as far as being passed on. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Opens a door on a free port; what comes in is passed on as it is. */
export async function openFront({ of, host = "127.0.0.1", certificates }: FrontOptions): Promise<Front> {
  const target = new URL(of);
  const sockets = new Set<Socket>();
  let connections = 0;
  const passOn = (client: Socket) => {
    connections += 1;
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
  };
  const server =
    certificates === undefined
      ? createServer(passOn)
      : createTlsServer({ cert: certificates.certificate, key: certificates.key }, passOn);
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, host);
  await once(server, "listening");
  const place = `${host === "::1" ? "[::1]" : host}:${portOf(server)}`;
  return {
    url: `${certificates === undefined ? "http" : "https"}://${place}`,
    host: place,
    get connections() {
      return connections;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === "object" && address) return address.port;
  throw new Error("the door has no port");
}
