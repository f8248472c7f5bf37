import { describe, expect, it } from "vitest";
import { orAborted } from "../../src/domain/abort.ts";

const never = new Promise<never>(() => {});

describe("work that may be aborted", () => {
  it("gives what it gives, and fails as it fails", async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("ends with the reason, also where it does not listen", async () => {
    const controller = new AbortController();
    const work = orAborted(never, controller.signal);
    controller.abort(new Error("too late"));
    await expect(work).rejects.toThrow("too late");
    await expect(orAborted(never, controller.signal)).rejects.toThrow("too late");
  });
});
