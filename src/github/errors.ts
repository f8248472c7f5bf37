import { describeBug } from "../domain/internal-error.ts";
import type { FailureReason } from "../domain/snapshot.ts";
import { Stop } from "../domain/stop.ts";

/**
 * What to do about a request that did not give what was asked:
 * `final` nothing; `transient` try again later; `heavy` ask for less; `limited` wait for the brake;
 * `scopes` ask without the field that the credential may not read; `off` take it for none, since it is switched off.
 */
export type Remedy = "final" | "transient" | "heavy" | "limited" | "scopes" | "off";

/** The one error of this room. Its message tells a person what happened and holds no secret. */
export class GitHubError extends Error {
  override readonly name = "GitHubError";
  readonly reason: FailureReason;
  readonly remedy: Remedy;
  /** Of the answer that it is about, where that decides something. */
  readonly status: number | undefined;

  constructor(reason: FailureReason, remedy: Remedy, message: string, cause?: unknown, status?: number) {
    super(message, { cause });
    this.reason = reason;
    this.remedy = remedy;
    this.status = status;
  }
}

/** Whether a user was asked about with an App's token, which belongs to none: https://github.com/actions/create-github-app-token/issues/258. */
export function isForbiddenToApp({ reason, message }: GitHubError): boolean {
  return reason === "forbidden" && /by integration/i.test(message);
}

/** The reason and message that a repository or a listing fails with. What is no fault of GitHub's or of time is a defect of ours. */
export function failureOf(error: unknown): { readonly reason: FailureReason; readonly message: string } {
  if (error instanceof GitHubError || error instanceof Stop)
    return { reason: error.reason, message: error.message };
  return { reason: "internal_error", message: describeBug(error) };
}
