import { Stop } from "../domain/stop.ts";
import type { SendingTime } from "../export.ts";

/** After SIGTERM or SIGINT all is sent within this, well below a pod's grace period of 30 s. */
const GRACE_MS = 10_000;
/** Kept for the heartbeat when the data's retries have used up their time. */
const HEARTBEAT_MS = 2_000;

/** The times at which the parts of a run end. */
export interface Endings {
  /** Ends the reading; its reason is a Stop. */
  readonly reading: AbortSignal;
  /** Aborted when the operating system asked the run to end, whatever it was doing. */
  readonly interruption: AbortSignal;
  readonly sending: SendingTime;
  /** What a first signal of the operating system does. */
  interrupt(signalName: string): void;
  /** Lets go of the timers. */
  clear(): void;
}

/** Starts the run's clock. `readingMs` and `timeoutMs` count from now. */
export function startEndings(readingMs: number, timeoutMs: number): Endings {
  const reading = new AbortController();
  const interruption = new AbortController();
  const history = new AbortController();
  const data = new AbortController();
  const heartbeat = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, end: () => void) => timers.push(setTimeout(end, Math.max(0, ms)));
  const endSending = (ms: number) => {
    after(ms - HEARTBEAT_MS, () => data.abort(new Error("the time for sending ended")));
    after(ms, () => heartbeat.abort(new Error("the time for sending ended")));
  };
  after(readingMs, () =>
    reading.abort(new Stop("deadline", "the run's time for reading ended (RUN_TIMEOUT)")),
  );
  const endHistory = () => history.abort(new Error("the time for reading back ended"));
  after((readingMs + timeoutMs) / 2, endHistory);
  endSending(timeoutMs);
  return {
    reading: reading.signal,
    interruption: interruption.signal,
    sending: { history: history.signal, data: data.signal, heartbeat: heartbeat.signal },
    interrupt(signalName) {
      const stop = new Stop("interrupted", `the run was ended by ${signalName}`);
      interruption.abort(stop);
      reading.abort(stop);
      endHistory();
      endSending(GRACE_MS);
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
