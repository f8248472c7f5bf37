import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ProxyOptions {
  /** `user:password` that must be shown; everybody is let through where it is missing. */
  readonly credentials?: string;
  /** The status that everything is answered with, instead of being passed on. */
  readonly refuse?: number;
  /** What becomes of the query of each request that is passed on by its whole address. */
  readonly rewrite?: (search: URLSearchParams) => URLSearchParams;
}

/** A proxy that drops the query. */
export function dropQuery(): URLSearchParams {
  return new URLSearchParams();
}

/** A proxy that serves the first page for every page. */
export function firstPage(search: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams(search);
  for (const name of ["page", "after", "before"]) kept.delete(name);
  return kept;
}

/** A forward proxy on loopback: http by its whole address, everything else through a tunnel. */
export interface ProxySandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Origins that requests were passed on to, one for each request. */
  readonly forwarded: readonly string[];
  /** `host:port` of each tunnel. */
  readonly tunnels: readonly string[];
  /** What no client of a proxy may do, one sentence each. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1. Source: https://www.rfc-editor.org/rfc/rfc9110#name-connect */
export async function startProxy(options: ProxyOptions = {}): Promise<ProxySandbox> {
  const forwarded: string[] = [];
  const tunnels: string[] = [];
  const problems: string[] = [];
  const sockets = new Set<Duplex>();

  /** The status of a refusal; undefined for what may pass. */
  function refusalOf({ headers }: IncomingMessage): number | undefined {
    if (options.refuse !== undefined) return options.refuse;
    if (options.credentials === undefined) return undefined;
    const wanted = `Basic ${Buffer.from(options.credentials).toString("base64")}`;
    return headers["proxy-authorization"] === wanted ? undefined : 407;
  }

  const server = createServer((request, response) => {
    if (!URL.canParse(request.url ?? "")) {
      problems.push(`${request.method} ${request.url} is not a whole address`);
      response.writeHead(400).end();
      return;
    }
    const refusal = refusalOf(request);
    if (refusal !== undefined) return void response.writeHead(refusal, challenge).end();
    forwarded.push(new URL(request.url ?? "").origin);
    forward(request, response, options.rewrite);
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return void client.end(`HTTP/1.1 ${refusal} Refused\r\n\r\n`);
    tunnels.push(request.url ?? "");
    tunnel(request.url ?? "", client, sockets);
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy listens on no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    forwarded,
    tunnels,
    problems,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const challenge = { "proxy-authenticate": 'Basic realm="sandbox"' };

/** Passes a request on, without what is between the client and the proxy only. */
function forward(request: IncomingMessage, response: ServerResponse, rewrite: ProxyOptions["rewrite"]): void {
  const { "proxy-authorization": _, "proxy-connection": __, connection: ___, ...headers } = request.headers;
  const target = new URL(request.url ?? "");
  if (rewrite !== undefined) target.search = String(rewrite(target.searchParams));
  const onward = send(target, { method: request.method ?? "GET", headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
}

function tunnel(target: string, client: Duplex, sockets: Set<Duplex>): void {
  const [host = "", port = "443"] = target.split(/:(?=\d+$)/);
  const onward = connect(Number(port), host.replace(/^\[|\]$/g, ""), () => {
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    onward.pipe(client);
    client.pipe(onward);
  });
  sockets.add(onward);
  for (const [one, other] of [
    [onward, client],
    [client, onward],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}
