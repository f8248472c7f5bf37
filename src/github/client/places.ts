/** Requests in flight at the start, and the most it may rise to without a CONCURRENCY of the operator's. */
const START = 6;
const MOST = 32;

/** Tried beyond what has gone well, as a share of it: half as many more at the most, of which each may be refused. */
const GROWTH = 1 / 2;

/** How far to stay below what was refused: GitHub still counts a request whose answer has only just been read. */
const MARGIN = 0.8;

/** GitHub must have refused nothing for so long before one more is tried than stays below what it refused. */
const QUIET_MS = 60_000;

/** An answer is quick while it takes no more than this many times the best one, and this much more. */
const QUICK = { times: 2, plusMs: 250 } as const;

export interface Place {
  /** How many were in flight when it was taken, this one included. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether it is one of those that try whether more is well. */
  readonly trial: boolean;
}

export interface Places {
  /** Undefined where there is none. Whoever takes one leaves it. */
  take(): Place | undefined;
  /** `well`: the request was answered, which may show that GitHub bears more at a time. */
  leave(place: Place, well: boolean): void;
  /** GitHub could not carry a request that began at `startedAt` (ms since 1970): half as many from here on, once for all then under way. */
  halve(startedAt: number): void;
  /** GitHub refused a request as too much at once: from here on fewer than were in flight with it. */
  refused(place: Pick<Place, "startedAt" | "width">): void;
  /** How many may be in flight now. */
  room(): number;
}

/**
 * An adaptive bound on requests in flight: as many as have gone well, and now and then some more on trial. While a trial is under
 * way nothing else exceeds what has gone well, so that where GitHub draws a line, only trials run into it. (A bound that rises with
 * each answer has doubled before the first refusal arrives, and by then all that was sent meanwhile is refused too.)
 * `most`: an upper bound on it. `now`: ms since 1970.
 */
export function createPlaces(now: () => number, most: number = MOST): Places {
  let ceiling = most;
  let proven = Math.min(START, ceiling);
  let inFlight = 0;
  let trialsLeft = 0;
  let onTrial = 0;
  let best = Number.POSITIVE_INFINITY;
  let lastCut = 0;
  let ceilingSince = 0;

  const cut = (room: number) => {
    lastCut = now();
    proven = Math.max(1, room);
    trialsLeft = 0;
  };

  const recover = () => {
    if (ceiling === most || now() - ceilingSince < QUIET_MS) return;
    ceiling += 1;
    ceilingSince = now();
  };

  const learn = ({ width, startedAt }: Place) => {
    const latency = now() - startedAt;
    best = Math.min(best, latency);
    recover();
    // What began before the last cut tells of a time when there was more room.
    if (startedAt < lastCut || latency > best * QUICK.times + QUICK.plusMs || width < proven) return;
    proven = Math.min(ceiling, width);
    if (onTrial === 0) trialsLeft = Math.ceil(proven * GROWTH);
  };

  return {
    take() {
      const trial = inFlight >= proven;
      if (trial && (trialsLeft === 0 || inFlight >= ceiling)) return undefined;
      if (trial) {
        trialsLeft -= 1;
        onTrial += 1;
      }
      inFlight += 1;
      return { width: inFlight, startedAt: now(), trial };
    },
    leave(place, well) {
      inFlight -= 1;
      if (place.trial) onTrial -= 1;
      if (well) learn(place);
    },
    halve(startedAt) {
      if (startedAt >= lastCut) cut(Math.floor(proven / 2));
    },
    refused({ startedAt, width }) {
      // Not below the half in one burst: a refusal need not be about how many there are, nor about ours alone.
      if (startedAt >= lastCut) cut(Math.ceil(proven / 2));
      ceiling = Math.max(proven, Math.min(ceiling, Math.floor(width * MARGIN)));
      ceilingSince = now();
    },
    room: () => Math.min(ceiling, onTrial === 0 ? proven + trialsLeft : proven),
  };
}
