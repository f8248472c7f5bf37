import type { Clock, Logger } from "../ports.ts";

/** One run, of which nothing is kept but this. */
export interface Attempt {
  readonly exitCode: number;
  /** There where INTERVAL asks for another run, and no signal ended this one. */
  readonly again?: { readonly intervalMs: number; readonly log: Logger };
}

export interface Repetition {
  readonly clock: Clock;
  /** As in Surroundings. */
  readonly onSignal: (handler: (name: string) => void) => () => void;
}

/** The exit code of a run whose configuration is wrong, or selects nothing. */
const WRONG = 2;

/**
 * Runs once or, where that run asks for it, at the multiples of its interval from its start until a signal comes: between
 * two runs at once and with 0, during one with its code. A run that fails ends nothing, but for a first one with 2: nobody
 * has seen that configuration work. Once the signal that `attempt` is given is aborted it has to start nothing, and gives 0.
 */
export async function repeat(
  attempt: (stop: AbortSignal) => Promise<Attempt>,
  { clock, onSignal }: Repetition,
): Promise<number> {
  const stop = new AbortController();
  let due = clock.now();
  const { exitCode, again } = await attempt(stop.signal);
  if (again === undefined || exitCode === WRONG) return exitCode;
  const forget = onSignal(() => stop.abort());
  try {
    for (;;) {
      due = nextStart(due, clock.now(), again);
      again.log.debug({ event: "next_run", at: new Date(due).toISOString() }, "the next run is due then");
      // A clock that was set back makes neither this pause longer nor those after it.
      await pause(Math.min(due - clock.now(), again.intervalMs), clock, stop.signal);
      due = Math.min(due, clock.now());
      const next = await attempt(stop.signal);
      if (stop.signal.aborted) return next.exitCode;
    }
  } finally {
    forget();
  }
}

/** The first multiple of the interval after `due` that is not over yet. */
function nextStart(due: number, now: number, { intervalMs, log }: NonNullable<Attempt["again"]>): number {
  const steps = Math.max(1, Math.ceil((now - due) / intervalMs));
  if (steps > 1) {
    log.warn(
      { event: "starts_skipped", skipped: steps - 1 },
      "a run took longer than INTERVAL: what was due meanwhile was left out",
    );
  }
  return due + steps * intervalMs;
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
