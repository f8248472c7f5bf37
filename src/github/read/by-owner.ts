import type { Snapshot } from "../../domain/snapshot.ts";
import { type Channel, createChannel } from "../channel.ts";
import { splitName } from "../target.ts";
import type { Aimed } from "./ration.ts";

/** Reads the targets of one owner. */
export type ReadOwner = (owner: string, targets: AsyncIterable<Aimed>) => AsyncIterable<Snapshot>;

/** Reads the targets of each owner apart from the others', all at the same time; gives their snapshots as they come. */
export async function* readByOwner(targets: AsyncIterable<Aimed>, read: ReadOwner): AsyncGenerator<Snapshot> {
  const out = createChannel<Snapshot>();
  const lanes = new Map<string, Channel<Aimed>>();
  const running: Promise<void>[] = [];

  const run = async (owner: string, lane: Channel<Aimed>) => {
    for await (const snapshot of read(owner, lane)) out.push(snapshot);
  };
  const laneFor = (owner: string) => {
    const key = owner.toLowerCase();
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const lane = createChannel<Aimed>();
    lanes.set(key, lane);
    running.push(run(owner, lane).catch(out.close));
    return lane;
  };
  const deal = async () => {
    try {
      for await (const aimed of targets) laneFor(splitName(aimed.repository).owner).push(aimed);
    } finally {
      for (const lane of lanes.values()) lane.close();
    }
    await Promise.all(running);
  };

  deal().then(() => out.close(), out.close);
  yield* out;
}
