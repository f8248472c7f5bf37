/** A repository's two names, as written or as GitHub spells them. */
export interface FullName {
  readonly owner: string;
  readonly name: string;
}

/** A pattern of GITHUB_REPOSITORIES that takes repositories of one owner; the owner part is always literal. */
export interface RepositoryPattern {
  /** As the configuration spells it, for messages. */
  readonly text: string;
  readonly owner: string;
  matches(name: string): boolean;
}

/** Which repositories a run reads: GITHUB_REPOSITORIES and its filters, compiled. Case never matters. */
export interface Selection {
  /** Written in full and taken by the list as a whole, each once, in the order written. No filter applies to them. */
  readonly named: readonly FullName[];
  /** The patterns that take; their owners are the ones to be listed. */
  readonly patterns: readonly RepositoryPattern[];
  /** Whether the list as a whole takes a repository that a listing showed: its last matching entry decides. */
  takes(repository: FullName): boolean;
  readonly includeArchived: boolean;
  readonly includeForks: boolean;
  /** In lower case; empty means that topics do not matter. A repository with one of them passes. */
  readonly topics: readonly string[];
}
