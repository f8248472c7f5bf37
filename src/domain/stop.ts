import type { FailureReason } from "./snapshot.ts";

/** Why reading ends before everything is read; what an AbortSignal of ours carries as its reason. */
export class Stop extends Error {
  override readonly name = "Stop";
  readonly reason: Extract<FailureReason, "deadline" | "interrupted" | "unauthorized">;

  constructor(reason: Stop["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
