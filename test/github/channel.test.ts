import { describe, expect, it } from "vitest";
import { createChannel } from "../../src/github/channel.ts";

/** Everything a channel gives, and what it ends with. */
async function drain<T>(channel: AsyncIterable<T>) {
  const items: T[] = [];
  try {
    for await (const item of channel) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

describe("a channel", () => {
  it("gives what was pushed before it was read, in order", async () => {
    const channel = createChannel<number>();
    for (const item of [1, 2, 3]) channel.push(item);
    channel.close();
    expect(await drain(channel)).toEqual({ items: [1, 2, 3] });
  });

  it("wakes whoever waits", async () => {
    const channel = createChannel<number>();
    const drained = drain(channel);
    for (const item of [1, 2]) {
      await new Promise((resolve) => setImmediate(resolve));
      channel.push(item);
    }
    channel.close();
    expect(await drained).toEqual({ items: [1, 2] });
  });

  it("throws what it was closed with, after what came before", async () => {
    const channel = createChannel<number>();
    const drained = drain(channel);
    channel.push(1);
    channel.close(new Error("over"));
    expect(await drained).toEqual({ items: [1], error: new Error("over") });
  });

  it("stays closed as it was closed first", async () => {
    const channel = createChannel<number>();
    channel.close();
    channel.close(new Error("late"));
    expect(await drain(channel)).toEqual({ items: [] });
  });
});
