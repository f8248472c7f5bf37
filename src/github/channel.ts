/** A queue between those who produce at their own pace and one who iterates. */
export interface Channel<T> extends AsyncIterable<T> {
  push(item: T): void;
  /** No more items; with an error the iteration throws it after the items before it. */
  close(error?: unknown): void;
}

/** An unbounded channel for one reader. */
export function createChannel<T>(): Channel<T> {
  const items: T[] = [];
  let end: { error?: unknown } | undefined;
  let wake = () => {};

  async function* iterate(): AsyncGenerator<T> {
    while (true) {
      for (let item = items.shift(); item !== undefined; item = items.shift()) yield item;
      if (end !== undefined) {
        if (end.error !== undefined) throw end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  return {
    push(item) {
      items.push(item);
      wake();
    },
    close(error) {
      end ??= { error };
      wake();
    },
    [Symbol.asyncIterator]: iterate,
  };
}
