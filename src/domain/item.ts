/** Who opened something or was asked to review it, spelled as GitHub's REST API spells it (`renovate[bot]`). */
export interface Account {
  readonly login: string;
  readonly bot: boolean;
}

/** What pull requests and issues have in common. Times are seconds since 1970. */
export interface Item {
  readonly number: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** A deleted account is `ghost`, as on GitHub's own pages. */
  readonly author: Account;
  readonly labels: readonly string[];
}
