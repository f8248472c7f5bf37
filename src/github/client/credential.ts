/** Who asks GitHub, where that is more than one text for the whole run. */
export interface Credential {
  /** What an attempt has for its authorization header. Throws GitHubError, or the signal's reason. */
  authorization(signal: AbortSignal): Promise<string>;
  /**
   * GitHub answered an attempt with this header by 401; its clock is ahead of ours by `aheadMs`. Gives whether another
   * attempt may do better: then it gets another header.
   */
  refused(authorization: string, aheadMs: number): boolean;
  /** The App itself: what GitHub forbids it about one installation leaves it the others. */
  readonly isApp?: true;
  /** The settings to look at where GitHub refuses it for good. */
  readonly settings: string;
}
