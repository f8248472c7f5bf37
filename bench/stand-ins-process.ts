import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Order, type Pace, type Reply, replySchema, type Sighting, type Spec } from "./messages.ts";

const FILE = fileURLToPath(new URL("./stand-ins.ts", import.meta.url));

/** A GitHub and a Datadog in a process of their own. */
export interface StandIns {
  /** Forgets the last run, and answers the next at this pace. */
  prepare(pace: Pace): Promise<{ github: string; datadog: string; owners: readonly string[] }>;
  /** What they saw since. */
  report(): Promise<Sighting>;
  close(): Promise<void>;
}

/** Starts the process. Its methods throw where it ends before it has answered. */
export function startStandIns(spec: Spec): StandIns {
  const child = fork(FILE, [JSON.stringify(spec)], { execArgv: ["--import", "tsx"] });
  return {
    async prepare(pace) {
      const reply = await ask(child, { kind: "prepare", pace });
      if (reply.kind !== "ready") throw unexpected(reply);
      return reply;
    },
    async report() {
      const reply = await ask(child, { kind: "report" });
      if (reply.kind !== "report") throw unexpected(reply);
      return reply.sighting;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

async function ask(child: ChildProcess, order: Order): Promise<Reply> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const answered = once(child, "message", { signal });
    const ended = once(child, "exit", { signal }).then(() => {
      throw new Error("the stand-ins ended before they answered");
    });
    child.send(order);
    const [message] = await Promise.race([answered, ended]);
    return replySchema.parse(message);
  } finally {
    waiting.abort();
  }
}

function unexpected({ kind }: Reply): Error {
  return new Error(`the stand-ins answered ${kind} to something else`);
}
