import { describe, expect, it } from "vitest";
import { showProgress } from "../../src/cli/progress.ts";
import type { Quota, Usage } from "../../src/ports.ts";
import { virtualClock } from "../support/clock.ts";

const REPOSITORY = { repository: "acme/api", pullRequests: [], issues: [], unknown: new Set<never>() };
const COMPLETE = { kind: "complete", ...REPOSITORY } as const;
const FAILED = { kind: "failed", repository: "acme/web", reason: "network", message: "" } as const;

function follow(usage: Partial<Usage> = {}, deadline = 185_000) {
  let text = () => "";
  const show = (shown: () => string) => {
    text = shown;
  };
  const follower = showProgress(
    { show, end() {}, stream: { write() {} } },
    {
      usage: () => ({ requests: 0, points: 0, quotas: [], partialAccess: false, ...usage }),
      deadline,
      clock: virtualClock(0),
    },
  );
  return { follower, text: () => text() };
}

function quota(resource: Quota["resource"], used: number, remaining?: number): Quota {
  return { resource, used, limit: 5000, ...(remaining === undefined ? {} : { remaining }) };
}

describe("the progress", () => {
  it("tells of repositories, requests and the time that is left", () => {
    const { follower, text } = follow({ requests: 1234 });
    for (let count = 0; count < 3; count += 1) follower.selected();
    follower.read(COMPLETE, undefined);
    expect(text()).toBe("read 1 of 3 repositories, 1,234 requests, at most 3m 05s to go");
  });

  it("tells of one without an s", () => {
    expect(follow({ requests: 1 }).text()).toBe("looking for repositories, 1 request so far");
    const { follower, text } = follow({ requests: 1 });
    follower.selected();
    expect(text()).toContain("read 0 of 1 repository, 1 request, ");
  });

  it("tells failed repositories apart from those that were read", () => {
    const { follower, text } = follow();
    for (let count = 0; count < 2; count += 1) follower.selected();
    follower.read(FAILED, undefined);
    expect(text()).toContain("read 0 of 2 repositories, 1 failed,");
  });

  it.each([
    { quotas: [quota("graphql", 3, 4997)], says: ", quota 4,997 left," },
    { quotas: [quota("core", 9, 12), quota("graphql", 3, 4997)], says: ", quota 12 left," },
    { quotas: [quota("core", 0, 12), quota("graphql", 3, 4997)], says: ", quota 4,997 left," },
    { quotas: [quota("graphql", 3)], says: " 0 requests, at most" },
  ])("tells of $quotas the scarcest that is used", ({ quotas, says }) => {
    const { follower, text } = follow({ quotas });
    follower.selected();
    expect(text()).toContain(says);
  });

  it("looks for repositories before it has found one", () => {
    expect(follow({ requests: 2 }).text()).toBe("looking for repositories, 2 requests so far");
  });

  it("counts no time below nothing", () => {
    const { follower, text } = follow({}, -5000);
    follower.selected();
    expect(text()).toContain("at most 0m 00s to go");
  });
});
