import type { Selection } from "../domain/selection.ts";
import type { Usage } from "../ports.ts";
import { createDesk, type Desk } from "./app/desk.ts";
import { createInstallation, type InstallationCredential } from "./app/installation.ts";
import { type App, createAppCredential } from "./app/jwt.ts";
import { type Client, type ClientOptions, createClient } from "./client/client.ts";

export interface AccessOptions extends Omit<ClientOptions, "credential"> {
  /** Instead of a token. */
  readonly app?: App;
  readonly selection: Selection;
  /** Told each secret that GitHub gives or that is made for it, before it is used. */
  readonly conceal: (secret: string) => void;
}

/** Who reads what. Each credential has its own client: its own quota, pace and brake, and its own end. */
export interface Access {
  /** The client for what belongs to an owner; the same for all, but with an App. */
  clientFor(owner: string): Client;
  /** The one that is for all owners, where there is only one. */
  readonly shared?: Client;
  /** Every client that the selection needs, with its owner where each owner has its own. */
  readonly clients: readonly { readonly owner?: string; readonly client: Client }[];
  usage(): Usage;
  /** Undefined without an App. */
  readonly app?: AppAccess;
}

export interface AppAccess {
  readonly desk: Desk;
  /** Of the owners that the selection names, as first written; of the one installation where the configuration names it. */
  readonly installations: readonly Installed[];
}

export interface Installed {
  /** Undefined where one installation is for all owners. */
  readonly owner?: string;
  readonly credential: InstallationCredential;
  readonly client: Client;
}

/** GitHub bears a hundred requests at a time over both APIs, whoever's they are. */
const MOST_IN_FLIGHT = 96;
/** So many owners stay below that without a bound of their own. */
const OWNERS_WITHOUT_BOUND = 3;

/** Whether there is a credential at all. */
export function isAuthenticated({ token, app }: Pick<AccessOptions, "token" | "app">): boolean {
  return token !== undefined || app !== undefined;
}

/** Opens the clients that the selection needs; nothing is asked yet. */
export function createAccess(options: AccessOptions): Access {
  const { app } = options;
  if (app !== undefined) return createAppAccess(options, app);
  const client = createClient(options);
  return { clientFor: () => client, shared: client, clients: [{ client }], usage: client.usage };
}

function createAppAccess(options: AccessOptions, app: App): Access {
  const { clock, conceal, selection } = options;
  const owners = app.installationId === undefined ? ownersOf(selection) : [];
  const bounds = boundsFor(options.concurrency, owners.length);
  const front = createClient({ ...options, credential: createAppCredential(app, clock, conceal) });
  const desk = createDesk(front);

  const install = (find: Parameters<typeof createInstallation>[0]["find"], owner?: string): Installed => {
    const credential = createInstallation({ desk, find, clock, conceal });
    const client = createClient({ ...options, ...bounds, credential });
    return { ...(owner === undefined ? {} : { owner }), credential, client };
  };
  const byOwner = new Map<string, Installed>();
  const ofOwner = (owner: string) => {
    const key = owner.toLowerCase();
    const known = byOwner.get(key) ?? install((signal) => desk.installationOf(owner, signal), owner);
    byOwner.set(key, known);
    return known;
  };

  const { installationId } = app;
  const one = installationId && install((signal) => desk.installation(installationId, signal));
  const installations = one ? [one] : owners.map(ofOwner);
  return {
    clientFor: (owner) => (one || ofOwner(owner)).client,
    ...(one ? { shared: one.client } : {}),
    clients: installations,
    usage: () => together(front.usage(), one ? [one] : [...byOwner.values()]),
    app: { desk, installations },
  };
}

/** The owners of everything that is selected, each once, as first written. */
function ownersOf({ named, patterns }: Selection): readonly string[] {
  const owners = new Map<string, string>();
  for (const { owner } of [...named, ...patterns]) {
    if (!owners.has(owner.toLowerCase())) owners.set(owner.toLowerCase(), owner);
  }
  return [...owners.values()];
}

/** CONCURRENCY is for all of them together, as far as one each allows. */
function boundsFor(concurrency: number | undefined, owners: number): Pick<ClientOptions, "concurrency"> {
  if (owners <= 1 || (concurrency === undefined && owners <= OWNERS_WITHOUT_BOUND)) return {};
  return { concurrency: Math.max(1, Math.floor((concurrency ?? MOST_IN_FLIGHT) / owners)) };
}

/** A token of an installation is renewed by itself: when the present one ends is nobody's concern. */
function together(front: Usage, installed: readonly Installed[]): Usage {
  const usages = installed.map(({ owner, credential, client }) => {
    const account = credential.known()?.account ?? owner;
    return { usage: client.usage(), of: account === undefined ? {} : { owner: account } };
  });
  const sum = (of: (usage: Usage) => number) =>
    usages.reduce((total, { usage }) => total + of(usage), of(front));
  return {
    requests: sum(({ requests }) => requests),
    points: sum(({ points }) => points),
    quotas: usages.flatMap(({ usage, of }) => usage.quotas.map((quota) => ({ ...quota, ...of }))),
    partialAccess: usages.some(({ usage }) => usage.partialAccess),
  };
}
