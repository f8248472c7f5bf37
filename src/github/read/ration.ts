import type { FailureReason } from "../../domain/snapshot.ts";
import type { Clock, LogFields, Logger } from "../../ports.ts";
import type { Client } from "../client/client.ts";
import type { Allowance } from "../client/usage.ts";
import type { Target } from "../target.ts";
import { type CostOptions, costOf, startEstimate } from "./cost.ts";
import { inTurn } from "./turn.ts";

/** A repository and what discovery learned of it. */
export interface Aimed {
  readonly repository: string;
  readonly target: Target;
}

/** Hands out what is left of GitHub's quota where it cannot pay for a whole run. */
export interface Ration {
  /**
   * Hands the targets on: at once while the quota is ample; else when all are known, in the hour's order, and as failed those that
   * the quota does not pay for.
   */
  share(targets: AsyncIterable<Aimed>): AsyncGenerator<Aimed>;
  /** A repository that was handed on is read, or has failed for a reason. */
  settle(repository: string, failed?: FailureReason): void;
  /** Warns where repositories were left out, with how often a whole run can be paid for. */
  report(): void;
}

export interface RationOptions extends CostOptions {
  readonly client: Pick<Client, "allowance" | "usage">;
  /** When reading ends, in ms since 1970: a quota that is full again before is waited for instead. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What may be spent before all counts are known: this part of what is left, unless so little of the limit is left. */
const AMPLE = 1 / 4;
const HEAD_START = 1 / 4;

/** Kept for lists that go on, repeated readings, and whoever else has the credential. */
const RESERVE = { ofLimit: 1 / 50, ofRemaining: 1 / 10 } as const;

/** By REST the length of a list is known when it is begun: as many are begun at once, and no more than a part of the quota. */
const LISTS_AT_ONCE = 16;
const LISTS_OF_QUOTA = 1 / 10;

/** What a name costs that was not counted, for the limit came before. */
const UNCOUNTED = { graphql: 1 / 100, rest: 1 } as const;

/** Makes the ration of one run. The order is that of the hour in which it is made. */
export function createRation(options: RationOptions): Ration {
  const { api, client, deadline, clock, log } = options;
  const resource = api === "graphql" ? "graphql" : "core";
  const now = clock.now();
  /** Prices of what is being read, and of what was refused. */
  const open = new Map<string, number>();
  const refused = new Map<string, number>();
  const leftOut = { repositories: 0, price: 0 };
  let owed = 0;
  let reserve = 0;
  let wake = () => {};

  /** Undefined where there is no limit, or none that outlasts the run. */
  function allowance(): Allowance | undefined {
    const known = client.allowance(resource);
    return known !== undefined && known.resetAt >= deadline ? known : undefined;
  }

  function unspent(): number {
    return (allowance()?.remaining ?? Number.POSITIVE_INFINITY) - reserve - owed;
  }

  async function* share(targets: AsyncIterable<Aimed>): AsyncGenerator<Aimed> {
    const early = startEstimate(options);
    const held: Aimed[] = [];
    let headStart: number | undefined;
    for await (const aimed of targets) {
      headStart ??= headStartOf(allowance());
      const price = held.length > 0 ? undefined : early.add(aimed.target, headStart);
      if (price === undefined) held.push(aimed);
      else {
        headStart -= price;
        yield take(aimed, price);
      }
    }
    yield* release(inTurn(held, ({ repository }) => repository, now));
  }

  async function* release(held: readonly Aimed[]): AsyncGenerator<Aimed> {
    reserve = reserveOf(allowance());
    const atOnce = api === "rest" ? listsAtOnce(unspent()) : Number.POSITIVE_INFINITY;
    const whole = costOf(
      held.map(({ target }) => target),
      options,
    );
    const enough = whole <= unspent();
    const estimate = startEstimate(options);
    for (const aimed of held) {
      while (open.size >= atOnce) await settled();
      const most = () => (enough ? Number.POSITIVE_INFINITY : unspent());
      let price = estimate.add(aimed.target, most());
      // By REST the length of a list shows when it is read: it may turn out to cost less than was set aside for it.
      while (price === undefined && api === "rest" && open.size > 0) {
        await settled();
        price = estimate.add(aimed.target, most());
      }
      const known = allowance();
      if (price !== undefined || known === undefined) yield take(aimed, price ?? 0);
      else yield refuse(aimed, startEstimate(options).add(aimed.target) ?? 0, known);
    }
  }

  function settled(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  function take(aimed: Aimed, price: number): Aimed {
    open.set(aimed.repository, price);
    owed += price;
    return aimed;
  }

  function refuse({ repository }: Aimed, price: number, { resetAt }: Allowance): Aimed {
    refused.set(repository, price);
    const until = new Date(resetAt).toISOString();
    const message = `what is left of GitHub's quota until ${until} does not pay for it in this run`;
    return { repository, target: { kind: "failed", reason: "rate_limited", message } };
  }

  return {
    share,
    settle(repository, failed) {
      const taken = open.get(repository);
      if (failed === "rate_limited" && (refused.has(repository) || allowance()?.remaining === 0)) {
        leftOut.repositories += 1;
        leftOut.price += taken ?? refused.get(repository) ?? UNCOUNTED[api];
      }
      owed -= taken ?? 0;
      open.delete(repository);
      wake();
    },
    report() {
      const known = allowance();
      if (leftOut.repositories === 0 || known === undefined) return;
      const used = client.usage().quotas.find((quota) => quota.resource === resource)?.used ?? 0;
      const needed = Math.ceil(used + leftOut.price);
      log.warn(
        { event: "quota_short", resource, left_out: leftOut.repositories, ...shortage(needed, known) },
        needed > known.limit ? TOO_MUCH : TOO_OFTEN,
      );
    },
  };
}

const TOO_OFTEN =
  "GitHub's quota does not pay for a whole run now: other repositories are left out each hour, until runs are as seldom as this says";
const TOO_MUCH =
  "a whole run takes more than GitHub's quota for an hour: other repositories are left out each hour, until fewer are selected or shared out among credentials";

function headStartOf(known: Allowance | undefined): number {
  if (known === undefined) return Number.POSITIVE_INFINITY;
  return known.remaining < known.limit * AMPLE ? 0 : known.remaining * HEAD_START;
}

function reserveOf(known: Allowance | undefined): number {
  if (known === undefined) return 0;
  return Math.min(known.limit * RESERVE.ofLimit, known.remaining * RESERVE.ofRemaining);
}

function listsAtOnce(unspent: number): number {
  return Math.max(1, Math.min(LISTS_AT_ONCE, Math.floor(unspent * LISTS_OF_QUOTA)));
}

/** What a whole run takes, what there is, and how often both agree: no interval helps where an hour's quota is too little. */
function shortage(needed: number, { limit, remaining, resetAt }: Allowance): LogFields {
  const times = { runs_an_hour: Math.floor((100 * limit) / needed) / 100 };
  const interval = needed > limit ? {} : { least_interval_minutes: Math.ceil((60 * needed) / limit) };
  return { needed, remaining, limit, until: new Date(resetAt).toISOString(), ...times, ...interval };
}
