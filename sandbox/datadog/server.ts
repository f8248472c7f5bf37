import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { drip } from "../drip.ts";
import { inflating } from "../inflating.ts";
import { accepted, answer, type Received, readBody, type World } from "./answer.ts";
import { type Answer, refuse } from "./answers.ts";
import { createFaults, type Exchange, type Fault, type FaultRule, type Faults } from "./faults.ts";
import type { AppKey } from "./keys.ts";
import { createShelves, type Shelves } from "./pieces/shelves.ts";
import { createQuota } from "./query-quota.ts";
import type { Payload } from "./schema.ts";
import { createStore, type Point, type Store } from "./store.ts";
import { seriesKey } from "./tags.ts";

export interface DatadogOptions {
  /** At least one; any of them may submit. */
  readonly apiKeys: readonly string[];
  /** Those without scopes of their own may do everything. */
  readonly appKeys?: readonly AppKey[];
  /** Milliseconds since 1970; decides which points are out of time. The machine's clock where missing. */
  readonly now?: () => number;
  /** Most series that a query is answered with; without it, any number. */
  readonly maxSeries?: number;
  /** How many queries are answered in an hour of the clock; without it, any number. */
  readonly queriesPerHour?: number;
  /** False: it refuses `on_missing_data` for metric monitors, as Datadog did until the autumn of 2024. */
  readonly knowsMissingData?: boolean;
  /** Whether a letter outside ASCII is stored as it was sent; all are where missing. */
  readonly storesLetter?: (letter: string) => boolean;
}

/** A Datadog on loopback, as strict as the real one and less forgiving: what would be mangled silently is a problem here. */
export interface DatadogSandbox {
  /** `http://127.0.0.1:PORT`, for `DD_URL`. */
  readonly url: string;
  readonly log: readonly Exchange[];
  /** Accepted ones, in order. */
  readonly payloads: readonly Payload[];
  readonly points: readonly Point[];
  /** One sentence for everything the real intake would change, drop or count wrongly, and for every unknown route. */
  readonly problems: readonly string[];
  /** Points of a metric, in order; only those that carry all of `tags`, where given. */
  find(metric: string, tags?: readonly string[]): readonly Point[];
  /** The last value of every series by `seriesKey`; where two points share a second the later one wins, as at Datadog. */
  latest(): ReadonlyMap<string, number>;
  /** Monitors, dashboards, objectives and metadata; a test may change them as people do in Datadog. */
  readonly shelves: Shelves;
  fault(rule: FaultRule): void;
  /** Forgets the faults, and nothing of what was received. */
  clearFaults(): void;
  /** Lets queries of a metric see no tags but those of these keys, as a tag configuration of Metrics without Limits does. */
  configureTags(metric: string, keys: readonly string[]): void;
  /** Forgets everything received, and all faults. */
  reset(): void;
  /** Ends every connection, also those left hanging. */
  close(): Promise<void>;
}

type SpoiltAnswer = Extract<Fault, { kind: "spoilt-answer" }>;

interface State extends World {
  readonly configured: Map<string, readonly string[]>;
  readonly log: Exchange[];
  readonly store: Store;
  readonly faults: Faults;
}

/** Starts a Datadog on a free port of 127.0.0.1. */
export async function startDatadog(options: DatadogOptions): Promise<DatadogSandbox> {
  const now = options.now ?? Date.now;
  const store = createStore(options.storesLetter);
  const seconds = () => Math.floor(now() / 1000);
  const state: State = {
    keys: { apiKeys: options.apiKeys, appKeys: options.appKeys ?? [] },
    now: seconds,
    desk: {
      shelves: createShelves(),
      now: seconds,
      knowsMissingData: options.knowsMissingData ?? true,
      knowsMetric: (name) => store.points.some(({ metric }) => metric === name),
    },
    points: store.points,
    quota: createQuota(options.queriesPerHour),
    maxSeries: options.maxSeries ?? Number.POSITIVE_INFINITY,
    configured: new Map(),
    log: [],
    store,
    faults: createFaults(),
  };
  const server = createServer((request, response) => {
    handle(state, request, response).catch(() => request.socket.destroy());
  });
  // Longer than any run: a connection that is closed just when it is used again would look like a fault.
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return handleFor(state, server);
}

