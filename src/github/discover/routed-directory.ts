import type { FullName } from "../../domain/selection.ts";
import { createChannel } from "../channel.ts";
import type { Client } from "../client/client.ts";
import type { Directory, Resolved } from "./discover.ts";

/** A directory that asks of each owner's repositories by the client that reads them; `make` makes the one of a client. */
export function createRoutedDirectory(
  clientFor: (owner: string) => Client,
  make: (client: Client) => Directory,
): Directory {
  const made = new Map<Client, Directory>();
  const directoryFor = (client: Client) => {
    const known = made.get(client) ?? make(client);
    made.set(client, known);
    return known;
  };
  return {
    async *resolve(names, signal) {
      const groups = new Map<Client, FullName[]>();
      for (const name of names) {
        const client = clientFor(name.owner);
        const group = groups.get(client);
        if (group === undefined) groups.set(client, [name]);
        else group.push(name);
      }
      const resolved = createChannel<Resolved>();
      const all = [...groups].map(async ([client, group]) => {
        for await (const one of directoryFor(client).resolve(group, signal)) resolved.push(one);
      });
      Promise.all(all).then(
        () => resolved.close(),
        (error) => resolved.close(error),
      );
      yield* resolved;
    },
    list: (owner, signal) => directoryFor(clientFor(owner)).list(owner, signal),
  };
}
