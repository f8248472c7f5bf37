import type { Ask } from "./graphql-work.ts";
import { BOUNDS, type Bounds, pack, REVIEW_BOUNDS } from "./pack.ts";

/** While more is to come, a query with more free slots than this waits for company. */
const ROOM = 3;

/** Asks on their way into queries. */
export interface AskQueue {
  /** To be packed with others. */
  add(asks: readonly Ask[]): void;
  /** One query of just these: pieces of one that was too heavy. */
  sendAlone(asks: readonly Ask[]): void;
  /** No repository follows from outside: what waits for company need not wait any longer. */
  drain(): void;
  /** Looks again at what can be sent, once everything that happens now has happened. */
  wake(): void;
}

interface QueueOptions {
  /** Sends one query; never rejects. */
  readonly send: (asks: readonly Ask[]) => Promise<void>;
  /** Whether GitHub would be asked at once. */
  readonly idle: () => boolean;
  /** Called each time all that can be sent is sent, with the number of queries on their way. */
  readonly settled: (onTheirWay: number) => void;
}

/** Packs asks into as few queries as is cheap to find, without keeping a free connection waiting for it. */
export function createAskQueue({ send, idle, settled }: QueueOptions): AskQueue {
  let waiting: Ask[] = [];
  let draining = false;
  let scheduled = false;
  let onTheirWay = 0;

  const start = (asks: readonly Ask[]): void => {
    onTheirWay += 1;
    void send(asks).then(() => {
      onTheirWay -= 1;
      wake();
    });
  };

  const dispatch = (): void => {
    scheduled = false;
    const all = waiting;
    waiting = [];
    const nothingComes = draining && onTheirWay === 0;
    sendFull(
      all.filter((ask) => !isForReviews(ask)),
      BOUNDS,
      nothingComes || (draining && idle()),
    );
    // Each page brings a few: they wait until a query is full, or until no page is on its way.
    sendFull(all.filter(isForReviews), REVIEW_BOUNDS, nothingComes);
    settled(onTheirWay);
  };

  /** Sends the queries that are full, and with `now` the others too. */
  function sendFull(asks: readonly Ask[], bounds: Bounds, now: boolean): void {
    for (const group of pack(asks, bounds)) {
      const slots = group.reduce((sum, ask) => sum + ask.slots, 0);
      const full = slots >= bounds.slots - ROOM || group.length === bounds.aliases;
      if (full || now) start(group);
      else for (const ask of group) waiting.push(ask);
    }
  }

  /** Queries are built once all that came in together is there to be packed. */
  function wake(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(dispatch);
  }

  return {
    add(asks) {
      for (const ask of asks) waiting.push(ask);
      wake();
    },
    sendAlone(asks) {
      if (asks.length > 0) start(asks);
    },
    drain() {
      draining = true;
      wake();
    },
    wake,
  };
}

function isForReviews(ask: Ask): boolean {
  return ask.kind === "nested" && ask.inner === "latestOpinionatedReviews";
}