function handleFor({ log, store, faults, quota, desk, configured }: State, server: Server): DatadogSandbox {
  return {
    url: urlOf(server.address()),
    log,
    payloads: store.payloads,
    points: store.points,
    problems: store.problems,
    find: (metric, tags = []) =>
      store.points.filter(
        (point) => point.metric === metric && tags.every((tag) => point.tags.includes(tag)),
      ),
    latest: () => latestOf(store.points),
    shelves: desk.shelves,
    configureTags: (metric, keys) => void configured.set(metric, keys),
    fault: faults.add,
    clearFaults: faults.clear,
    reset() {
      log.length = 0;
      store.clear();
      faults.clear();
      quota.clear();
      desk.shelves.clear();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { received, exchange } = await receive(request);
  const index = state.log.push(exchange) - 1;
  const fault = state.faults.next(exchange);
  if (fault?.kind === "hang") return;
  if (fault?.kind === "reset-before") return void request.socket.resetAndDestroy();
  const replacement = fault && replace(fault);
  const answerLost = fault?.kind === "reset-after-accept" || fault?.kind === "spoilt-answer";
  const right = replacement ?? decide(state, received, answerLost);
  if (fault?.kind === "reset-after-accept") return void request.socket.resetAndDestroy();
  if (fault?.kind === "slow") await sleep(fault.ms);
  if (fault?.kind === "spoilt-answer") return spoil(response, right, fault.how);
  // A reset in the meantime has emptied the log.
  if (state.log[index] === exchange) state.log[index] = { ...exchange, status: right.status };
  const date = new Date(state.now() * 1000).toUTCString();
  response.writeHead(right.status, { date, ...right.headers }).end(right.body);
}

/** Writes an answer so that nobody can read it. */
function spoil(response: ServerResponse, { status, headers, body }: Answer, how: SpoiltAnswer["how"]): void {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  if (how === "inflating") {
    response.writeHead(status, { ...headers, "content-encoding": "gzip" }).end(inflating(body, 40));
    return;
  }
  if (how === "false-gzip") {
    response.writeHead(status, { ...headers, ...length, "content-encoding": "gzip" }).end(body);
    return;
  }
  response.writeHead(status, { ...headers, ...length });
  if (how === "drip") drip(response, Buffer.from(body));
  else response.write(body.slice(0, 1), () => response.destroy());
}

/** Answers as Datadog does, and takes what is to be taken. */
function decide(state: State, received: Received, answerLost: boolean): Answer {
  const { store, now } = state;
  const right = answer(received, state);
  if (!right) {
    store.report(`${received.method} ${received.route}: no such route`);
    return refuse(404, "Not found");
  }
  if (right === accepted && received.payload) store.add(received.payload, now(), answerLost);
  return right;
}

/** The answer that a fault puts in the right one's place, where it does. */
function replace(fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case "status": {
      const standard = refuse(fault.status, `status ${fault.status} on request`);
      return {
        ...standard,
        headers: { ...standard.headers, ...fault.headers },
        body: fault.body ?? standard.body,
      };
    }
    case "accepted-with-errors":
      return refuse(202, ...fault.errors);
    case "accepted-empty":
      return { status: 202, body: "" };
    case "accepted-html":
      return {
        status: 202,
        headers: { "content-type": "text/html" },
        body: "<!doctype html><title>Sign in</title>",
      };
    default:
      return undefined;
  }
}

async function receive(request: IncomingMessage): Promise<{ received: Received; exchange: Exchange }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const wire = Buffer.concat(chunks);
  const { method = "", url: path = "" } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  const read = readBody(wire, headers["content-encoding"]);
  const { bodyBytes, payload } = read;
  const { pathname: route, searchParams: query } = new URL(path, "http://127.0.0.1");
  return {
    received: { method, route, query, headers, ...read },
    exchange: { method, path, headers, wireBytes: wire.length, bodyBytes, ...(payload && { payload }) },
  };
}

function latestOf(points: readonly Point[]): ReadonlyMap<string, number> {
  const newest = new Map<string, Point>();
  for (const point of points) {
    const key = seriesKey(point.metric, point.tags);
    const earlier = newest.get(key);
    if (!earlier || point.timestamp >= earlier.timestamp) newest.set(key, point);
  }
  return new Map([...newest].map(([key, { value }]) => [key, value]));
}

function urlOf(address: ReturnType<Server["address"]>): string {
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return `http://127.0.0.1:${address.port}`;
}
