import { onTestFinished } from "vitest";
import { type Front, type FrontOptions, openFront } from "../../sandbox/front.ts";
import { type ProxyOptions, startProxy } from "../../sandbox/proxy.ts";
import { fullToken } from "../../sandbox/tokens.ts";
import { systemClock } from "../../src/cli/clock.ts";
import { API_KEY, APP_KEY, type House, openHouse } from "./house.ts";
import { smallTown } from "./town.ts";

/** What a street's GitHub has. */
export const town = smallTown();

/** Of the test itself, where tests run at the same time. */
export type Closing = (close: () => Promise<void>) => void;

/** A GitHub and a Datadog, each behind a door of its own. */
export interface Street {
  readonly house: House;
  readonly github: Front;
  readonly datadog: Front;
  /** What leads the program to both doors. */
  readonly env: Readonly<Record<string, string>>;
}

/** Opens the doors and what is behind them, until the test ends. */
export async function openStreet(
  door: Omit<FrontOptions, "of">,
  closing: Closing = onTestFinished,
): Promise<Street> {
  // Nobody waits here for the next attempt.
  const clock = { ...systemClock, sleep: async () => {} };
  const house = await openHouse({ population: town, clock, onTestFinished: closing });
  const [github, datadog] = await Promise.all(
    [house.github, house.datadog].map(({ url }) => openFront({ ...door, of: url })),
  );
  if (github === undefined || datadog === undefined) throw new Error("unreachable");
  closing(async () => void (await Promise.all([github.close(), datadog.close()])));
  const keys = { GITHUB_TOKEN: fullToken.token, DD_API_KEY: API_KEY, DD_APP_KEY: APP_KEY };
  const addresses = { GITHUB_API_URL: github.url, DD_URL: datadog.url };
  return { house, github, datadog, env: { ...keys, ...addresses, GITHUB_REPOSITORIES: "acme/*" } };
}

/** Starts a proxy, until the test ends. */
export async function openProxy(options: ProxyOptions = {}, closing: Closing = onTestFinished) {
  const proxy = await startProxy(options);
  closing(() => proxy.close());
  return proxy;
}
