import { describe, expect, it } from "vitest";
import type { Reply } from "../../src/datadog/call.ts";
import { judge } from "../../src/datadog/verdict.ts";

function answered(status: number, errors?: readonly string[]): Reply {
  return {
    outcome: { kind: "answered", status, resetSeconds: 0, date: undefined, location: "" },
    ...(errors && { errors }),
  };
}

describe("judge", () => {
  it.each([
    { name: "202 without errors", reply: answered(202, []), kind: "accepted" },
    { name: "202 with an error", reply: answered(202, ["no"]), kind: "refused" },
    { name: "202 with anything else", reply: answered(202), kind: "transient" },
    { name: "200 without errors", reply: answered(200, []), kind: "transient" },
    { name: "204", reply: answered(204), kind: "transient" },
    { name: "304", reply: answered(304), kind: "refused" },
    { name: "400", reply: answered(400, ["no"]), kind: "refused" },
    { name: "403", reply: answered(403, ["Forbidden"]), kind: "refused" },
    { name: "408", reply: answered(408), kind: "transient" },
    { name: "413", reply: answered(413), kind: "too_large" },
    { name: "429", reply: answered(429), kind: "transient" },
    { name: "500", reply: answered(500), kind: "transient" },
    { name: "599", reply: answered(599), kind: "transient" },
    { name: "too many bytes", reply: { outcome: { kind: "too_large", bytes: 600_000 } }, kind: "too_large" },
    { name: "a failure before sending", reply: { outcome: { kind: "unsent" } }, kind: "refused" },
    { name: "no answer", reply: { outcome: { kind: "lost", code: "ENOTFOUND" } }, kind: "transient" },
  ] as const)("takes $name for $kind", ({ reply, kind }) => {
    expect(judge(reply, "datadoghq.com").kind).toBe(kind);
  });

  it.each([
    { code: "ECONNRESET", closed: true },
    { code: "UND_ERR_SOCKET", closed: true },
    { code: "EPIPE", closed: true },
    { code: "ECONNREFUSED", closed: false },
    { code: "timeout after 15000 ms", closed: false },
  ])("takes $code for a closed connection: $closed", ({ code, closed }) => {
    expect(judge({ outcome: { kind: "lost", code } }, "datadoghq.com")).toEqual({
      kind: "transient",
      reason: expect.stringContaining(`no answer from datadoghq.com (${code})`),
      closed,
      resetSeconds: 0,
    });
  });

  it("repeats at most 300 characters of what Datadog says", () => {
    const verdict = judge(answered(400, ["x".repeat(1_000)]), "datadoghq.com");
    expect(verdict).toEqual({ kind: "refused", reason: `datadoghq.com answered 400: ${"x".repeat(300)}` });
  });

  it("says why nothing could be sent", () => {
    const verdict = judge({ outcome: { kind: "unsent" }, errors: ["Error: broken"] }, "datadoghq.com");
    const reason = "the Datadog client failed before anything was sent: Error: broken";
    expect(verdict).toEqual({ kind: "refused", reason });
  });

  it("has no target for a redirect that names none", () => {
    expect(judge(answered(302), "datadoghq.com")).toEqual({
      kind: "refused",
      reason:
        "datadoghq.com answered 302, a redirect, which is not followed with a key: check DD_SITE or DD_URL",
    });
  });
});
