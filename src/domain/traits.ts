/** What GitHub says of a repository beside its backlog. Holds only what was asked for. */
export interface Traits {
  readonly topics: readonly string[];
  /** Custom properties that have a value, by their names in lower case; one can have several values. */
  readonly properties: ReadonlyMap<string, readonly string[]>;
}

/** Which of them a run asks for. */
export type WantedTraits = Readonly<Record<keyof Traits, boolean>>;

/** Of a repository of which nothing was asked. */
export const NO_TRAITS: Traits = { topics: [], properties: new Map() };
